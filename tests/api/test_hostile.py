"""Text that breaks programs comes back to the letter."""

import pytest

from boards.exceptions import InvalidInput
from boards.rules.text import TITLE_LIMIT, check_storable, clean_line, clean_tag, fold
from tests.api.conftest import fields
from tests.factories import make_task

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]


def is_clean(check, text: str, *options) -> bool:
    try:
        check("text", text, *options)
    except InvalidInput:
        return False
    return True


def is_storable(text: str) -> bool:
    return is_clean(check_storable, text)


@pytest.fixture
def task(project):
    return make_task(project=project)


def test_hostile_texts_come_back_to_the_letter(api, project, hostile_texts, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    wanted = {}
    for text in hostile_texts:
        made = api.post(f"projects/{project.pk}/tasks/", {"title": "x", "description": text})
        assert made.status_code == (201 if is_storable(text) else 400), repr(text)
        if is_storable(text):
            # Lines end the one way that the database knows.
            wanted[made.json()["id"]] = text.replace("\r\n", "\n")
    assert len(wanted) > 10
    assert described(api, f"projects/{project.pk}/tasks/?limit=200") == wanted
    for pk, text in wanted.items():
        changed = api.patch(f"tasks/{pk}", {"description": f"{text}!"})
        assert changed.json()["description"] == f"{text}!", repr(text)


def described(api, address: str | None) -> dict[int, str]:
    """The description of each task of a list, page by page."""
    found = {}
    while address:
        page = api.get(address).json()
        found |= {item["id"]: item["description"] for item in page["items"]}
        address = page["next"]
    return found


def test_hostile_titles_and_tags_come_back_or_are_refused(api, task, hostile_texts, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    for text in hostile_texts:
        response = api.patch(f"tasks/{task.pk}", {"title": text, "tags": [text]})
        if is_clean(clean_line, text, TITLE_LIMIT) and is_clean(clean_tag, text):
            # A tag that differs from one of the project in its letters' case or style alone is that one.
            assert response.json()["title"] == text.strip(), repr(text)
            assert [fold(tag) for tag in response.json()["tags"]] == [fold(text.strip())], repr(text)
        else:
            assert response.status_code == 400 and fields(response), repr(text)


def test_hostile_searches_are_answered(api, task, hostile_texts, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    for text in hostile_texts[::3]:
        response = api.client.get("/api/v1/tasks/", {"q": text.encode("utf-8", "surrogatepass")})
        assert response.status_code in (200, 400), repr(text)
