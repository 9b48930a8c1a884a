"""Addresses are compared as they were sent, but for the case of ASCII letters."""

import pytest

from boards.exceptions import InvalidInput
from boards.rules import addresses

KELVIN = "mar\u212a@example.com"
# What only looks like mark@example.com, or becomes it once something is folded or taken away.
LOOK_ALIKES = {
    "Kelvin sign": KELVIN,
    "full-width letter": "mar\uff4b@example.com",
    "capital I with a dot": "mark@examp\u0130le.com",
    "in the domain": "mark@\u212aexample.com",
    "blank before": " mark@example.com",
    "blank after": "mark@example.com ",
    "line after": "mark@example.com\n",
    "wide blank": "\u3000mark@example.com",
    "encoded word": "=?utf-8?q?mark?=@example.com",
    "quoted": '"mark"@example.com',
    "quoted with a comma": '"mark,ann"@example.com',
    "number of a machine": "mark@[192.0.2.1]",
}


@pytest.mark.parametrize("sent", ["MARK@Example.COM", "mark@example.com"])
def test_ascii_letters_of_either_case_are_the_same(sent):
    assert addresses.in_small_letters(sent) == "mark@example.com"
    assert addresses.is_plain(sent)
    assert addresses.checked("email", sent) == "mark@example.com"


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_stay_what_they_are(name):
    sent = LOOK_ALIKES[name]
    assert addresses.in_small_letters(sent) == sent
    assert not addresses.is_plain(sent)
    with pytest.raises(InvalidInput, match="email"):
        addresses.checked("email", sent)


@pytest.mark.parametrize("sent", ["ann@b\u00fccher.example", "ann@stra\u00dfe.example", "ann@xn--bcher-kva.example"])
def test_small_letters_of_other_alphabets_are_as_good(sent):
    assert addresses.checked("email", sent) == sent


def test_capitals_of_other_alphabets_are_to_be_written_small():
    assert not addresses.is_plain("ann@B\u00dcCHER.example")
