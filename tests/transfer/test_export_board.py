"""`manage.py export_board`."""

import io

import pytest
from django.core.management import CommandError, call_command

from boards.models import Project
from tests.factories import make_task
from tests.transfer.archives import brought_in, content, packed


def export(*arguments):
    out = io.StringIO()
    call_command("export_board", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_project_becomes_a_file_that_comes_in_again(project, owner, tmp_path):
    make_task(project=project, title="Kept")
    path = tmp_path / "out.zip"
    said = export(project.pk, "--output", path)
    assert f"{path}: " in said
    assert "e-mail addresses" in said
    assert path.stat().st_mode & 0o077 == 0
    new = brought_in(path.read_bytes(), owner, tmp_path)
    assert content(packed(new)) == content(packed(project))


def test_nothing_is_overwritten(project, tmp_path):
    path = tmp_path / "out.zip"
    path.write_text("mine")
    with pytest.raises(CommandError, match="exists already"):
        export(project.pk, "--output", path)
    assert path.read_text() == "mine"


@pytest.mark.django_db
def test_a_project_that_is_not_there_leaves_no_file(tmp_path):
    with pytest.raises(CommandError, match=r"There is no project 77\."):
        export(77, "--output", tmp_path / "out.zip")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said(project, tmp_path):
    with pytest.raises(CommandError, match="There is no export"):
        export(project.pk, "--output", tmp_path / "none" / "out.zip")


def test_the_command_for_imports_knows_an_archive(project, owner, tmp_path):
    make_task(project=project, title="Kept")
    path = tmp_path / "out.zip"
    export(project.pk, "--output", path)
    out = io.StringIO()
    call_command("import_board", str(path), "--owner", owner.email, "--dry-run", stdout=out)
    assert "would be imported as it was" in out.getvalue()
    assert Project.objects.count() == 1
    call_command("import_board", str(path), "--owner", owner.email, stdout=out)
    new = Project.objects.latest("pk")
    assert f"as project {new.pk}, as it was" in out.getvalue()
    assert content(packed(new)) == content(packed(project))


def test_an_archive_does_not_go_into_a_project(project, owner, tmp_path):
    path = tmp_path / "out.zip"
    export(project.pk, "--output", path)
    with pytest.raises(CommandError, match="leave out --project"):
        call_command("import_board", str(path), "--owner", owner.email, "--project", project.pk)
