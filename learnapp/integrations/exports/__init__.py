"""Exports as files: what each table holds, how it is written, and what has to be true of a table for research."""
