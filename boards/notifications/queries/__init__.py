"""Reading the inbox, and who watches what."""
