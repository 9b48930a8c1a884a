"""Pages of the inbox and of what one wants to hear."""
