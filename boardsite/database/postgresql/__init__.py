"""PostgreSQL for a server: a database that does not answer is a quick refusal and never a request that hangs."""
