"""Tables of an export whose rows are named by ids: what is where an id is missing."""

import json

import pytest

from tests.transfer.exports import a_card, a_list, export


def tags(project):
    return {task.title: [tag.name for tag in task.tags.all()] for task in project.tasks.all()}


def without_id(row):
    return {key: value for key, value in row.items() if key != "id"}


GOOD, BUG, WORK = (
    {"color": colour, "name": name} for colour, name in (("green", "good"), ("red", "BUG"), ("blue", "work"))
)


def test_labels_without_ids_are_told_apart_by_colour_and_name(bring):
    project = bring(export(cards=[a_card(1, labels=[GOOD]), a_card(2, labels=[BUG]), a_card(3, labels=[BUG, WORK])]))
    assert tags(project) == {"Card 1": ["good"], "Card 2": ["BUG"], "Card 3": ["BUG", "work"]}
    assert {tag.name: tag.colour for tag in project.tags.all()} == {"good": 5, "BUG": 0, "work": 8}
    assert "  Labels: 3\n" in project.printed


def test_label_of_a_card_without_id_is_the_one_of_the_board(bring):
    project = bring(export(labels=[{"id": "L", **BUG}], cards=[a_card(1, labels=[BUG]), a_card(2, idLabels=["L"])]))
    assert tags(project) == {"Card 1": ["BUG"], "Card 2": ["BUG"]}
    assert "  Labels: 1\n" in project.printed


def test_labels_of_the_board_without_ids(bring):
    project = bring(export(labels=[GOOD, BUG, WORK], cards=[a_card(labels=[WORK])]))
    assert project.tags.count() == 3
    assert tags(project) == {"Card 1": ["work"]}


def test_names_of_colours_become_tags(bring):
    names = {"red": "BUG", "green": "good", "sky": "Later", "lime": "", "x\0": "odd", "pink": None}
    cards = [a_card(1, labels=[{"color": "red", "name": ""}]), a_card(2, labels=[GOOD])]
    project = bring(export(labelNames=names, cards=cards))
    assert tags(project) == {"Card 1": ["BUG"], "Card 2": ["good"]}
    assert [tag.name for tag in project.tags.all()] == ["BUG", "good", "Later"]


def test_names_of_colours_that_the_labels_have_make_no_more_of_them(bring):
    labels = [{"id": "A", "name": " BUG", "color": "red"}, {"id": "B", "name": "", "color": "red"}]
    project = bring(export(labelNames={"red": "BUG"}, labels=labels, cards=[a_card(idLabels=["B"])]))
    assert sorted(tag.name for tag in project.tags.all()) == ["BUG", "red"]
    assert tags(project) == {"Card 1": ["red"]}


def test_members_without_ids(bring):
    members = [{"fullName": "Ann"}, {"fullName": "Bob"}]
    items = [{"name": "Item", "state": "incomplete"}]
    action = {"type": "commentCard", "data": {"card": {"id": "card1"}, "text": "Hm"}}
    checklists = [{"idCard": "card1", "name": "Steps", "checkItems": items}]
    project = bring(export(members=members, checklists=checklists, actions=[action]))
    assert "  Members: 2\n" in project.printed
    assert "can't be matched to an account: 2 (“Ann”, “Bob”)" in project.printed
    task = project.tasks.get()
    assert task.checklists.get().items.get().text == "Item" and task.comments.get().text == "Hm"


def test_lists_without_ids(bring):
    lists = [without_id(a_list(number)) for number in (1, 2)]
    cards = [{"name": "Lost", "pos": 1}, a_card(2, idList="")]
    project = bring(export(lists=lists, cards=cards))
    assert [column.name for column in project.columns.all()] == ["List 1", "List 2", "Completed"]
    assert "Cards of a list that is not in the file, put into the first column: 2 (“Lost”, “Card 2”)" in project.printed


def test_cards_without_ids_keep_what_they_hold(bring):
    within = [{"name": "Steps", "checkItems": [{"name": "One", "state": "complete"}]}]
    actions = [{"type": "updateCard", "date": "2024-01-01", "data": {"listAfter": {"id": "list2"}}}]
    cards = [
        without_id(a_card(1, checklists=within)),
        without_id(a_card(2, idList="list2", dateLastActivity="2024-03-01T00:00:00Z")),
    ]
    project = bring(export(lists=[a_list(), a_list(2, name="Done")], cards=cards, actions=actions))
    (made,) = project.tasks.get(title="Card 1").checklists.all()
    assert (made.title, made.items.get().text, made.items.get().is_done) == ("Steps", "One", True)
    assert project.tasks.get(title="Card 2").completed_at.isoformat() == "2024-03-01T00:00:00+00:00"


def test_checklists_without_ids(bring):
    project = bring(export(cards=[a_card(idChecklists=[""])], checklists=[{"name": "A"}, {"name": "B"}]))
    assert "Checklists and comments of cards that are not in the file: 2 (“A”, “B”)" in project.printed


def test_custom_fields_without_ids(bring):
    fields = [{"name": "Oven"}, {"id": "F", "name": "Flour", "options": [{"value": {"text": "Rye"}}]}]
    items = [{"value": {"text": "Stone"}}, {"idCustomField": "F", "idValue": "gone"}]
    project = bring(export(customFields=fields, cards=[a_card(customFieldItems=items)]))
    text = project.tasks.get().description
    assert "- **Without a name:** Stone\n- **Flour:** gone\n" in text


def test_given_file_of_old_labels(bring, test_data):
    path = test_data / "found" / "trello-labels-without-id.json"
    if not path.exists():
        pytest.skip("TEST_DATA names no folder with this file.")
    project = bring(json.loads(path.read_text(encoding="utf-8")))
    assert tags(project) == {"one": ["good"], "two": ["BUG"], "three": ["BUG", "work"]}
