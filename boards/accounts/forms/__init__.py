"""Forms of accounts: profile, API keys, signing in."""
