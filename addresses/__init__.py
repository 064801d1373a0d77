"""Old addresses: those of the site before this one, and our own that changed."""
