"""The API of people, and of programs that sign in."""
