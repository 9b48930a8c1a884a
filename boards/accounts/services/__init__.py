"""Writing accounts, and what belongs to them: identities, API keys, devices."""
