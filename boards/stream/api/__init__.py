"""What programs read of the stream over HTTP: its description."""
