"""A backup is the site at one moment; it is restored as a whole or not at all."""

import errno
import hashlib
import itertools
import json
import os
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection

from boards import cache
from boards.models import Activity, Attachment, CallCount, Column, Project, Task, User
from boards.services import stored_files, tasks
from boards.transfer.backup import restoring, writing
from boardsite.attachments import store
from tests.factories import fresh, make_attachment, make_member, make_project, make_tag, make_task
from tests.operations.backups import altered, contents, empty, manifest, refused, rewritten
from tests.watching import check_columns, check_history, check_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
ROOT = Path(__file__).parents[2]
TEXTS = ("plain", "Ünïcödé 😀 \u2028", 'quotes " and \\ and\nlines\t', "<b>&amp;</b>")


@pytest.fixture
def site():
    """A project with something of everything in it."""
    project = make_project(title=TEXTS[1], description="\n".join(TEXTS))
    make_member(project=project)
    make_tag(project=project)
    for text in TEXTS:
        make_task(project=project, title=text.splitlines()[0], description=text, tag_names=["bug"])
    tasks.complete(task=make_task(project=project), actor=project.owner)
    User.objects.get(pk=project.owner_id).groups.add(Group.objects.create(name="helpers"))
    return project


@pytest.fixture
def path(tmp_path):
    return tmp_path / "site.backup"


def test_what_is_restored_is_what_there_was(site, path, tmp_path, capsys):
    call_command("backup", str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    empty()
    call_command("restore", str(path))
    again = tmp_path / "again"
    call_command("backup", str(again))
    assert contents(again) == contents(path)
    assert "Restored" in capsys.readouterr().out


def test_the_site_goes_on_after_it(site, path, client_of):
    call_command("backup", str(path))
    call_command("restore", str(path), replace=True)
    project = fresh(site)
    made = make_task(project=project)
    assert made.number == Task.objects.filter(project=project).count()
    assert client_of(project.owner).get(f"/projects/{project.pk}/").status_code == 200
    check_tasks(fresh(project))
    check_history(fresh(project))


def test_old_fragments_are_never_met(site, path):
    call_command("backup", str(path))
    column, today = site.columns.first(), site.owner.today()
    old = cache.column_key(site.epoch, column.pk, column.revision, today)
    call_command("restore", str(path), replace=True)
    again = fresh(site)
    column = again.columns.first()
    assert again.epoch != site.epoch
    assert cache.column_key(again.epoch, column.pk, column.revision, today) != old
    later = make_project(title="Later")
    assert later.epoch not in {site.epoch, again.epoch}


def test_what_others_keep_in_the_same_redis_stays(site, path):
    call_command("backup", str(path))
    caches["fragments"].set("of-another-site", "kept")
    call_command("restore", str(path), replace=True)
    assert caches["fragments"].get("of-another-site") == "kept"


def test_board_that_was_kept_before_is_not_shown_again(site, path, client_of):
    call_command("backup", str(path))
    client = client_of(site.owner)
    make_task(project=site, title="Made after the backup")
    assert "Made after the backup" in client.get(f"/projects/{site.pk}/").text
    call_command("restore", str(path), replace=True)
    # As many changes as there were: the same revision, another board.
    make_task(project=fresh(site), title="Made after the restore")
    page = client_of(User.objects.get(pk=site.owner_id)).get(f"/projects/{site.pk}/").text
    assert "Made after the restore" in page and "Made after the backup" not in page


def test_pages_kept_by_a_browser_are_not_shown_again(site, path, client_of):
    client, page = client_of(site.owner), f"/projects/{site.pk}/"
    etag = client.get(page).headers["ETag"]
    call_command("backup", str(path))
    call_command("restore", str(path), replace=True)
    client = client_of(User.objects.get(pk=site.owner_id))
    assert client.get(page, headers={"If-None-Match": etag}).status_code == 200


def test_who_is_signed_in_and_what_limits_counted_stays_behind(site, path, client_of):
    client = client_of(site.owner)
    CallCount.objects.create(caller="somebody", window=1, used=1)
    caches["default"].set("tries", 5)
    call_command("backup", str(path))
    assert {
        "sessions.Session",
        "usersessions.UserSession",
        "boards.CallCount",
        "boards.Job",
        "boards.AccountMail",
    }.isdisjoint(contents(path))
    call_command("restore", str(path), replace=True)
    assert caches["default"].get("tries") is None and not CallCount.objects.exists()
    assert client.get("/projects/").status_code == 302


def test_a_database_in_use_is_left_alone(site, path):
    call_command("backup", str(path))
    make_task(project=site, title="Newer")
    assert "not empty" in refused(path)
    assert Task.objects.filter(title="Newer").exists()


def test_a_backup_is_not_written_over(site, path):
    path.write_text("another")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(path))
    assert path.read_text() == "another"


def test_nothing_that_lies_there_is_written_into(site, path, tmp_path):
    """Neither a file that others may read nor one that a link leads to."""
    draft, elsewhere = tmp_path / f".{path.name}.part", tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    elsewhere.chmod(0o644)
    draft.symlink_to(elsewhere)
    call_command("backup", str(path))
    assert elsewhere.read_text() == "mine" and draft.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o600 and not path.is_symlink()
    assert {each.name for each in tmp_path.iterdir()} == {path.name, draft.name, elsewhere.name}


def test_two_at_the_same_time_do_not_meet(site, path, tmp_path, monkeypatch):
    """The one that is done first has the name; the other is refused and spoils nothing."""
    fill, first = writing._fill, []

    def meanwhile(file):
        if not first:
            first.append(path)
            call_command("backup", str(path))
            first.append(path.read_bytes())
        return fill(file)

    monkeypatch.setattr(writing, "_fill", meanwhile)
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(path))
    assert path.read_bytes() == first[1] and [each.name for each in tmp_path.iterdir()] == [path.name]


def test_file_system_without_hard_links_will_do(site, path, tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    call_command("backup", str(path))
    assert manifest(path) and [each.name for each in tmp_path.iterdir()] == [path.name]


def test_name_of_a_backup_is_on_disk_before_it_is_told(site, path, tmp_path, monkeypatch):
    synced = []

    def fsync(number, real=os.fsync):
        synced.append((stat.S_ISDIR(os.fstat(number).st_mode), path.exists()))
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)
    call_command("backup", str(path))
    assert synced == [(False, False), (True, True)]


def test_a_backup_that_breaks_off_leaves_nothing(site, path, tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_fill", lambda file: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("backup", str(path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0, 0.3, 0.9, 0.999])
def test_half_a_file_is_refused(site, path, share):
    call_command("backup", str(path))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert "not a whole backup" in refused(path, replace=True)
    assert Project.objects.count() == 1


def test_each_flipped_byte_is_found_or_means_nothing(site, path):
    call_command("backup", str(path))
    whole, before = path.read_bytes(), contents(path)
    for place in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            call_command("restore", str(path), replace=True)
        except CommandError:
            continue
        assert contents(path) == before


@pytest.mark.parametrize(
    "change",
    [
        {"name": "tables/boards.Task.jsonl", "content": lambda text: text.replace(b"plain", b"plaid")},
        {"name": "tables/boards.Task.jsonl", "content": lambda text: text.split(b"\n", 1)[1]},
        {"name": "manifest.json", "content": rewritten},
        {"leave_out": "tables/boards.Tag.jsonl"},
        {"leave_out": "manifest.json"},
        {"add": "tables/boards.Extra.jsonl"},
    ],
)
def test_an_altered_file_is_refused(site, path, change):
    call_command("backup", str(path))
    before = Activity.objects.count()
    assert refused(altered(path, **change), replace=True).startswith("Nothing was restored")
    assert Activity.objects.count() == before


def test_a_backup_of_another_release_is_refused_with_advice(site, path):
    call_command("backup", str(path))

    def other(text):
        told = json.loads(text)
        told["schema"]["boards"] = "0099_future"
        return json.dumps(told, indent=1).encode()

    changed = altered(path, name="manifest.json", content=other)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.comment = hashlib.sha256(archive.read("manifest.json")).hexdigest().encode()
    assert "other migrations (boards)" in refused(changed, replace=True)


def test_what_arrives_otherwise_than_it_left_undoes_everything(site, path, monkeypatch):
    call_command("backup", str(path))
    monkeypatch.setattr("boards.transfer.backup.tables.digest", lambda *_args: (0, "another"))
    assert "did not arrive" in refused(path, replace=True)
    assert fresh(site).epoch == site.epoch


OTHER = """
import sys, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("restore", sys.argv[1])
call_command("backup", sys.argv[2])
"""


def over_there(url, path, again, var):
    """Restore on the other database, and make a backup of that one."""
    keep = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment = keep | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "boardsite.settings", "VAR_DIR": str(var)}
    subprocess.run([sys.executable, "-c", OTHER, path, again], check=True, env=environment, cwd=ROOT, timeout=600)


def test_taken_while_people_work_it_is_one_moment_and_the_same_on_the_other_database(
    site, path, tmp_path, other_database, monkeypatch
):
    """Writers move cards without a pause; the backup goes on only when they have written since its moment."""
    cards, lanes = list(site.tasks.filter(completed_at=None)), list(site.columns.all())
    moved, enough, rows = threading.Semaphore(0), threading.Event(), []

    def work(number):
        try:
            for turn in itertools.count(number):
                if enough.is_set():
                    break
                tasks.move(task=cards[turn % len(cards)], column_id=lanes[turn % 3].pk, actor=site.owner)
                moved.release()
        finally:
            connection.close()

    def table(archive, model, real=writing._table):
        """Before the first one: what there is at the backup's moment; then others write."""
        if not rows:
            rows.append(Activity.objects.count())
            while moved.acquire(blocking=False):
                pass
            assert all(moved.acquire(timeout=60) for _move in range(12))
        return real(archive, model)

    monkeypatch.setattr(writing, "_table", table)
    writers = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        call_command("backup", str(path))
    finally:
        enough.set()
        for writer in writers:
            writer.join(60)
    kept = contents(path)["boards.Activity"][0]
    assert rows == [kept] and kept < Activity.objects.count()

    again = tmp_path / "again"
    over_there(other_database, path, again, tmp_path / "var")
    assert contents(again) == contents(path)
    call_command("restore", str(path), replace=True)
    project = Project.objects.get()
    check_tasks(project)
    check_columns(project)
    check_history(project)
    assert Column.objects.count() == 3 and Activity.objects.count() == kept


# --- Attached files ---------------------------------------------------------------------------------------------------


def content(attachment):
    return b"".join(store().pieces(attachment.key, 0, attachment.size))


@pytest.fixture
def attached(site):
    task = site.tasks.first()
    return [make_attachment(task=task, name=f"{size}.bin", content=os.urandom(size)) for size in (0, 10, 600_000)]


def test_files_come_back_with_the_site(attached, path):
    stored_files.keep_thumbnail(attached[1].thumbnail_key, b"small")
    before = [content(each) for each in attached]
    call_command("backup", str(path))
    assert manifest(path)["files"] | {"sha256": ""} == {"count": 3, "bytes": 600_010, "missing": 0, "sha256": ""}
    empty()
    stored_files.discard(name for each in attached for name in (each.key, each.thumbnail_key))
    call_command("restore", str(path))
    assert [content(each) for each in Attachment.objects.order_by("pk")] == before
    assert b"".join(store().pieces(attached[1].thumbnail_key, 0, 5)) == b"small"


def test_files_that_nobody_knows_after_it_go(attached, site, path):
    call_command("backup", str(path))
    later = make_attachment(task=site.tasks.first(), content=b"later")
    call_command("restore", str(path), replace=True)
    assert not store().exists(later.key) and store().exists(attached[2].key)


def test_a_file_that_was_altered_or_taken_out_is_refused(attached, path):
    call_command("backup", str(path))
    name = f"files/{attached[2].key}"
    for changed in ({"name": name, "content": lambda found: found[:-1] + b"x"}, {"leave_out": name}):
        assert "is not a whole backup" in refused(altered(path, **changed), replace=True)
    assert "was altered" in refused(altered(path, add="files/more"), replace=True)


def test_a_restore_that_fails_leaves_no_files(attached, path, monkeypatch):
    call_command("backup", str(path))
    stored_files.discard(each.key for each in attached)
    monkeypatch.setattr(restoring, "_compare", lambda _backup: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("restore", str(path), replace=True)
    assert not any(store().exists(each.key) for each in attached)


def test_content_that_is_missing_is_told(attached, path, capsys):
    stored_files.discard([attached[1].key])
    call_command("backup", str(path))
    assert "1 more are not in the store" in capsys.readouterr().out
    assert manifest(path)["files"]["count"] == 2
