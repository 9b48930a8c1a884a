#!/bin/sh
# joserfc 1.8.0: one key on a curve it doesn't know takes the whole key set of a provider away, with a KeyError.
#
# Expected: RFC 7517, section 5: keys of a type that isn't understood, or with values out of the supported range, SHOULD be left
#   out, so that the others go on working; PyJWT 2.15.1 does that for both.
# Seen: `KeySet.import_key_set` leaves a key of an unknown `kty` out, but raises KeyError('brainpoolP256r1') for a known `kty` with
#   an unknown `crv` (EC and OKP alike); it is no JoseError, which is what callers of the library catch. On the day a provider adds
#   such a key beside its RSA key, nobody signs in any more.
# What follows for us: each published key is read by itself, and what can't be read is none (boards/accounts/oidc/tokens.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check joserfc==1.8.0 pyjwt==2.15.1 cryptography 2> /dev/null
venv/bin/python - <<'PYTHON'
import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

usual = RSAKey.generate_key(2048, {"kid": "usual", "use": "sig"}).as_dict(private=False)
part = "A" * 43
beside = {
    "unknown type": {"kty": "AKP", "alg": "ML-DSA-44", "pub": part, "kid": "other"},
    "unknown EC curve": {"kty": "EC", "crv": "brainpoolP256r1", "x": part, "y": part, "kid": "other"},
    "unknown OKP curve": {"kty": "OKP", "crv": "Ed25519ph-of-tomorrow", "x": part, "kid": "other"},
}
readers = {
    "joserfc": lambda keys: [key.kid for key in KeySet.import_key_set(keys).keys],
    "PyJWT": lambda keys: [key.key_id for key in jwt.PyJWKSet.from_dict(keys).keys],
}
seen = {}
for case, other in beside.items():
    for name, read in readers.items():
        try:
            seen[case, name] = read({"keys": [other, usual]})
        except Exception as error:
            assert not isinstance(error, JoseError)
            seen[case, name] = type(error).__name__
        print(f"{case}: {name} finds {seen[case, name]}")
assert all(seen[case, "PyJWT"] == ["usual"] for case in beside)
assert seen["unknown type", "joserfc"] == ["usual"]
assert seen["unknown EC curve", "joserfc"] == seen["unknown OKP curve", "joserfc"] == "KeyError"
print("As described.")
PYTHON
