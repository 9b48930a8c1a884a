"""Whom a text names, in either form."""

import pytest

from boards.rules import mentions

PEOPLE = {1: "Mina Park", 2: "Leo", 3: "Mina Holm", 4: "Zoë Ünal", 5: "朴美娜"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ask @[Mina Park](person:1) first", {1}),
        ("@[Another name](person:1)", {1}),
        ("@[Mina](person:99)", set()),
        ("@Mina Park, can you look", {1}),
        ("@mina park", {1}),
        ("@MINA  PARK", set()),
        ("@mina", set()),
        ("@park and @holm.", {1, 3}),
        ("@Leo!", {2}),
        ("(@leo)", {2}),
        ("@leonard", set()),
        ("@zoë ünal @ZOË", {4}),
        ("@朴美娜", {5}),
        ("mail leo@leo.example or me@Leo", set()),
        ("@@leo", set()),
        ("@", set()),
        ("@[a](person:1", set()),
        ("@[a](person:" + "9" * 30 + ")", set()),
        ("@leo " * 201 + "@[x](person:3)", {3}),
        ("", set()),
    ],
)
def test_mentions_are_found(text, found):
    assert mentions.named(text, PEOPLE) == found


def test_a_long_text_of_signs_costs_little():
    assert mentions.named("@[" * 50_000, PEOPLE) == set()


def test_text_has_names_alone():
    assert mentions.plain("ask @[Mina Park](person:1), @leo") == "ask @Mina Park, @leo"


def test_line_that_mentions():
    text = "One\n  ask @[Mina Park](person:1)  \nand @leo"
    assert mentions.line_of(text, 1, PEOPLE) == "ask @Mina Park"
    assert mentions.line_of(text, 2, PEOPLE) == "and @leo"
    assert mentions.line_of(text, 3, PEOPLE) == ""
