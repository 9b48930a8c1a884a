"""Buttons that send a form elsewhere than it says: htmx asks the form alone (findings/htmx-button-of-its-own.sh)."""

import re

import pytest

from tests.conventions.sources import name_of, read, templates

pytestmark = pytest.mark.once

OWN_WAY = re.compile(r"""\bform(?:action|method)=|\.formAction\b""")
FORM = re.compile(r"<form\b[^>]*>")


def tag_around(text: str, at: int) -> str:
    return text[text.rfind("<", 0, at) : text.find(">", at) + 1]


def form_of(tag: str, before: str, forms: list[str]) -> str:
    """The one that is named by its id, wherever it is; else the last that was begun."""
    named = re.search(r'\bform="([^"]*)"', tag)
    if named is None:
        return FORM.findall(before)[-1]
    return next(form for form in forms if f'id="{named[1]}"' in form)


def test_a_button_that_goes_its_own_way_does_so_with_htmx_too():
    texts = {path: re.sub(r"{[%{](?! set).*?[%}]}", "", read(path)) for path in templates()}
    forms = [form for text in texts.values() for form in FORM.findall(text)]
    wrong, seen = [], 0
    for path, text in texts.items():
        for found in OWN_WAY.finditer(text):
            tag = tag_around(text, found.start())
            seen += 1
            if "hx-post=" not in tag and re.search(r"\bhx-(?:post|get)=", form_of(tag, text[: found.start()], forms)):
                wrong.append((name_of(path), tag))
    assert seen > 2 and wrong == []
