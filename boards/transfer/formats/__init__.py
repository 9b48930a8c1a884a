"""File formats: bytes in, validated plain objects out. Nothing here knows the database."""
