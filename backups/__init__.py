"""Backups: one file with database, uploads, private files, spool and key; made nightly, checked, kept, restored."""
