"""Open pages of a person hear that something else may be in their inbox, and nobody else's do."""

import pytest
from django.db import transaction

from boards import events

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_tabs_of_a_person_are_told_and_nobody_else(tab, board, member, owner):
    tabs, other = [board(member), tab(member, "/ws/home/")], board(owner)
    events.announce_inbox({member.pk})
    assert [each.next("inbox") for each in tabs] == [{"type": "inbox"}] * 2
    assert other.hears_nothing("inbox")


def test_nobody_is_told_of_what_was_rolled_back(board, member):
    one = board(member)
    with transaction.atomic():
        events.announce_inbox({member.pk})
        transaction.set_rollback(True)
    assert one.hears_nothing("inbox")


def test_other_processes_are_told(process, board, member):
    one = board(member)
    process.call(process.hub._hear, "other", {"inbox": [member.pk]})
    assert one.next("inbox") == {"type": "inbox"}
