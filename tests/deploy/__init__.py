"""The shipped nginx configuration before the real application."""
