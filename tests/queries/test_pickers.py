"""What a picker offers, and what is chosen in words."""

import pytest

from boards.queries import facts
from boards.queries.pickers import Choice, Picker
from tests.factories import make_tag, make_task


def picker(*names, of=12, **more):
    choices = [Choice(name, name, checked=True) for name in names]
    rest = [Choice(str(n), str(n), checked=False) for n in range(of - len(choices))]
    return Picker(id="p", name="p", label="P", choices=choices + rest, **more)


@pytest.mark.parametrize(
    ("names", "summary"),
    [
        ([], ""),
        (["design"], "design"),
        (["design", "copy"], "design, copy"),
        (["design", "a name that is rather long"], "design +1"),
        (["a", "b", "c"], "a +2"),
    ],
)
def test_button_names_what_is_chosen(names, summary):
    assert picker(*names).summary == summary


def test_short_list_is_not_searched_unless_words_may_be_added():
    assert not picker(of=7).is_searched
    assert picker(of=8).is_searched
    assert picker(of=0, adds=True).is_searched


def test_fact_shows_six_and_counts_the_others():
    many = picker(*"abcdefgh")
    assert ([choice.label for choice in many.shown], many.more) == (list("abcdef"), 2)


def test_facts_of_a_task_are_in_natural_order(project, member, django_assert_num_queries):
    for name in ("a10", "Éa", "a2", "eb"):
        make_tag(project=project, name=name)
    task = make_task(project=project, tag_names=["a10"])
    assert task.project
    given = {"assignee": member.pk, "other_assignees": [10**7, "x"], "priority": 7, "tags": "A10, typed"}
    people = [("", "Nobody"), (member.pk, "Zoe 2"), (10**6, "zoe 10"), (10**7, "Ädam")]
    priorities = [(0, "None"), (4, "Urgent"), (7, "Urgent 7")]
    with django_assert_num_queries(2):
        found = facts.of_task(task, given, {"assignee": people, "other_assignees": people, "priority": priorities})
    assert [choice.label for choice in found.tags.choices] == ["a2", "a10", "Éa", "eb", "typed"]
    assert [choice.value for choice in found.tags.chosen] == ["a10", "typed"]
    assert [choice.label for choice in found.assignee.choices] == ["Nobody", "Ädam", "Zoe 2", "zoe 10"]
    assert [choice.value for choice in found.assignee.chosen] == [str(member.pk)]
    assert [choice.label for choice in found.other_assignees.choices] == ["Ädam", "Zoe 2", "zoe 10"]
    assert [choice.label for choice in found.other_assignees.chosen] == ["Ädam"]
    assert [choice.label for choice in found.priority.choices] == ["Urgent 7", "Urgent", "None"]
    assert [choice.label for choice in found.column.chosen] == [task.column.name]


def test_new_task_begins_in_the_first_column(project):
    given = {"column": "nonsense", "assignee": "x", "other_assignees": None, "priority": None, "tags": ""}
    found = facts.of_new(project, given, {"assignee": [("", "Nobody")], "priority": []})
    assert [choice.label for choice in found.column.chosen] == ["Pending"]
    assert not found.column.form and found.assignee.chosen == []
