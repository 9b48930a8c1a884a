"""What operators see of a running site: log lines, metrics, traces."""
