"""The JSON API, version 1: the same services, rules, access and filters as the pages, for programs."""
