"""Files that are none, too many or too large, and those of others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from boards.jobs import running
from boards.models import Import, ImportState
from boards.transfer import shelf
from boards.transfer.services import imports as services
from tests.transfer.pages.bringing import address, trello

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x00\x01\x02\x03", "This file can&#x27;t be imported"),
        (b'{"name": "x", "lists": [', "This file can&#x27;t be imported"),
        (b"PK\x03\x04 and nothing more", "This file can&#x27;t be imported"),
    ],
)
def test_what_cannot_be_read_is_told(client, bring, content, sentence):
    found = bring(content)
    assert found.state == ImportState.FAILED
    page = client.get(address(found)).content.decode()
    assert sentence in page and "Nothing was changed" in page
    client.post(address(found))
    running.run_due()
    found.refresh_from_db()
    assert found.state == ImportState.FAILED


def test_empty_and_missing_file(client):
    response = client.post(reverse("import"), {"file": SimpleUploadedFile("a.json", b"")})
    assert response.status_code == 422 and "The file is empty" in response.content.decode()
    assert client.post(reverse("import"), {}).status_code == 422
    assert not Import.objects.exists()


def test_too_large(client, monkeypatch, folder):
    monkeypatch.setattr(shelf, "MOST_BYTES", 10)
    response = client.post(reverse("import"), {"file": SimpleUploadedFile("a.json", b"x" * 11)})
    assert response.status_code == 422 and "larger than" in response.content.decode()
    assert not list(folder.iterdir())


def test_so_many_at_a_time(client, bring):
    for _number in range(services.MOST_FILES):
        bring(trello())
    response = client.post(reverse("import"), {"file": SimpleUploadedFile("a.json", trello())})
    assert response.status_code == 409 and "Import or cancel one" in response.content.decode()


def test_name_of_a_file_is_a_name(bring, client):
    found = bring(trello(), name="../../<b>\u202e" + "x" * 300 + ".json")
    assert len(found.name) <= 255 and "/" not in found.name
    assert "<b>" not in client.get(address(found)).content.decode().split("<main")[1].split("</main")[0][:300]


def test_of_others_there_is_nothing(client, bring, outsider):
    found = bring(trello())
    client.force_login(outsider)
    for name in ("import-one", "import-cancel", "import-undo", "import-again"):
        assert client.post(reverse(name, args=[found.pk])).status_code == 404
    assert client.get(address(found)).status_code == 404


def test_twice_the_same_file_is_said(client, bring, choose, owner):
    found = bring(trello())
    choose(found)
    assert "This board was imported before" in client.get(address(bring(trello()))).content.decode()
    # Nothing of it is known by its id any more.
    found.tasks.all().delete()
    assert "You imported this very file" in client.get(address(bring(trello()))).content.decode()
