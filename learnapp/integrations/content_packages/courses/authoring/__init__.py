"""The course author's bench: items as explicit templates, written out to YAML by build.py."""
