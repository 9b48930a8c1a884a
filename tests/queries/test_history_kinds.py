"""The groups in which people look for changes."""

from boards.models import Kind
from boards.queries.history_kinds import GROUPS, kinds_of, labels


def test_every_kind_stands_in_one_group():
    stands = [kind for group in GROUPS.values() for kind in group.kinds]
    assert sorted(stands) == sorted(Kind)


def test_a_word_is_a_group_or_one_kind():
    assert kinds_of("comments") == {Kind.COMMENT_CREATED, Kind.COMMENT_UPDATED, Kind.COMMENT_DELETED}
    assert kinds_of("task.moved") == {Kind.TASK_MOVED}
    assert not kinds_of("nothing") and not kinds_of("") and not kinds_of("TASK.MOVED")


def test_a_task_offers_what_it_can_have():
    assert {word for word, _label in labels(of_tasks=True)} < {word for word, _label in labels(of_tasks=False)}
