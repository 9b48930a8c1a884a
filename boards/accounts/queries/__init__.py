"""Reading accounts for their pages."""
