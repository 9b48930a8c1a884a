"""SQLite for servers and commands alike: few large statements instead of many small ones."""
