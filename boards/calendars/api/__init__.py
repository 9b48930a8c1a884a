"""Calendar links in the API."""
