"""Repositories: queries by subject; none of them commits."""
