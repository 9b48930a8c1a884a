"""Commands that write and read files for long: stopped, or out of room, they say so in a sentence and leave nothing."""

import errno
import io
import os
import signal

import pytest
from django.core.management import CommandError, call_command

from boards.models import Project
from boards.transfer import archive, backup, sites
from tests.factories import make_task


@pytest.fixture(autouse=True)
def _heard():
    """Ctrl+C is heard, though a shell has started the tests in the background, where it has them ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(params=["export_board", "export_site", "backup"])
def begin(request, project, tmp_path, monkeypatch):
    """Starts a command that writes a file, in whose midst `deed` happens."""

    def start(deed, path=tmp_path / "out.zip"):
        def midst(*given, **_named):
            deed()

        monkeypatch.setattr(archive, "write", midst)
        monkeypatch.setattr(sites, "write", midst)
        if request.param == "backup":
            monkeypatch.setattr(backup, "write", midst)
        words = {"export_board": [str(project.pk), "--output"], "export_site": ["--output"], "backup": []}
        call_command(request.param, *words[request.param], str(path), stdout=io.StringIO())

    return start


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_so_and_leaves_nothing(begin, number, tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(CommandError, match=r"^Stopped\. There is no (export|backup)\.$") as stopped:
        begin(lambda: os.kill(os.getpid(), number))
    assert stopped.value.returncode == 130
    assert not list(tmp_path.iterdir())
    assert signal.getsignal(signal.SIGTERM) is before


def full():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said(begin, tmp_path):
    with pytest.raises(CommandError, match=r"out\.zip can't be written: No space left on device\.$"):
        begin(full)
    assert not list(tmp_path.iterdir())


def test_a_file_of_the_store_that_is_away_is_named(begin, tmp_path):
    def away():
        raise PermissionError(errno.EACCES, "Permission denied", "/store/ab/cd")

    with pytest.raises(CommandError, match=r": /store/ab/cd can't be read: Permission denied\.$"):
        begin(away)


@pytest.mark.parametrize("words", [["export_board", "1", "--output"], ["export_site", "--output"]])
def test_a_folder_that_is_not_there_is_named_as_it_was_given(project, words, tmp_path):
    path = tmp_path / "none" / "out.zip"
    with pytest.raises(CommandError) as refused:
        call_command(*words, str(path))
    assert str(refused.value) == f"There is no export: {path} can't be written: No such file or directory."


@pytest.fixture
def packet(project, tmp_path):
    make_task(project=project)
    path = tmp_path / "in.zip"
    call_command("export_board", str(project.pk), "--output", str(path), stdout=io.StringIO())
    return path


def test_an_import_that_is_stopped_changes_nothing(packet, owner, monkeypatch):
    monkeypatch.setattr(archive, "brought_in", lambda *given: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(CommandError, match=r"^Stopped\. Nothing was changed\.$"):
        call_command("import_board", str(packet), "--owner", owner.email)
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    "option", [["--visibility", "public"], ["--board", "X"], ["--completed", "X"], ["--title", ""]]
)
def test_what_a_whole_project_has_by_itself_is_not_passed_over(packet, owner, option):
    with pytest.raises(CommandError, match="leave out --project, --title"):
        call_command("import_board", str(packet), "--owner", owner.email, *option)
    assert Project.objects.count() == 1


def test_each_command_names_the_one_that_takes_the_file(packet, owner, tmp_path):
    path = tmp_path / "site.zip"
    call_command("export_site", "--output", str(path), stdout=io.StringIO())
    with pytest.raises(CommandError, match=r"whole site\. Bring it in with import_site\."):
        call_command("import_board", str(path), "--owner", owner.email)
    with pytest.raises(CommandError, match=r"one project\. Bring it in with import_board\."):
        call_command("import_site", str(packet))
