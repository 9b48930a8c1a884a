"""Forms of what one wants to hear."""
