"""Writers of what people bring."""
