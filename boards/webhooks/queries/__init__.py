"""What is read for webhooks: them and their deliveries, and what is sent."""
