"""Reading a WordPress site from what its own export (WXR) wrote. Nothing of it runs, nothing is fetched."""
