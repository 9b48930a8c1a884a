"""Signing in: what this site adds to django-allauth, and what it does otherwise."""
