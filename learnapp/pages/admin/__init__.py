"""Pages of admins and auditors."""
