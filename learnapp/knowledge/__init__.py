"""What the course itself says: passages, how they are found, and how well."""
