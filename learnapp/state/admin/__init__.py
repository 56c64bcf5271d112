"""What admins and auditors see and do; every handler asks the session who is there."""
