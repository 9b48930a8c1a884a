"""Writing what people are told, and what they choose about it."""
