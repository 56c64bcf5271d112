"""Pages of a guardian."""
