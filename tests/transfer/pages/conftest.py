"""Somebody who brings files on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from boards.jobs import running
from boards.models import Import
from tests.transfer.pages.bringing import address


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def client(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def bring(client, owner):
    """`bring(content)`: the import as it is once the file has been read."""

    def bring(content, name="board.json", into=None, **fields):
        address = reverse("project-import", args=[into.pk]) if into else reverse("import")
        response = client.post(address, {"file": SimpleUploadedFile(name, content), **fields})
        assert response.status_code == 303, response.content.decode()
        running.run_due()
        return Import.objects.latest("pk")

    return bring


@pytest.fixture
def choose(client):
    """`choose(found, **fields)`: send the form as it stands but for these fields, and have it carried out."""

    def choose(found, then="import", status=303, **fields):
        form = client.get(address(found)).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields}
        response = client.post(address(found), {**sent, **fields, "then": then})
        assert response.status_code == status, response.content.decode()
        running.run_due()
        found.refresh_from_db()
        return response

    return choose
