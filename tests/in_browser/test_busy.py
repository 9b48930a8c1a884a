"""A press while somebody else writes for long: nothing changes, and the sentence says why."""

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from boards.services import tasks
from tests.in_browser.steps import card, dialog, press_words, title, toast

pytestmark = pytest.mark.browser


def test_who_has_waited_in_vain_reads_why(board, cards, monkeypatch, browser_errors):
    def refuse(**given):
        raise OperationalError("database is locked")

    monkeypatch.setattr(tasks, "complete", refuse)
    title(board, cards[0]).click()
    press_words(board, dialog(board).get_by_role("button", name="Mark complete"))
    expect(toast(board, "Somebody is saving a lot at once, such as a large import")).to_be_visible()
    expect(card(board, cards[0])).to_be_visible()
    browser_errors.clear()  # the 503 is the answer that was expected
