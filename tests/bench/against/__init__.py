"""This build beside an earlier one, on the same machine in the same run: `make bench AGAINST=REV`."""
