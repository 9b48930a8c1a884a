"""JSON as providers should send it: an object, without what readers of JSON disagree about."""

from __future__ import annotations

from boards.accounts.oidc.refusals import Refused
from boards.exceptions import InvalidInput
from boards.rules import strict_json
from boards.rules.strict_json import JsonObject
from boards.rules.text import check_storable

# The object itself is the first level.
DEPTH = 20
_RULES = strict_json.Rules(deepest=DEPTH - 1, check=lambda _path, text: check_storable("", text))


def parse_object(body: bytes, what: str) -> JsonObject:
    """The object, or Refused: doubled keys, NaN, NUL, lone surrogates and deep nesting are no JSON here."""
    try:
        value = strict_json.read(body, _RULES)
    except strict_json.TooDeep as error:
        raise Refused(f"{what} is nested too deeply") from error
    except strict_json.NotJson as error:
        raise Refused(f"{what} is not JSON ({type(error.__cause__).__name__})") from error
    except InvalidInput as error:
        raise Refused(f"{what} holds text with a NUL or half of a character pair") from error
    if not isinstance(value, dict):
        raise Refused(f"{what} is no JSON object but {type(value).__name__}")
    return value
