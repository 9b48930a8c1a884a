"""What a board of ours has no room or no form for: it finds another place, or is named, and nothing is lost."""

import datetime

import pytest

from tests.factories import make_user
from tests.transfer.exports import a_card, a_list, export


def test_more_members_than_a_card_has_room_for_are_named(bring, member):
    crowd = [make_user(name=f"p{number}") for number in range(22)]
    people = [{"id": user.email, "fullName": user.display_name, "email": user.email} for user in crowd]
    task = bring(export(members=people, cards=[a_card(idMembers=[user.email for user in crowd])])).tasks.get()
    assert (task.assignee, len(task.others)) == (crowd[0], 20)
    assert "## Members\n\n- P21\n" in task.description


def test_sixty_lists_find_room(bring):
    lists = [a_list(number) for number in range(1, 60)] + [a_list(60, name="Done")]
    cards = [a_card(number, idList=f"list{number}") for number in range(1, 61)]
    project = bring(export(lists=lists, cards=cards))
    assert project.columns.count() == 49
    assert "From the list “List 59”" in project.tasks.get(title="Card 59").description
    assert project.tasks.get(title="Card 59").column.name == "More lists"
    assert project.tasks.get(title="Card 60").is_completed


def test_what_is_too_long_is_cut_and_kept_whole_elsewhere(bring):
    card, column, label, board = "c" * 501, "l" * 51, "t" * 51, "b" * 501
    project = bring(
        export(
            name=board,
            lists=[a_list(name=column)],
            labels=[{"id": "L", "name": label, "color": "pink"}],
            cards=[a_card(name=card, idLabels=["L"])],
        )
    )
    task = project.tasks.get()
    assert (task.title, task.column.name) == ("c" * 499 + "…", "l" * 49 + "…")
    assert (project.title, task.tags.get().name) == ("b" * 499 + "…", "t" * 49 + "…")
    assert f"- In full: {card}\n" in task.description
    assert f"- Label: {label}\n" in task.description
    assert f"- In full: {column}\n" in project.description
    assert f"- In full: {board}\n" in project.description


def test_description_that_is_too_long_goes_on_on_further_cards(bring):
    fields = [
        {"idCustomField": f"field{number}", "value": {"text": f"{number} " + "x" * 16_000}} for number in range(20)
    ]
    project = bring(export(cards=[a_card(customFieldItems=fields), a_card(2)], desc="y" * 250_000))
    assert [task.title for task in project.columns.get(name="List 1").tasks.in_order()] == [
        *("Card 1", "Card 1 (2)", "Card 1 (3)", "Card 1 (4)", "Card 2"),
        *["Description of the board, continued"] * 2,
    ]
    texts = "".join(task.description for task in project.tasks.in_order() if "Card 1" in task.title)
    assert [f":** {number} x" in texts for number in range(20)] == [True] * 20
    assert sum(len(text) for text in project.tasks.values_list("description", flat=True)) > 450_000


def test_line_breaks_and_blanks_in_names(bring):
    project = bring(export(lists=[a_list(name=" \n")], cards=[a_card(1, name="Two\r\nlines"), a_card(2, name="  ")]))
    assert [task.title for task in project.columns.get(name="List 1").tasks.in_order()] == [
        "Two lines",
        "Without a title",
    ]


def test_characters_that_cannot_be_stored_are_replaced_and_named(bring):
    project = bring(export(cards=[a_card(name="nul \0 half \ud83d", desc="\udc00")]))
    task = project.tasks.get()
    assert (task.title, task.description) == ("nul � half �", "�")
    assert (
        "Texts with characters that can't be stored, now “�”: 2 (“cards[0].name”, “cards[0].desc”)" in project.printed
    )


@pytest.mark.parametrize(
    "due",
    [
        "soon",
        "1111-11-11",
        "3000-01-01T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "0000-01-01",
        "9999-12-31T23:59:59.999Z",
        "-5",
        12,
        True,
    ],
)
def test_due_date_that_is_none_goes_into_the_description(bring, owner, due):
    owner.time_zone = "Pacific/Kiritimati"
    owner.save()
    task = bring(export(cards=[a_card(due=due)])).tasks.get()
    assert task.due_date is None
    assert f"- Due: {str(due).lower() if due is True else due}" in task.description


@pytest.mark.parametrize(
    "due", ["2024-05-06", "2024-05-06T10:00:00", "2024-05-06T23:30:00-03:00", "2024-05-05T23:30-05:00"]
)
def test_due_date_in_any_spelling(bring, due):
    days = {datetime.date(2024, 5, 6), datetime.date(2024, 5, 7)}
    assert bring(export(cards=[a_card(due=due)])).tasks.get().due_date in days


def test_no_time_lies_in_the_future(bring):
    card = a_card(id="f" * 24, idList="list2", dateLastActivity="2999-01-01T00:00:00Z")
    task = bring(export(lists=[a_list(), a_list(2, name="Done")], cards=[card])).tasks.get()
    assert task.created_at <= task.completed_at <= task.updated_at


def test_things_that_are_twice_in_the_file_count_once(bring):
    project = bring(export(lists=[a_list(), a_list()], cards=[a_card(), a_card()]))
    assert (project.tasks.count(), project.columns.count()) == (1, 2)
    assert "Things that are twice in the file, taken once: 2 (“cards[1]”, “lists[1]”)" in project.printed


def test_sixty_labels_on_one_card(bring):
    labels = [{"id": f"L{number}", "name": f"Label {number}", "color": "sky"} for number in range(60)]
    task = bring(export(labels=labels, cards=[a_card(idLabels=[row["id"] for row in labels])])).tasks.get()
    assert task.tags.count() == 50
    assert "- Label: Label 59\n" in task.description


def test_comma_in_a_label_becomes_a_slash(bring):
    project = bring(export(labels=[{"id": "L", "name": "Bread, cake", "color": "sky"}]))
    assert project.tags.get().name == "Bread / cake"
    assert "which a tag can't have; a slash stands for it: 1 (“Bread, cake”)" in project.printed


def test_empty_checklist_and_a_comment_of_nobody(bring):
    action = {"type": "commentCard", "data": {"text": "Hm", "card": {"id": "card1"}}, "date": "9999-12-31T23:59:59Z"}
    attachments = [{"name": "Only a name"}, {"url": "http://example.com/[x]", "name": "[x]"}]
    task = bring(export(actions=[action], closed=True, cards=[a_card(attachments=attachments)])).tasks.get()
    assert task.comments.get().text == "Hm"
    assert "- Only a name" in task.description
    assert task.web_links.get().url == "http://example.com/[x]"


def test_labels_alike_in_name_and_colour_are_one_tag(bring):
    labels = [{"id": key, "name": "Bug", "color": "red"} for key in ("A", "B")]
    project = bring(export(labels=labels, cards=[a_card(idLabels=["A", "B"])]))
    assert (project.tags.count(), project.tasks.get().tags.count()) == (1, 1)
    assert "Labels alike in name and colour, now one tag: 1 (“Bug”)" in project.printed


def test_label_that_only_its_card_describes(bring):
    task = bring(export(cards=[a_card(labels=[{"id": "L", "name": "Rare", "color": "lime"}])])).tasks.get()
    assert task.tags.get().name == "Rare"


def test_unknown_labels_and_members(bring):
    project = bring(export(cards=[a_card(idLabels=["gone"], idMembers=["left"])]))
    assert "Labels on cards that the file does not describe: 1 (“Card 1”)" in project.printed
    assert "## Members\n\n- left\n" in project.tasks.get().description
