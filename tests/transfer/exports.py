"""Trello exports for tests, as small as each test needs."""

import json
from pathlib import Path
from typing import Any

EVERYTHING = Path(__file__).parent / "data" / "everything.json"


def a_list(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"id": f"list{number}", "name": f"List {number}", "closed": False, "pos": number, **fields}


def a_card(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {"id": f"card{number}", "idList": "list1", "name": f"Card {number}", "pos": number, **fields}


def export(**fields: Any) -> dict[str, Any]:
    return {"name": "Board", "lists": [a_list()], "cards": [a_card()], **fields}


def written(content: Any) -> bytes:
    """The bytes of a file with this content."""
    return json.dumps(content).encode()


def large(cards: int, lists: int = 10) -> dict[str, Any]:
    """An export of many cards with labels, checklists, comments and dates."""
    labels = [{"id": f"label{number}", "name": f"Label {number}", "color": "red"} for number in range(20)]
    return export(
        lists=[a_list(number) for number in range(lists - 1)] + [a_list(lists - 1, name="Done")],
        labels=labels,
        cards=[
            a_card(
                number,
                id=f"{number:024x}",
                idList=f"list{number % lists}",
                desc="Some words about what there is to do.\n" * 8,
                due="2030-01-01T12:00:00.000Z" if number % 3 else None,
                dueComplete=number % 7 == 0,
                idLabels=[f"label{number % 20}", f"label{(number * 7 + 1) % 20}"],
                closed=number % 11 == 0,
            )
            for number in range(cards)
        ],
        checklists=[
            {"id": f"k{number}", "idCard": f"{number:024x}", "name": "Steps", "checkItems": [{"name": "One"}] * 5}
            for number in range(0, cards, 2)
        ],
        actions=[
            {"type": "commentCard", "data": {"card": {"id": f"{number:024x}"}, "text": "A remark"}}
            for number in range(0, cards, 3)
        ],
    )
