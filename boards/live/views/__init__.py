"""What an open page asks for when it is told that something has changed."""
