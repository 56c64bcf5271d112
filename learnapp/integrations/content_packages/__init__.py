"""Foreign content formats and the courses that ship with the app."""
