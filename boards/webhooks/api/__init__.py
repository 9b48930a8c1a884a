"""The API of webhooks, and what its document says of the messages that are sent."""
