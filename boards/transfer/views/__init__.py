"""The pages on which boards come in."""
