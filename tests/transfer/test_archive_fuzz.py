"""Archives that were altered at random: refused in a sentence, or every page of what has come of them opens."""

import json
import os
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from boards.exceptions import InvalidInput, NotAllowed, NotFound, ProjectArchived, RuleBroken
from boards.models import Activity, Kind, Project
from boards.queries.history_change import texts_of
from boards.services import undo
from boards.transfer.archive import Wishes, bring_in
from boards.transfer.archive.tables import PEOPLE, TABLES
from boards.transfer.files import Brought
from tests.factories import make_user
from tests.transfer.archives import altered

ANOTHER = Path(__file__).with_name("data") / "project.zip"
NAMES = [PEOPLE, *(table.name for table in TABLES)]
FIELDS = sorted(
    {
        *("title", "description", "name", "tag", "text", "position", "status", "relation", "visibility", "role"),
        *("own_role", "due_date", "finish_date", "item_due_date", "archived_at", "completed_at", "deleted_at"),
        *("priority", "progress", "wip_limit", "colour", "version", "comment_version", "item_version", "through"),
        *("member", "owner", "column", "into", "items", "item", "checklist", "tags", "other_assignees", "assignee"),
        *("linked", "comment", "attachment", "cover", "made_task", "from_task", "along", "follows_items", "bogus"),
    }
)
STRANGE = st.sampled_from(
    [
        *(None, True, 0, 1, -1, 7, 2**31, 2**63, 10**400, 1.5),
        *("", " ", "0", "x", "x" * 501, "\x00", "\ud800", "\u202e", "../x", "i", "00", "{old}", "%s", "<b>&"),
        *("2026-01-01", "0001-01-01", "9999-12-31", "2026-13-01", "2026-01-01T00:00:00+00:00"),
        *("0001-01-01T00:00:00+00:00", "9998-12-31T23:59:59+00:00", "@[A](person:1)"),
        *("completed", "owner", "none", "child", "public"),
        *([], {}, [1], {"id": 1}, {"id": 1, "name": "N"}, {"id": 10**30}, {"name": "N"}, {"id": None}),
        *([{"id": 1}], [{"id": 1, "name": ""}], [[{"id": 1}]], {"id": 1, "name": "x" * 2000}),
    ]
)
SIDES = st.one_of(st.lists(STRANGE, min_size=2, max_size=2), st.lists(STRANGE, max_size=3), STRANGE)
CHANGES = st.dictionaries(st.sampled_from(FIELDS), SIDES, max_size=4)
DEEDS = st.one_of(
    st.tuples(st.just("value"), st.sampled_from(NAMES), st.integers(0, 400), st.integers(0, 30), STRANGE),
    st.tuples(st.just("drop"), st.sampled_from(NAMES), st.integers(0, 400), st.integers(0, 30), st.none()),
    st.tuples(st.just("kind"), st.just("history"), st.integers(0, 400), st.just(0), st.sampled_from(list(Kind))),
    st.tuples(st.just("told"), st.just("history"), st.integers(0, 400), st.integers(0, 30), CHANGES),
    st.tuples(st.just("side"), st.just("history"), st.integers(0, 400), st.integers(0, 30), STRANGE),
    st.tuples(st.just("less"), st.just("history"), st.integers(0, 400), st.integers(0, 30), st.none()),
    st.tuples(st.just("twice"), st.sampled_from(NAMES), st.integers(0, 400), st.just(0), st.none()),
    st.tuples(st.just("head"), st.just(""), st.just(0), st.integers(0, 30), STRANGE),
)
REFUSALS = (ProjectArchived, InvalidInput, NotAllowed, NotFound, RuleBroken)


def alter(entries, deeds):
    for deed, name, place, field, value in deeds:
        if deed == "head":
            found = json.loads(entries["project.json"])
            project = found["project"]
            project[sorted(project)[field % len(project)]] = value
            entries["project.json"] = json.dumps(found)
            continue
        lines = entries.get(f"{name}.jsonl", "").splitlines()
        if not lines:
            continue
        at = place % len(lines)
        row = json.loads(lines[at])
        if not isinstance(row, dict):
            continue
        alter_row(deed, row, field, value)
        lines[at] = json.dumps(row)
        if deed == "twice":
            lines.append(json.dumps(row | {"id": len(lines) + 1}))
        entries[f"{name}.jsonl"] = "\n".join(lines)


def alter_row(deed, row, field, value):
    names = sorted(row)
    if deed == "value":
        row[names[field % len(names)]] = value
    elif deed == "drop":
        del row[names[field % len(names)]]
    elif deed == "kind":
        row["kind"] = value
    elif deed == "told":
        row["changes"] = (row.get("changes") if field % 2 and isinstance(row.get("changes"), dict) else {}) | value
    elif deed in ("side", "less") and isinstance(row.get("changes"), dict) and row["changes"]:
        told = sorted(row["changes"])
        chosen = told[field % len(told)]
        if deed == "less":
            del row["changes"][chosen]
        elif isinstance(row["changes"][chosen], list) and row["changes"][chosen]:
            row["changes"][chosen][field % len(row["changes"][chosen])] = value


def every_page(project, owner):
    client = Client(SERVER_NAME="testserver")
    client.force_login(owner)
    names = ("board", "project-tasks", "project-activity", "project-report", "project-settings")
    for name in names:
        response = client.get(reverse(name, args=[project.pk]))
        assert response.status_code == 200, (name, response.status_code)
    for address in (f"/api/v1/projects/{project.pk}/activity/", f"/api/v1/projects/{project.pk}/tasks/"):
        assert client.get(address).status_code == 200, address
    for task in project.tasks.filter(deleted_at=None)[:4]:
        assert client.get(task.get_absolute_url()).status_code == 200


def every_change(project, owner):
    rows = list(Activity.objects.filter(project=project).order_by("-pk"))
    client = Client(SERVER_NAME="testserver")
    client.force_login(owner)
    for row in [row for row in rows if texts_of(row)][:5]:
        assert client.get(reverse("activity-change", args=[row.pk])).status_code in (200, 404)
    for row in rows[:40]:
        try:
            with transaction.atomic():
                undo.undo(activity=row, actor=owner)
        except REFUSALS:
            pass


@pytest.mark.long
@pytest.mark.unmeasured
def test_whatever_is_altered_is_refused_or_can_be_looked_at(db, tmp_path):
    owner = make_user(name="ann")
    for name in ("ben", "cam"):
        make_user(name=name)
    packet, path = ANOTHER.read_bytes(), tmp_path / "archive.zip"

    @settings(
        max_examples=int(os.environ.get("ARCHIVE_EXAMPLES", "15")),
        phases=[Phase.reuse, Phase.generate, Phase.shrink],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(DEEDS, min_size=1, max_size=3), st.booleans())
    def holds(deeds, trusts):
        path.write_bytes(altered(packet, lambda entries: alter(entries, deeds)))
        with transaction.atomic():
            try:
                project = bring_in(Brought(path), owner, wishes=Wishes(trusts=trusts))
            except InvalidInput as refused:
                assert refused.sentence.endswith(".")
                assert not Project.objects.exists()
            else:
                every_page(project, owner)
                if trusts:
                    every_change(project, owner)
            transaction.set_rollback(True)

    holds()
