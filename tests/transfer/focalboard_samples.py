"""An archive of a board of Focalboard, as it writes them; all that is in it is made up."""

import json

from tests.transfer.board_samples import zipped

LINES = [
    {
        "type": "board",
        "data": {
            "id": "b1",
            "title": "Office",
            "description": "Plans",
            "cardProperties": [
                {
                    "id": "p1",
                    "name": "Status",
                    "type": "select",
                    "options": [
                        {"id": "o1", "value": "Next", "color": "propColorBlue"},
                        {"id": "o2", "value": "Done", "color": "propColorGreen"},
                    ],
                },
                {
                    "id": "p2",
                    "name": "Priority",
                    "type": "select",
                    "options": [{"id": "q1", "value": "1. High", "color": ""}],
                },
                {
                    "id": "p3",
                    "name": "Topics",
                    "type": "multiSelect",
                    "options": [{"id": "t1", "value": "Plants", "color": "propColorGreen"}],
                },
                {"id": "p4", "name": "Due Date", "type": "date", "options": []},
                {"id": "p5", "name": "Cost", "type": "number", "options": []},
            ],
        },
    },
    {
        "type": "block",
        "data": {
            "id": "v1",
            "parentId": "b1",
            "boardId": "b1",
            "type": "view",
            "title": "Board",
            "fields": {"viewType": "board", "groupById": "p1", "cardOrder": ["c2", "c1"]},
        },
    },
    {
        "type": "block",
        "data": {
            "id": "c1",
            "parentId": "b1",
            "boardId": "b1",
            "type": "card",
            "title": "Water",
            "fields": {
                "contentOrder": ["x2", ["x1"]],
                "properties": {"p1": "o1", "p2": "q1", "p3": ["t1"], "p4": '{"from":1772359200000}', "p5": "12"},
            },
            "createAt": 1767607200000,
            "deleteAt": 0,
        },
    },
    {
        "type": "block",
        "data": {
            "id": "c2",
            "parentId": "b1",
            "boardId": "b1",
            "type": "card",
            "title": "Sell",
            "fields": {"properties": {}},
        },
    },
    {
        "type": "block",
        "data": {"id": "x1", "parentId": "c1", "boardId": "b1", "type": "text", "title": "Every *day*", "fields": {}},
    },
    {
        "type": "block",
        "data": {"id": "x2", "parentId": "c1", "boardId": "b1", "type": "h2", "title": "How", "fields": {}},
    },
    {
        "type": "block",
        "data": {
            "id": "x3",
            "parentId": "c1",
            "boardId": "b1",
            "type": "checkbox",
            "title": "Kitchen",
            "fields": {"value": True},
        },
    },
    {
        "type": "block",
        "data": {
            "id": "x4",
            "parentId": "c1",
            "boardId": "b1",
            "type": "comment",
            "title": "Not too much",
            "createdBy": "u",
            "createAt": 1767693600000,
            "fields": {},
        },
    },
    {
        "type": "block",
        "data": {
            "id": "x5",
            "parentId": "c1",
            "boardId": "b1",
            "type": "image",
            "title": "",
            "fields": {"fileId": "7a.png"},
        },
    },
    {
        "type": "block",
        "data": {
            "id": "x6",
            "parentId": "c1",
            "boardId": "b1",
            "type": "text",
            "title": "Deleted",
            "deleteAt": 1767693600000,
            "fields": {},
        },
    },
]
ARCHIVE = zipped(
    {
        "version.json": '{"version":2,"date":1767607200000}',
        "b1/board.jsonl": "\n".join(map(json.dumps, LINES)),
        "b1/7a.png": "png",
    }
)
