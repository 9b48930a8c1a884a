"""What people who mean harm send, in every text of every call: it is refused with a sentence, or kept as text."""

import pytest

from tests.api import test_every_endpoint
from tests.api.callers import filled
from tests.api.test_every_endpoint import ENDPOINTS

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

world = test_every_endpoint.world
ODD = (
    "\0",
    "\ud800",
    "9" * 4000,
    str(2**63),
    "0001-01-01",
    "\u202e\u2028",
    " ",
    "../../x",
    "<script>harm(1)</script>",
    [],
    {},
)
CASES = [(method, path) for (method, path), (body, _people) in ENDPOINTS.items() if isinstance(body, dict) and body]


@pytest.mark.parametrize(("method", "path"), CASES)
def test_odd_values_are_answered(world, db, method, path):
    body, _people = ENDPOINTS[method, path]
    where, whole = path.format(**world["ids"]), filled(body, world["ids"])
    for caller in (world["callers"][0], world["callers"][5]):
        for name in (name for name, value in whole.items() if not isinstance(value, bytes)):
            for odd in ODD:
                answer = caller.answer(method, where, {**whole, name: odd})
                assert answer.status_code < 500, (name, odd)
                assert "json" in answer.get("Content-Type", "json"), (name, odd)
