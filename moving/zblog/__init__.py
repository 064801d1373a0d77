"""Reading a Z-BlogPHP site, whatever it was kept in. Nothing of it runs, nothing is fetched."""
