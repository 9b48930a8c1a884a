"""Text that breaks programs comes back to the letter."""

import pytest

from boards.exceptions import InvalidInput
from boards.rules.text import check_storable
from tests.factories import make_task


def is_storable(text: str) -> bool:
    try:
        check_storable("text", text)
    except InvalidInput:
        return False
    return True


@pytest.fixture
def task(project):
    return make_task(project=project)


def test_hostile_texts_come_back_to_the_letter(api, project, hostile_texts, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    assert len(hostile_texts) > 10
    for text in hostile_texts:
        made = api.post(f"projects/{project.pk}/tasks/", {"title": "x", "description": text})
        if not is_storable(text):
            assert made.status_code == 400, repr(text)
            continue
        # Lines end the one way that the database knows.
        wanted, path = text.replace("\r\n", "\n"), f"tasks/{made.json()['id']}"
        assert api.get(path).json()["description"] == wanted, repr(text)
        assert api.patch(path, {"description": f"{text}!"}).json()["description"] == f"{wanted}!", repr(text)
        assert api.patch(path, {"description": text}).json()["description"] == wanted, repr(text)


def test_hostile_titles_and_tags_come_back_or_are_refused(api, task, hostile_texts, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    taken = 0
    for text in hostile_texts:
        title = api.patch(f"tasks/{task.pk}", {"title": text})
        assert title.status_code in (200, 400), repr(text)
        if title.status_code == 200:
            assert title.json()["title"] == text.strip(), repr(text)
            taken += 1
        tag = api.patch(f"tasks/{task.pk}", {"tags": [text]})
        assert tag.status_code in (200, 400), repr(text)
    assert taken > len(hostile_texts) / 2


def test_hostile_searches_are_answered(api, task, hostile_texts, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    for text in hostile_texts:
        response = api.client.get("/api/v1/tasks/", {"q": text.encode("utf-8", "surrogatepass")})
        assert response.status_code in (200, 400), repr(text)
