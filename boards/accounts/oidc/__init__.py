"""Sign-in through OpenID Connect providers, as an application of django-allauth's kind.

fetching    answers over HTTP, limited in time and size
strict      JSON that must be what it says
metadata    discovery and key sets, cached
tokens      the code against tokens, and the checks of the ID token
claims      who the provider says this is
linking     which account that is, or why none; then makes it so, through the services
views       the addresses of the flow

To follow a sign-in, read `views.start`, `views.callback`, `tokens.claims_of`, `claims.read` and `linking.account_for`.
"""
