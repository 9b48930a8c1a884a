"""Files in the shape in which each tool writes them; all that is in them is made up."""
# ruff: noqa: E501

import base64
import io
import json
import sqlite3
import zipfile


def zipped(entries):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


WEKAN = {
    "_format": "wekan-board-1.0.0",
    "title": "Spring fair",
    "description": "All of it",
    "archived": False,
    "members": [{"userId": "u1", "isAdmin": True}],
    "labels": [{"_id": "l1", "name": "Fun", "color": "crimson"}, {"_id": "l2", "name": "", "color": "navy"}],
    "lists": [
        {"_id": "a2", "title": "Done", "sort": 2, "archived": False},
        {"_id": "a1", "title": "To do", "sort": 1, "wipLimit": {"value": 3, "enabled": True, "soft": False}},
    ],
    "cards": [
        {
            "_id": "c1",
            "title": "Hire the hall",
            "description": "The *big* one",
            "listId": "a1",
            "swimlaneId": "s2",
            "labelIds": ["l1"],
            "assignees": ["u2"],
            "members": ["u1", "u2"],
            "dueAt": "2026-03-01T10:00:00.000Z",
            "createdAt": "2026-01-05T10:00:00.000Z",
            "cardNumber": 7,
            "sort": 0,
            "customFields": [{"_id": "f1", "value": "o1"}],
            "type": "cardType-card",
        },
        {"_id": "c2", "title": "Ask the mayor", "listId": "a2", "parentId": "c1", "sort": 1, "archived": True},
    ],
    "swimlanes": [{"_id": "s1", "title": "Default"}, {"_id": "s2", "title": "Money"}],
    "customFields": [
        {
            "_id": "f1",
            "name": "Size",
            "type": "dropdown",
            "settings": {"dropdownItems": [{"_id": "o1", "name": "Large"}]},
        }
    ],
    "comments": [
        {"_id": "k1", "cardId": "c1", "userId": "u1", "text": "Booked?", "createdAt": "2026-01-06T10:00:00.000Z"}
    ],
    "checklists": [{"_id": "h1", "cardId": "c1", "title": "Papers", "sort": 0}],
    "checklistItems": [
        {"_id": "i2", "checklistId": "h1", "cardId": "c1", "title": "Sign", "isFinished": False, "sort": 1},
        {"_id": "i1", "checklistId": "h1", "cardId": "c1", "title": "Read", "isFinished": True, "sort": 0},
    ],
    "attachments": [{"_id": "x", "cardId": "c1", "name": "plan.txt", "file": base64.b64encode(b"a plan").decode()}],
    "activities": [{}, {}],
    "users": [
        {"_id": "u1", "username": "ada", "profile": {"fullname": "Ada Lovelace"}},
        {"_id": "u2", "username": "bob"},
    ],
}

VIKUNJA_TASK = {
    "id": 5,
    "title": "Paint",
    "description": '<p>Two <strong>coats</strong></p><ul data-type="taskList"><li data-checked="true"><p>One</p></li></ul>',
    "done": False,
    "done_at": "0001-01-01T00:00:00Z",
    "due_date": "2026-03-01T11:00:00Z",
    "priority": 5,
    "start_date": "0001-01-01T00:00:00Z",
    "end_date": "0001-01-01T00:00:00Z",
    "assignees": [{"id": 1, "name": "", "username": "ada"}],
    "labels": [{"id": 1, "title": "home", "hex_color": "4caf50"}],
    "percent_done": 0.4,
    "index": 3,
    "related_tasks": {"blocked": [{"id": 6}], "subtask": None},
    "attachments": [{"file": {"id": 9, "name": "door.jpg", "size": 3}}],
    "created": "2026-01-05T10:00:00Z",
    "updated": "2026-01-05T10:00:00Z",
    "comments": [
        {"id": 1, "comment": "<p>Blue</p>", "author": {"id": 1, "username": "ada"}, "created": "2026-01-06T10:00:00Z"}
    ],
}
VIKUNJA = zipped(
    {
        "VERSION": "v2.5.0",
        "filters.json": "null",
        "files/9": "jpg",
        "data.json": json.dumps(
            [
                {
                    "id": 1,
                    "title": "House",
                    "description": "",
                    "views": [
                        {"id": 10, "view_kind": "list", "done_bucket_id": 0},
                        {"id": 11, "view_kind": "kanban", "done_bucket_id": 22},
                    ],
                    "buckets": [
                        {"id": 21, "title": "Doing", "project_view_id": 11, "limit": 4, "position": 2},
                        {"id": 22, "title": "Finished", "project_view_id": 11, "limit": 0, "position": 3},
                        {"id": 20, "title": "Next", "project_view_id": 11, "limit": 0, "position": 1},
                    ],
                    "task_buckets": [
                        {"task_id": 5, "bucket_id": 21, "project_view_id": 11},
                        {"task_id": 6, "bucket_id": 20, "project_view_id": 11},
                    ],
                    "positions": [
                        {"task_id": 5, "position": 2, "project_view_id": 11},
                        {"task_id": 6, "position": 1, "project_view_id": 11},
                    ],
                    "tasks": [VIKUNJA_TASK, {"id": 6, "title": "Buy paint", "index": 4, "labels": None}],
                }
            ]
        ),
    }
)

TAIGA = {
    "name": "Web shop",
    "description": "A shop",
    "tags_colors": [["front", "#ff0000"], ["back", None]],
    "us_statuses": [
        {"name": "New", "order": 1, "is_closed": False, "is_archived": False, "wip_limit": None},
        {"name": "Done", "order": 3, "is_closed": True, "is_archived": False, "wip_limit": None},
        {"name": "Doing", "order": 2, "is_closed": False, "is_archived": False, "wip_limit": 2},
    ],
    "task_statuses": [{"name": "Open", "order": 1, "is_closed": False}],
    "issue_statuses": [],
    "user_stories": [
        {
            "ref": 4,
            "subject": "Basket",
            "description": "For things",
            "status": "Doing",
            "assigned_to": "ada@example.com",
            "assigned_users": ["ada@example.com", "bob@example.com"],
            "tags": ["front"],
            "due_date": "2026-03-01",
            "kanban_order": 1736000000000,
            "created_date": "2026-01-05T10:00:00+0000",
            "is_blocked": True,
            "blocked_note": "Waits for the design",
            "history": [
                {"comment": "Looks good", "user": ["ada@example.com", "Ada"], "created_at": "2026-01-06T10:00:00+0000"},
                {"comment": "", "user": ["ada@example.com", "Ada"], "created_at": "2026-01-06T10:00:00+0000"},
            ],
            "attachments": [
                {"name": "a.png", "attached_file": {"name": "a.png", "data": base64.b64encode(b"png").decode()}}
            ],
            "custom_attributes_values": {"attributes_values": {"Size": "L"}},
        }
    ],
    "tasks": [{"ref": 5, "subject": "Draw it", "status": "Open", "user_story": 4, "tags": []}],
    "issues": [],
    "epics": [],
    "timeline": [{}],
}

PLANKA = {
    "item": {"id": "1", "name": "Office"},
    "included": {
        "users": [{"id": "u", "name": "Ada", "username": "ada", "email": "ada@example.com"}],
        "labels": [{"id": "l", "name": "Plants", "color": "lagoon-blue", "position": 65536}],
        "lists": [
            {"id": "b", "name": "Done", "position": 131072, "type": "closed"},
            {"id": "a", "name": "To do", "position": 65536, "type": "active"},
            {"id": "t", "name": None, "position": None, "type": "trash"},
        ],
        "cards": [
            {
                "id": "c",
                "name": "Water",
                "description": None,
                "position": 1,
                "listId": "a",
                "dueDate": "2026-03-01T10:00:00.000Z",
                "isDueCompleted": False,
                "createdAt": "2026-01-05T10:00:00.000Z",
                "commentsTotal": 2,
            },
            {"id": "d", "name": "Gone", "position": 1, "listId": "t"},
        ],
        "cardMemberships": [{"cardId": "c", "userId": "u"}],
        "cardLabels": [{"cardId": "c", "labelId": "l"}],
        "taskLists": [{"id": "k", "cardId": "c", "name": "Rooms", "position": 1}],
        "tasks": [{"id": "x", "taskListId": "k", "name": "Kitchen", "isCompleted": True, "position": 1}],
        "attachments": [{"id": "f", "cardId": "c", "name": "Guide", "data": {"url": "https://example.com/guide"}}],
    },
}

DECK = {
    "boards": [
        {
            "id": 3,
            "title": "Kitchen",
            "archived": False,
            "labels": [{"id": 8, "title": "Urgent", "color": "ff0000"}],
            "stacks": {
                "9": {
                    "id": 9,
                    "title": "To do",
                    "order": 0,
                    "deletedAt": 0,
                    "cards": [
                        {
                            "id": 11,
                            "title": "Clean",
                            "description": "All",
                            "order": 1,
                            "labels": [{"id": 8, "title": "Urgent", "color": "ff0000"}],
                            "assignedUsers": [{"participant": {"uid": "ada", "displayname": "Ada"}}],
                            "duedate": "2026-03-01T10:00:00+00:00",
                            "createdAt": 1767607200,
                            "comments": [
                                {"actorId": "ada", "message": "Now", "creationDateTime": "2026-01-06T10:00:00+00:00"}
                            ],
                            "attachments": [{"data": "list.pdf"}],
                        }
                    ],
                },
                "10": {"id": 10, "title": "Done", "order": 1, "deletedAt": 0, "isDoneColumn": True, "cards": []},
            },
        }
    ]
}

GITHUB = [
    {
        "number": 12,
        "title": "Crash",
        "body": "It crashes",
        "state": "OPEN",
        "labels": [{"name": "bug", "color": "d73a4a"}],
        "assignees": [{"login": "ada"}],
        "milestone": {"title": "v1"},
        "createdAt": "2026-01-05T10:00:00Z",
        "url": "https://github.com/o/r/issues/12",
        "comments": [{"author": {"login": "bob"}, "body": "Same here", "createdAt": "2026-01-06T10:00:00Z"}],
    },
    {"number": 9, "title": "Old", "body": None, "state": "closed", "closed_at": "2026-01-07T10:00:00Z", "comments": 3},
    {"number": 10, "title": "A change", "state": "open", "pull_request": {"url": "…"}},
]

TASKWARRIOR = [
    {
        "id": 1,
        "uuid": "f6a1",
        "description": "Call the bank",
        "status": "pending",
        "entry": "20260105T100000Z",
        "due": "20260301T100000Z",
        "start": "20260106T100000Z",
        "project": "Home.Money",
        "tags": ["phone"],
        "priority": "H",
        "annotations": [{"entry": "20260106T100000Z", "description": "Ask for Bob"}],
        "depends": ["f6a2"],
        "urgency": 9.1,
        "estimate": 3,
    },
    {
        "id": 0,
        "uuid": "f6a2",
        "description": "Find the number",
        "status": "completed",
        "entry": "20260105T100000Z",
        "end": "20260107T100000Z",
    },
]

TODO = "(A) 2026-01-05 Call the bank +Money @phone due:2026-03-01\nx 2026-01-07 2026-01-05 Find the number +Money\n(C) Write https://example.com:8000/x\n"

VTODO = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Chores
BEGIN:VTODO
UID:one
SUMMARY:Mow the lawn\\, twice
DESCRIPTION:First line\\nSecond lin
 e
DUE;VALUE=DATE:20260301
PRIORITY:1
PERCENT-COMPLETE:30
STATUS:IN-PROCESS
CATEGORIES:Garden,Home
CREATED:20260105T100000Z
BEGIN:VALARM
DESCRIPTION:Not the task's
END:VALARM
END:VTODO
BEGIN:VTODO
UID:two
SUMMARY:Oil the mower
PRIORITY:
RELATED-TO:one
COMPLETED:20260107T100000Z
DUE;TZID=Europe/Berlin:20260107T233000
END:VTODO
END:VCALENDAR
"""

MS_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project"><Name>plan.mpp</Name><Title>House</Title>
<Tasks>
<Task><UID>0</UID><ID>0</ID><Name>House</Name><OutlineLevel>0</OutlineLevel></Task>
<Task><UID>1</UID><ID>1</ID><Name>Walls</Name><OutlineLevel>1</OutlineLevel><Priority>500</Priority><PercentComplete>40</PercentComplete><Start>2026-01-05T08:00:00</Start><Finish>2026-03-01T17:00:00</Finish><Duration>PT8H0M0S</Duration><Notes>Brick</Notes></Task>
<Task><UID>2</UID><ID>2</ID><Name>Plaster</Name><OutlineLevel>2</OutlineLevel><Priority>900</Priority><PercentComplete>100</PercentComplete><PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink></Task>
<Task><UID>3</UID><ID>3</ID><IsNull>1</IsNull></Task>
</Tasks>
<Resources><Resource><UID>5</UID><Name>Ada</Name><EmailAddress>ada@example.com</EmailAddress></Resource></Resources>
<Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>5</ResourceUID></Assignment></Assignments>
</Project>
"""

JIRA_XML = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="0.92"><channel><title>Jira</title>
<item><title>[SHOP-1] Sign in fails</title><project id="1" key="SHOP">Web shop</project>
<description>&lt;p&gt;Press &lt;b&gt;Sign in&lt;/b&gt;&lt;/p&gt;</description><key id="10001">SHOP-1</key><summary>Sign in fails</summary>
<type id="1">Bug</type><priority id="2">High</priority><status id="3">In Review</status><statusCategory id="4" key="indeterminate" colorName="yellow"/>
<resolution id="-1">Unresolved</resolution><assignee accountid="a1">Ada Lovelace</assignee><reporter accountid="b1">Bob</reporter>
<labels><label>login</label></labels><created>Sat, 5 Sep 2026 10:12:00 +0000</created><due>Mon, 7 Sep 2026 00:00:00 +0000</due><votes>2</votes>
<comments><comment id="1" author="a1" created="Sat, 5 Sep 2026 11:00:00 +0000">&lt;p&gt;Seen&lt;/p&gt;</comment></comments>
<attachments><attachment id="1" name="screen.png" size="3"/></attachments>
<issuelinks><issuelinktype id="1"><name>Blocks</name><outwardlinks description="blocks"><issuelink><issuekey id="10002">SHOP-2</issuekey></issuelink></outwardlinks></issuelinktype></issuelinks>
<customfields><customfield id="1"><customfieldname>Team</customfieldname><customfieldvalues><customfieldvalue>Red</customfieldvalue></customfieldvalues></customfield></customfields>
</item>
<item><title>[SHOP-2] Pay</title><project id="1" key="SHOP">Web shop</project><key id="10002">SHOP-2</key><summary>Pay</summary><parent id="10001">SHOP-1</parent>
<type id="1">Story</type><status id="1">To Do</status><statusCategory id="2" key="new"/><assignee accountid="-1">Unassigned</assignee></item>
</channel></rss>
"""


def kanboard(folder):
    """The bytes of a database."""
    path = folder / "kanboard.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.executescript(
        """
        CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT, name TEXT, email TEXT);
        CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, is_active INTEGER, description TEXT);
        CREATE TABLE columns (id INTEGER PRIMARY KEY, title TEXT, position INTEGER, project_id INTEGER, task_limit INTEGER);
        CREATE TABLE swimlanes (id INTEGER PRIMARY KEY, name TEXT, project_id INTEGER);
        CREATE TABLE project_has_categories (id INTEGER PRIMARY KEY, name TEXT, project_id INTEGER, color_id TEXT);
        CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT, project_id INTEGER, color_id TEXT);
        CREATE TABLE task_has_tags (task_id INTEGER, tag_id INTEGER);
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT, description TEXT, date_creation INTEGER, date_completed INTEGER,
          date_due INTEGER, project_id INTEGER, column_id INTEGER, owner_id INTEGER, position INTEGER, is_active INTEGER,
          category_id INTEGER, date_modification INTEGER, reference TEXT, date_started INTEGER, swimlane_id INTEGER,
          date_moved INTEGER, priority INTEGER, score INTEGER, time_spent REAL, time_estimated REAL);
        CREATE TABLE subtasks (id INTEGER PRIMARY KEY, title TEXT, status INTEGER, task_id INTEGER, user_id INTEGER, position INTEGER);
        CREATE TABLE comments (id INTEGER PRIMARY KEY, task_id INTEGER, user_id INTEGER, date_creation INTEGER, comment TEXT);
        CREATE TABLE links (id INTEGER PRIMARY KEY, label TEXT, opposite_id INTEGER);
        CREATE TABLE task_has_links (id INTEGER PRIMARY KEY, link_id INTEGER, task_id INTEGER, opposite_task_id INTEGER);
        INSERT INTO users VALUES (1, 'ada', 'Ada Lovelace', 'ada@example.com'), (2, 'bob', NULL, NULL);
        INSERT INTO projects VALUES (1, 'Office', 1, 'Plants'), (2, 'Old', 0, NULL);
        INSERT INTO columns VALUES (1, 'Done', 2, 1, 0), (2, 'Backlog', 1, 1, 5);
        INSERT INTO swimlanes VALUES (1, 'Default swimlane', 1);
        INSERT INTO project_has_categories VALUES (1, 'Ideas', 1, 'green');
        INSERT INTO tags VALUES (1, 'urgent', 0, 'red');
        INSERT INTO task_has_tags VALUES (7, 1);
        INSERT INTO tasks VALUES (7, 'Buy a plant', 'A green one', 1767607200, NULL, 1772359200, 1, 2, 1, 1, 1, 1, 1767607200,
          'R1', 0, 1, 1767607200, 2, 0, 0, 1.5), (8, 'Water it', NULL, 1767607200, 1767693600, 0, 1, 1, 0, 1, 0, 0, 1767607200, '', 0, 1,
          1767607200, 0, 0, 0, 0);
        INSERT INTO subtasks VALUES (1, 'Choose a pot', 2, 7, 1, 1), (2, 'Carry it', 0, 7, 0, 2);
        INSERT INTO comments VALUES (1, 7, 1, 1767693600, 'A fern?');
        INSERT INTO links VALUES (1, 'relates to', 0), (2, 'blocks', 3), (3, 'is blocked by', 2);
        INSERT INTO task_has_links VALUES (1, 2, 7, 8), (2, 3, 8, 7);
        """
    )
    database.commit()
    database.close()
    return path.read_bytes()
