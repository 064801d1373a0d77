"""Addresses that no longer are what they were: those of the site before this one, and ours that changed."""
