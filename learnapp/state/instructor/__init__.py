"""What instructors see of the sections they teach; every handler asks the session who is there."""
