"""Pages that need no role."""
