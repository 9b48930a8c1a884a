"""Pages that say no: once, and with a way back."""

import pytest


@pytest.fixture
def refused(client_of, viewer, project):
    return lambda **headers: client_of(viewer).get(f"/projects/{project.pk}/settings/", headers=headers)


def test_403_says_itself_once_and_what_would_work(refused):
    page = refused()
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert page.status_code == 403
    assert main.count("allow") == 2 and main.count("Your role in this project does not allow that.") == 1
    assert "Its owner or an admin can give you another." in main


def test_403_leads_back_to_where_one_was_or_to_ones_projects(refused, project):
    board = f"http://testserver/projects/{project.pk}/"
    assert f'href="{board}"' in refused(Referer=board).text
    assert 'href="/projects/"' in refused().text.partition("<main")[2]


def test_403_of_htmx_is_one_toast(client_of, viewer, project):
    answer = client_of(viewer).get(f"/projects/{project.pk}/settings/", headers={"HX-Request": "true"})
    assert answer.status_code == 403 and answer.text.count("toast-text") == 1 and "<h1" not in answer.text
