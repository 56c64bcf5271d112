"""Courses that ship with the app."""
