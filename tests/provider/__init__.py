"""A small OpenID provider of its own: django-allauth's, as a second Django site.

`python -m tests.provider --port 8191 --site http://127.0.0.1:8000` serves it; the tests and `make run-sso` use it. Its
people are in `people.py`; each has the password `sso`.
"""
