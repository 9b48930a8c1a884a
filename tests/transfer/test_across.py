"""Projects go from one database to another one, by files between two processes, and come back as they were."""

import json
import os
import random
import subprocess
import sys

import pytest
from django.db import transaction

from boards.models import User
from tests.factories import fresh, make_user
from tests.jobs.processes import ROOT
from tests.services.test_any_sequence import REFUSALS
from tests.transfer.archives import brought_in, content, packed
from tests.transfer.test_archive import DEEDS, Everything

pytestmark = [pytest.mark.django_db, pytest.mark.long, pytest.mark.unmeasured]
PROJECTS, STEPS = 6, 60
# Brings in each file that is named, and writes what has come of it beside it.
OTHER = """
import json, sys, zipfile, django
django.setup()
from pathlib import Path
from django.core.management import call_command
from boards.models import User
from boards.transfer import archive
from boards.transfer.files import Brought

call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
for name in sys.argv[1:]:
    with zipfile.ZipFile(name) as opened:
        people = [json.loads(line) for line in opened.read("people.jsonl").splitlines()]
        owner = json.loads(opened.read("project.json"))["project"]["owner"]
    for one in people:
        User.objects.get_or_create(email=one["email"], defaults={"display_name": one["name"]})
    made = archive.bring_in(Brought(Path(name)), User.objects.get(email=people[owner - 1]["email"]))
    with open(name + ".back", "wb") as file:
        archive.write(made.pk, file)
"""


def lived(seed):
    """The archive of a project after many deeds of each kind; the same for the same seed."""
    with transaction.atomic():
        play, chance = Everything(), random.Random(seed)
        for _step in range(STEPS):
            deed, numbers = chance.choice(DEEDS), [chance.randrange(12) for _number in range(3)]
            try:
                with transaction.atomic():
                    getattr(play, deed)(*numbers, play.people[chance.randrange(3)])
            except REFUSALS:
                pass
        packet = packed(fresh(play.project))
        transaction.set_rollback(True)
    return packet


def owner_of(packet):
    found = content(packet)
    people = [json.loads(line) for line in found["people.jsonl"]]
    return User.objects.get(email=people[found["head"]["project"]["owner"] - 1]["email"])


def test_there_and_back(other_database, tmp_path):
    packets = [lived(seed) for seed in range(PROJECTS)]
    paths = [tmp_path / f"{place}.zip" for place in range(PROJECTS)]
    for path, packet in zip(paths, packets, strict=True):
        path.write_bytes(packet)
    for name in ("ann", "ben", "cam"):
        make_user(name=name)
    keep = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    there = {"DATABASE_URL": other_database, "DJANGO_SETTINGS_MODULE": "boardsite.settings", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-c", OTHER, *map(str, paths)]
    subprocess.run(command, check=True, env=keep | there, cwd=ROOT, timeout=300)
    for path, packet in zip(paths, packets, strict=True):
        back = path.with_name(path.name + ".back").read_bytes()
        assert content(back) == content(packet)
        with transaction.atomic():
            assert content(packed(brought_in(back, owner_of(back), tmp_path))) == content(packet)
            transaction.set_rollback(True)
