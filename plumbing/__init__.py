"""What every app stands on and that knows no business: PostgreSQL, files, the network, the clock."""
