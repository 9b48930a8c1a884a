"""What Boardsite adds to Django's databases and cache: waits, limits, and what happens while one is away."""
