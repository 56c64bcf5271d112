"""Pages: what a person sees, one module per page."""
