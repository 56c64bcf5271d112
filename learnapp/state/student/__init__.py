"""States of a student's pages."""
