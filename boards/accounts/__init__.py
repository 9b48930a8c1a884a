"""People and how they sign in: accounts, identities at providers, second factors, devices, keys, tokens for programs.

`oidc` signs in by a provider, `api_sign_in` and `tokens` sign programs in, `adapter` is what django-allauth asks; the
rest stands in layers as the board does.
"""
