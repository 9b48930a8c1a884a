"""Pages of the reports, and what is made for paper."""
