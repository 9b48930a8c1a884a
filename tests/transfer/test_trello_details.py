"""What an export tells beside lists and cards: limits, numbers, cards that are none, and how far back it goes."""

import json

import pytest

from boards.exceptions import InvalidInput
from boards.services import tasks
from boards.services.bulk_creation import HIGHEST_NUMBER, ColumnDraft, TaskDraft, create_tasks, import_board
from boards.transfer.boards import Link
from tests.factories import column_of, fresh, make_task
from tests.transfer.exports import a_card, a_list, export

LANES = (ColumnDraft("To do", "pending"), ColumnDraft("Done", "completed"))


def notes(project, heading):
    """The lines of the plan below a heading, each with what follows the dash."""
    lines = iter(project.printed.splitlines())
    for line in lines:
        if line == heading:
            break
    return [line.removeprefix("  - ") for line in iter(lambda: next(lines, ""), "") if line.startswith("  - ")]


def named(project, start):
    """The one note that starts so."""
    (found,) = [line.strip().removeprefix("- ") for line in project.printed.splitlines() if start in line]
    return found.removeprefix(start)


def test_limit_of_a_list_becomes_the_wip_limit(bring):
    lists = [a_list(1), a_list(2, name="Doing", softLimit=3), a_list(3, name="Done", softLimit=9999)]
    project = bring(export(lists=lists))
    assert list(project.columns.values_list("name", "wip_limit")) == [("List 1", None), ("Doing", 3), ("Done", 9999)]
    assert "  Doing [In progress]: 0, WIP limit 3\n" in project.printed


@pytest.mark.parametrize("limit", [0, -1, 10_000, 2.5, "many", 10**30, True])
def test_limit_that_does_not_fit_is_named(bring, limit):
    project = bring(export(lists=[a_list(softLimit=limit)]))
    assert project.columns.filter(wip_limit=None).count() == 2
    shown = str(limit).lower() if limit is True else "1e+30" if limit == 10**30 else limit
    assert named(project, "Limits of lists that are not between 1 and 9999: ") == f"1 (“List 1: {shown}”)"


def test_limit_of_a_list_without_a_column_is_named(bring):
    project = bring(export(lists=[a_list(), a_list(2, name="Old", closed=True, softLimit=4)]))
    assert named(project, "Limits of lists that are no columns here: ") == "1 (“Old: 4”)"
    lists = [a_list(number, softLimit=2) for number in range(1, 61)]
    assert named(bring(export(lists=lists)), "Limits of lists that are no columns here: ").startswith("13 (")


def test_limit_is_checked_by_the_service_too(owner):
    for limit in (0, 10_000):
        lanes = (LANES[0], ColumnDraft("Done", "completed", limit))
        with pytest.raises(InvalidInput):
            import_board(title="Board", columns=lanes, drafts=lambda _columns: [], actor=owner)


def test_numbers_are_kept(bring, owner):
    cards = [a_card(1, idShort=57, desc="See #41"), a_card(2, idShort=41), a_card(3), a_card(4, idShort="12")]
    project = bring(export(cards=cards))
    kept = dict(project.tasks.values_list("title", "number"))
    assert kept == {"Card 1": 57, "Card 2": 41, "Card 3": 58, "Card 4": 12}
    assert make_task(project=project, title="Next").number == 59
    assert "numbers" not in project.printed


def test_numbers_that_cannot_be_kept_are_named_and_written_down(bring):
    numbers = [4, 4, 0, -3, 1.5, 10**9, "x\ny"]
    project = bring(export(cards=[a_card(place, idShort=number) for place, number in enumerate(numbers, 1)]))
    assert [task.number for task in project.tasks.order_by("pk")] == [4, 5, 6, 7, 8, 9, 10]
    assert named(project, "Card numbers that can't be kept, now in the description: ") == "6 (“#4”, “#0”, “#-3”, …)"
    assert "- Number in Trello: 4\n" in project.tasks.get(title="Card 2").description
    assert "- Number in Trello: x y\n" in project.tasks.get(title="Card 7").description
    assert "Number in Trello" not in project.tasks.get(title="Card 1").description


def test_continued_description_gets_a_number_of_its_own(bring):
    project = bring(export(cards=[a_card(1, idShort=7, desc="y" * 150_000), a_card(2, idShort=8)]))
    assert dict(project.tasks.values_list("title", "number")) == {"Card 1": 7, "Card 1 (2)": 9, "Card 2": 8}


@pytest.mark.parametrize("numbers", [(3, 3), (1,), (0,), (HIGHEST_NUMBER + 1,)])
def test_service_takes_no_number_twice(project, owner, numbers):
    task = make_task(project=project)
    tasks.delete(task=task, actor=owner)
    drafts = [TaskDraft(title="A", column=column_of(project=project), number=number) for number in numbers]
    with pytest.raises(InvalidInput) as caught:
        create_tasks(project=project, drafts=drafts, actor=owner)
    assert caught.value.field == "number"
    assert fresh(project).last_number == 1


def test_template_is_archived_and_says_so(bring):
    project = bring(export(cards=[a_card(1, isTemplate=True, desc="## Steps"), a_card(2, isTemplate=False)]))
    template = project.tasks.get(title="Card 1")
    assert template.is_archived and not project.tasks.get(title="Card 2").is_archived
    assert template.description == "## Steps\n\n## From Trello\n\n- A template\n"
    assert named(project, "Templates, archived here because they are no work to be done: ") == "1 (“Card 1”)"
    assert "  Cards: 2 (1 template)\n" in project.printed


def test_separator_is_left_out_unless_it_holds_something(bring):
    cards = [a_card(1, name="***", cardRole="separator"), a_card(2, cardRole="separator", desc="Words")]
    project = bring(export(cards=cards))
    assert project.tasks.get().title == "Card 2"
    assert notes(project, "Left out:")[0] == "Separators between cards: 1 (“***”)"
    assert named(project, "Separators that hold something, now ordinary cards: ") == "1 (“Card 2”)"


def test_mirror_of_a_card_in_the_file_is_left_out(bring):
    cards = [
        a_card(1, shortLink="QwErTyUi"),
        a_card(2, name="https://trello.com/c/QwErTyUi/57-card", cardRole="mirror"),
        a_card(3, name="https://trello.com/c/Elsewhere", cardRole="mirror", mirrorSourceId="card1"),
    ]
    project = bring(export(cards=cards))
    assert project.tasks.get().title == "Card 1"
    assert named(project, "Mirrors of cards that are in the file themselves: ") == "2 (“Card 1”)"


@pytest.mark.parametrize("fields", [{"mirrorSourceId": "5cf8"}, {"mirrorSourceId": "card1"}, {"mirrorSourceId": None}])
def test_mirror_of_a_card_elsewhere_keeps_its_address(bring, fields):
    address = "https://trello.com/c/AbCdEfGh"
    project = bring(export(cards=[a_card(name=address, cardRole="mirror", shortLink="Own", **fields)]))
    assert project.tasks.get().title == address
    assert named(project, "Mirrors of cards that are not in the file, now cards with their address: ").startswith("1 (")


def test_unknown_kind_of_card_is_named(bring):
    project = bring(export(cards=[a_card(cardRole="board")]))
    assert named(project, "Cards of another kind, now ordinary cards: ") == "1 (“Card 1 (board)”)"


@pytest.mark.parametrize("count", [999, 1000])
def test_plan_says_that_the_oldest_actions_are_missing(bring, count):
    actions = [
        {"type": "commentCard", "data": {"card": {"id": "card1"}, "text": "x"}, "date": f"2024-05-{7 + place % 9:02}"}
        for place in range(count)
    ]
    said = "Comments from before 2024-05-07, because Trello exports only the last 1,000 actions of a board"
    assert (said in notes(bring(export(actions=actions)), "Left out:")) == (count == 1000)


def test_given_file_with_limits_and_kinds(bring, test_data):
    path = test_data / "found" / "trello-list-limits.json"
    if not path.exists():
        pytest.skip("TEST_DATA names no folder with this file.")
    project = bring(json.loads(path.read_text(encoding="utf-8")))
    assert project.columns.get(name="Doing").wip_limit == 3
    assert project.tasks.get(title="Ordinary card").number == 57
    for start in ("Templates, archived", "Separators between", "Mirrors of cards that are not"):
        assert start in project.printed


def test_a_card_that_is_open_again_tells_no_day_of_completion(boards_of):
    action = {
        "type": "updateCard",
        "date": "2026-01-05T10:00:00.000Z",
        "data": {"card": {"id": "c", "dueComplete": True}, "old": {"dueComplete": False}},
    }
    card = {"id": "c", "idList": "l", "name": "Sow", "dueComplete": False}
    (board,) = boards_of({"name": "B", "lists": [{"id": "l", "name": "Now"}], "cards": [card], "actions": [action]})
    assert board.cards[0].done_at is None


def test_cards_attached_to_cards_are_linked(boards_of):
    attachments = [
        {"name": "Weed", "url": url} for url in ("https://trello.com/c/wEeD1234/2-weed", "https://trello.com/c/gone")
    ]
    cards = [
        {"id": "a", "idList": "l", "name": "Sow", "attachments": attachments},
        {"id": "b", "idList": "l", "name": "Weed", "shortLink": "wEeD1234"},
    ]
    (board,) = boards_of({"name": "B", "lists": [{"id": "l", "name": "Now"}], "cards": cards})
    assert board.cards[0].links == (Link("relates", "b"),) and len(board.cards[0].attachments) == 2


def test_custom_fields_were_a_power_up_once(boards_of):
    power_up = "56d5e249a98895a9797bebb9"
    known = [
        {"id": "f1", "n": "Size", "t": 4, "o": [{"id": "o1", "value": "Large"}]},
        {"id": "f2", "n": "Cost", "t": 1},
        {"id": "f3", "n": "Empty", "t": 0},
    ]
    values = {"f1": "o1", "f2": "12", "f3": "", "gone": "x"}
    of_card = [
        {"idPlugin": power_up, "scope": "card", "value": json.dumps({"fields": values})},
        {"idPlugin": power_up, "scope": "card", "value": "{broken"},
        {"idPlugin": "other", "scope": "card", "value": "1"},
    ]
    board = {
        "name": "B",
        "lists": [{"id": "l", "name": "Now"}],
        "cards": [{"id": "a", "idList": "l", "name": "Sow", "pluginData": of_card}],
        "pluginData": [{"idPlugin": power_up, "scope": "board", "value": json.dumps({"fields": known})}],
    }
    assert boards_of(board)[0].cards[0].fields == (("Size", "Large"), ("Cost", "12"))
