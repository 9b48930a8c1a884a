"""What holds for webhooks, without a database: addresses, secrets, pauses."""
