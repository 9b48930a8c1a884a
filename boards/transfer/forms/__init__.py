"""What is chosen for a file."""
