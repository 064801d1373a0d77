"""Measurements of the running product; each script says how to start it."""
