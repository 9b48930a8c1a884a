"""The project board: data, rules, services, pages."""
