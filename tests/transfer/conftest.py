"""An import by the command, as an operator runs it, and a file read without one."""

import json

import pytest
from django.core.management import call_command

from boards.models import Project
from boards.transfer import opening
from boards.transfer.files import Brought
from tests.transfer.exports import written


@pytest.fixture
def bring(owner, tmp_path, capsys):
    """`bring(content, **options)`: import it for the owner; the project, with what was printed on `.printed`."""

    def bring(content, **options):
        path = tmp_path / "board.json"
        path.write_bytes(content if isinstance(content, bytes) else written(content))
        call_command("import_trello", path, owner=owner.email, **options)
        project = Project.objects.latest("pk")
        project.printed = capsys.readouterr().out
        return project

    return bring


@pytest.fixture
def boards_of(tmp_path):
    """`boards_of(content)`: the boards of a file, whichever tool has written it."""

    def boards_of(content, name="Chores.bin"):
        path = tmp_path / "file"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return list(opening.opened(Brought(path, name)).boards)

    return boards_of
