"""How requests come in and answers go out: gunicorn's settings, its worker, limits, compression, the health check."""
