"""Foreign protocols and formats."""
