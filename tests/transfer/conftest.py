"""An import by the command, as an operator runs it."""

import pytest
from django.core.management import call_command

from boards.models import Project
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
