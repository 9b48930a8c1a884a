"""A whole site goes from one database to another one, by the commands in processes of their own, and comes back."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction

from boards.models import GroupRole, NotificationPreference, NotificationSettings, Project, Task, User
from boards.services import groups, projects, web_links
from tests.factories import fresh, make_group, make_link, make_project, make_task, make_user
from tests.jobs.processes import ROOT
from tests.services.test_any_sequence import REFUSALS
from tests.transfer.archives import content, counted
from tests.transfer.test_archive import DEEDS, Everything
from tests.transfer.test_site import bring, empty, export, lines
from tests.watching import check_columns, check_tasks

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.unmeasured]
PROJECTS, STEPS = 3, 60


@pytest.fixture
def site():
    """Projects with all kinds of content, links between them, groups, and people with wishes of their own."""
    people = [lived(seed) for seed in range(PROJECTS)][0].people
    first, second = [make_project(owner=people[0], title=title) for title in ("Bread", "Cakes")]
    ends = [make_task(project=project, title="=1 \u202eÜ 🙏", tag_names=["ünï"]) for project in (first, second)]
    make_link(task=ends[0], other=ends[1], relation="blocks", actor=people[0])
    make_link(task=ends[1], other=ends[0], relation="relates", actor=people[0])
    web_links.add(task=ends[0], url="https://example.com/ä", title="Ä", actor=people[0])
    group = make_group(name="Bäcker", people=[people[2], make_user(name="dot")], project=second, role="admin")
    groups.give_role(project=first, group=group, role="viewer", actor=people[0])
    projects.archive(project=make_project(owner=people[1], title="Put away"), actor=people[1])
    make_project(owner=people[1], title="../x")
    User.objects.filter(pk=people[1].pk).update(time_zone="Asia/Kolkata", language="en", theme="dark", week_start=6)
    User.objects.filter(email="dot@example.com").update(is_active=False, is_visible=False)
    EmailAddress.objects.create(user=people[0], email=people[0].email, verified=True, primary=True)
    NotificationPreference.objects.create(user=people[0], reason="commented", in_inbox=False, by_email="off")
    NotificationSettings.objects.create(user=people[0], digest_hour=17, digest_weekdays=[1, 3])


def lived(seed):
    play, chance = Everything(), random.Random(seed)
    Project.objects.filter(pk=play.project.pk).update(title=f"Played {seed}")
    for _step in range(STEPS):
        deed, numbers = chance.choice(DEEDS), [chance.randrange(12) for _number in range(3)]
        try:
            with transaction.atomic():
                getattr(play, deed)(*numbers, play.people[chance.randrange(3)])
        except REFUSALS:
            pass
    return play


def told(path):
    """All that the file of a site says, but when it was made and by what projects are known again."""
    with zipfile.ZipFile(path) as opened:
        names = [name for name in opened.namelist() if name.startswith("projects/")]
        archives = {name: content(opened.read(name)) for name in names}
        head = json.load(io.TextIOWrapper(opened.open("site.json"), encoding="utf-8"))
    rows = {name: lines(path, f"{name}.jsonl") for name in ("people", "groups", "projects", "links")}
    for each in rows["projects"]:
        del each["marks"]
    return {"rows": head["rows"], "archives": archives, **rows}


def worked_out():
    """What no file holds, of each project in its order."""
    titles = dict(Project.objects.values_list("pk", "title"))
    rows = Project.objects.alive().order_by("pk")
    return [([titles[pk] for pk in each.linked_ids or ()], counted(each)) for each in rows]


def commands(database, folder):
    """Runs a command in a process that has the other database, and files of its own."""
    keep = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    there = keep | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "boardsite.settings", "VAR_DIR": str(folder)}

    def run(*words):
        given = [sys.executable, "manage.py", *map(str, words)]
        done = subprocess.run(given, env=there, cwd=ROOT, timeout=300, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("migrate", "--verbosity=0")
    run("createcachetable")
    return run


def test_there_and_back(site, other_database, tmp_path):
    first, there, back = (tmp_path / name for name in ("first.zip", "there.zip", "back.zip"))
    export(first)
    run = commands(other_database, tmp_path / "other")
    assert "Projects: 7 new, 0 here already, 0 failed." in run("import_site", first)
    assert "Projects: 0 new, 7 here already, 0 failed." in run("import_site", first)
    run("export_site", "--output", there)
    assert told(there) == told(first)
    before = worked_out()
    # What it came from takes nothing of it; emptied, everything.
    assert "Projects: 0 new, 7 here already, 0 failed." in bring(there)
    empty()
    assert "Projects: 7 new, 0 here already, 0 failed." in bring(there)
    export(back)
    assert told(back) == told(first)
    assert worked_out() == before
    assert GroupRole.objects.count() == 2
    assert Task.objects.filter(title__startswith="=1").count() == 2
    for project in Project.objects.alive():
        check_tasks(fresh(project))
        check_columns(fresh(project))
