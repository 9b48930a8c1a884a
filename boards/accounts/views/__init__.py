"""Pages of one's own account, of people, and of signing in."""
