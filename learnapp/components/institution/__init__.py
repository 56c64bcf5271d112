"""The parts of the page on which an admin sets up the institution."""
