"""The only writers of webhooks and of their deliveries. Neither is board data: no revision rises, none is history."""
