"""Files that are no export, or a damaged one: one sentence each, and nothing is changed."""

import json

import pytest
from django.core.management import CommandError, call_command

from boards.models import Project, Task
from tests.transfer.exports import a_card, a_list, export, written

DEEP = b'{"lists": ' + b"[" * 200_000 + b"]" * 200_000 + b', "cards": []}'
REFUSED = {
    "empty": (b"", "The file is empty."),
    "blank": (b" \n ", "The file is empty."),
    "text": (b"Hello", "The file is not JSON: line 1, column 1 can't be read."),
    "cut short": (written(export())[:-20], "The file is not JSON: line 1, column"),
    "html": (b"\n<!DOCTYPE html><html></html>", "The file is a web page, not JSON."),
    "list": (b"[]", "The file holds a list, where a board is one object."),
    "null": (b"null", "The file holds nothing, where a board is one object."),
    "number": (b"12", "The file holds a number"),
    "bad utf-8": (b'{"name": "\xff\xfe"}', "The file is not text in UTF-8: byte 10 can't be read."),
    "odd utf-16": (b"\xff\xfe{\x00}", "The file is not text in UTF-16"),
    "binary": (bytes(range(256)), "The file is not"),
    "nested too deeply": (DEEP, "The file is nested too deeply to be read."),
    "another json": (b'{"items": []}', "The file is JSON, but no export of a Trello board: it has no lists and cards."),
    "one card": (written(a_card()), "The file is JSON, but no export of a Trello board"),
    "lists no list": (written(export(lists={})), "“lists” should be a list, but is an object."),
    "cards text": (written(export(cards="x")), "“cards” should be a list, but is text."),
    "card a number": (written(export(cards=[a_card(), 7])), "“cards[1]” should be an object, but is a number."),
    "card null": (written(export(cards=[None])), "“cards[0]” should be an object, but is nothing."),
    "name an object": (written(export(cards=[a_card(name={})])), "“cards[0].name” should be text, but is an object."),
    "closed text": (
        written(export(lists=[a_list(closed="no")])),
        "“lists[0].closed” should be true or false, but is text.",
    ),
    "due a list": (written(export(cards=[a_card(due=[1])])), "“cards[0].due” should be text, but is a list."),
    "label ids no texts": (written(export(cards=[a_card(idLabels=[{}])])), "“cards[0].idLabels[0]” should be text"),
    "item a list": (
        written(export(checklists=[{"idCard": "card1", "checkItems": [[]]}])),
        "“checklists[0].checkItems[0]” should be an object, but is a list.",
    ),
    "comment data text": (
        written(export(actions=[{"type": "commentCard", "data": "x"}])),
        "“actions[0].data” should be an object, but is text.",
    ),
    "two lists, one id": (
        written(export(lists=[a_list(), a_list(name="Other")])),
        "“lists[1]” has the same id as another one before it: list1.",
    ),
    "two cards, one id": (
        written(export(cards=[a_card(), a_card(name="Other")])),
        "“cards[1]” has the same id as another one before it: card1.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_file_is_refused_with_a_sentence(case, owner, tmp_path):
    content, sentence = REFUSED[case]
    path = tmp_path / "board.json"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        call_command("import_trello", path, owner=owner.email)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)
    assert not Project.objects.exists()


ODD = {
    "byte order mark": b"\xef\xbb\xbf" + written(export()),
    "utf-16": json.dumps(export()).encode("utf-16"),
    "utf-32": json.dumps(export()).encode("utf-32"),
    "huge whole number": written(export()).replace(b'"pos": 1', b'"pos": ' + b"9" * 100_000),
    "huge exponent": written(export()).replace(b'"pos": 1', b'"pos": 1e999999'),
    "not a number": written(export()).replace(b'"pos": 1', b'"pos": NaN'),
    "infinity": written(export()).replace(b'"pos": 1', b'"pos": -Infinity'),
    "a number for a name": written(export(name=2024, cards=[a_card(name=7)])),
    "nulls": written(export(name=None, labels=None, members=None, checklists=None, actions=None)),
    "no ids": written(export(lists=[{"name": "A"}, {"name": "B"}], cards=[{"name": "x"}])),
    "empty objects": written(export(lists=[{}], cards=[{}], labels=[{}], members=[{}], checklists=[{}], actions=[{}])),
    "an object as place": written(export(cards=[a_card(pos={"a": 1})])),
}


@pytest.mark.parametrize("case", ODD)
def test_odd_file_is_imported(case, owner, tmp_path):
    path = tmp_path / "board.json"
    path.write_bytes(ODD[case])
    call_command("import_trello", path, owner=owner.email)
    assert Task.objects.count() == 1


def test_file_that_is_not_there(owner, tmp_path):
    with pytest.raises(CommandError, match="can't be read: No such file or directory"):
        call_command("import_trello", tmp_path / "none.json", owner=owner.email)


def test_a_folder_is_no_file(owner, tmp_path):
    with pytest.raises(CommandError, match="can't be read: Is a directory"):
        call_command("import_trello", tmp_path, owner=owner.email)


def test_file_beyond_the_limit(owner, tmp_path, monkeypatch):
    monkeypatch.setattr("boards.transfer.json_rows.MOST_BYTES", 10)
    path = tmp_path / "board.json"
    path.write_bytes(written(export()))
    with pytest.raises(CommandError, match="The file is larger than 0 MB"):
        call_command("import_trello", path, owner=owner.email)
