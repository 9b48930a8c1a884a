"""What the pages and the API show of what people bring."""
