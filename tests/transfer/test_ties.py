"""Links between the cards of a file become links here, where they can be."""

import pytest

from boards.models import Relation, TaskLink
from boards.services import link_counts
from boards.transfer import importing, ties
from boards.transfer.boards import Board, Card, Lane, Link
from boards.transfer.plans import Notes


def a_board(*cards):
    return Board(tool="Other", name="B", lists=(Lane("1", "To do"), Lane("2", "Done")), cards=cards)


def a_card(key, *links, list_id="1", **fields):
    made = tuple(Link(kind, other) for kind, other in links)
    return Card(id=key, list_id=list_id, title=f"Card {key}", links=made, **fields)


def brought(owner, *cards):
    plan = importing.prepare(a_board(*cards), owner=owner)
    return importing.carry_out(plan, actor=owner).project


def found():
    names = {"first__title", "kind", "second__title"}
    return {(row["first__title"][-1], row["kind"], row["second__title"][-1]) for row in TaskLink.objects.values(*names)}


@pytest.mark.django_db
def test_links_of_each_kind_from_either_end(owner):
    brought(
        owner,
        a_card("a", (Relation.BLOCKS, "b"), (Relation.RELATES, "c")),
        a_card("b", (Relation.BLOCKED_BY, "a"), (Relation.PARENT, "c"), (Relation.DUPLICATES, "d")),
        a_card("c", (Relation.RELATES, "a"), (Relation.CHILD, "b"), (Relation.BLOCKED_BY, "d")),
        a_card("d", list_id="2"),
    )
    assert found() == {
        ("a", "blocks", "b"),
        ("a", "relates", "c"),
        ("c", "parent", "b"),
        ("b", "duplicates", "d"),
        ("d", "blocks", "c"),
    }


@pytest.mark.django_db
def test_cards_count_as_those_that_were_linked_by_hand(owner):
    project = brought(
        owner,
        a_card("a", (Relation.BLOCKS, "b"), (Relation.PARENT, "e")),
        a_card("b", (Relation.PARENT, "e"), closed=True),
        a_card("c", (Relation.BLOCKS, "b"), list_id="2"),
        a_card("d", (Relation.BLOCKS, "e"), (Relation.PARENT, "e"), closed=True),
        a_card("e", (Relation.BLOCKED_BY, "c")),
        a_card("f", (Relation.PARENT, "e"), list_id="2"),
    )
    tasks = list(project.tasks.all())
    truth = link_counts.truth([task.pk for task in tasks])
    assert {task.pk: {name: getattr(task, name) for name in link_counts.COUNTS} for task in tasks} == truth
    assert any(counts["open_blocker_count"] for counts in truth.values())


@pytest.mark.django_db
def test_what_cannot_be_a_link_stays_in_words(owner):
    project = brought(
        owner,
        a_card("a", (Relation.BLOCKS, "b"), (Relation.PARENT, "nowhere"), (Relation.RELATES, "a")),
        a_card("b", (Relation.BLOCKS, "a"), (Relation.PARENT, "a"), (Relation.PARENT, "c")),
        a_card("c"),
    )
    assert found() == {("a", "blocks", "b"), ("a", "parent", "b")}
    first, second = project.tasks.get(title="Card a"), project.tasks.get(title="Card b")
    assert "Is part of “nowhere”" in first.description and "Relates to “Card a”" in first.description
    assert "Blocks “Card a”" in second.description and "Is part of “Card c”" in second.description


def test_circles_are_opened_in_any_order_and_quickly():
    size = 20_000
    cards = [a_card(str(place), (Relation.BLOCKS, str((place + 1) % size))) for place in reversed(range(size))]
    assert len(ties.of(cards, Notes()).real) == size - 1


def test_a_task_has_no_more_links_than_by_hand():
    cards = [a_card("hub"), *(a_card(str(place), (Relation.RELATES, "hub")) for place in range(150))]
    tied = ties.of(cards, Notes())
    assert len(tied.real) == ties.MOST_LINKS and sum(map(len, tied.words.values())) == 50
