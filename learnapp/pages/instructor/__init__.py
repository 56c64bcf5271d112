"""Pages of instructors."""
