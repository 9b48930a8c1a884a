"""Boards from elsewhere: a file is parsed, becomes a plan that can be shown, and is carried out by the services."""
