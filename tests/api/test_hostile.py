"""Text that breaks programs comes back to the letter."""

import pytest

from boards.exceptions import InvalidInput
from boards.rules.text import TITLE_LIMIT, check_storable, clean_line, clean_tag, fold
from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.api_caller import fields
from tests.factories import column_of, make_task, make_tasks

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


def test_hostile_texts_come_back_to_the_letter(api, project, hostile_texts):
    storable = [text for text in hostile_texts if is_storable(text)]
    drafts = [TaskDraft(title="x", column=column_of(project=project), description=text) for text in storable]
    made = create_tasks(project=project, drafts=drafts, actor=project.owner)
    # Lines end the one way that the database knows.
    wanted = {task.pk: text.replace("\r\n", "\n") for task, text in zip(made, storable, strict=True)}
    assert len(wanted) > 10 and described(api, f"projects/{project.pk}/tasks/?limit=200") == wanted


def test_hostile_texts_are_changed_together(api, project, hostile_sample):
    texts = [text for text in hostile_sample[::2] if is_storable(text)]
    ids = [task.pk for task in make_tasks(project=project, count=len(texts))]
    wanted = dict(zip(ids, (f"{text}!".replace("\r\n", "\n") for text in texts), strict=True))
    changes = [{"id": pk, "description": f"{text}!"} for pk, text in zip(ids, texts, strict=True)]
    saved = api.post("tasks/bulk", {"changes": changes})
    assert {item["id"]: item["description"] for item in saved.json()["items"]} == wanted


def test_each_hostile_text_is_taken_or_refused(api, project, hostile_sample, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    refused = [text for text in hostile_sample if not is_storable(text)]
    assert refused
    for text in [*hostile_sample[1::2], *refused]:
        made = api.post(f"projects/{project.pk}/tasks/", {"title": "x", "description": text})
        assert made.status_code == (400 if text in refused else 201), repr(text)
        if text not in refused:
            assert made.json()["description"] == text.replace("\r\n", "\n"), repr(text)


def described(api, address: str | None) -> dict[int, str]:
    """The description of each task of a list, page by page."""
    found = {}
    while address:
        page = api.get(address).json()
        found |= {item["id"]: item["description"] for item in page["items"]}
        address = page["next"]
    return found


def test_hostile_titles_and_tags_come_back_or_are_refused(api, task, hostile_sample, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    for text in hostile_sample[::2]:
        response = api.patch(f"tasks/{task.pk}", {"title": text, "tags": [text]})
        if is_clean(clean_line, text, TITLE_LIMIT) and is_clean(clean_tag, text):
            # A tag that differs from one of the project in its letters' case or style alone is that one.
            assert response.json()["title"] == text.strip(), repr(text)
            assert [fold(tag) for tag in response.json()["tags"]] == [fold(text.strip())], repr(text)
        else:
            assert response.status_code == 400 and fields(response), repr(text)


def test_hostile_searches_are_answered(api, task, hostile_sample, settings):
    settings.API_CALLS_PER_MINUTE = 1_000_000
    for text in hostile_sample[::3]:
        response = api.client.get("/api/v1/tasks/", {"q": text.encode("utf-8", "surrogatepass")})
        assert response.status_code in (200, 400), repr(text)
