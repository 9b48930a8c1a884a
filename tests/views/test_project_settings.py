"""The settings of a project, and saving the general ones."""

import html

import pytest

from boards.models import Activity
from boards.services import projects
from tests.factories import fresh, make_project, make_tag, make_user


def url(project):
    return f"/projects/{project.pk}/settings/"


def values(project, **changed):
    return {
        "title": project.title,
        "description": project.description,
        "visibility": project.visibility,
        "finish_date": "",
        "version": project.version,
        **changed,
    }


@pytest.mark.parametrize(
    ("who", "get", "post"),
    [
        ("owner", 200, 303),
        ("admin", 200, 303),
        ("staff", 200, 303),
        ("member", 200, 403),
        ("viewer", 403, 403),
        ("outsider", 404, 404),
    ],
)
def test_roles(request, client_of, project, who, get, post):
    client = client_of(request.getfixturevalue(who))
    assert client.get(url(project)).status_code == get
    assert client.post(url(project), values(project, title="New")).status_code == post
    assert fresh(project).title == ("New" if post == 303 else "Launch")


def test_a_member_sees_tags_and_the_way_out_alone(client_of, project, member):
    page = client_of(member).get(url(project)).content.decode()
    assert 'id="tags"' in page and "/leave/" in page
    assert 'id="general"' not in page and 'id="members"' not in page and "/delete/" not in page


def test_an_outsider_may_not_see_the_settings_of_a_public_project(client_of, outsider):
    assert client_of(outsider).get(url(make_project(visibility="public"))).status_code == 403


def test_only_the_owner_is_offered_to_delete(client_of, project, owner, admin):
    assert b"/delete/" in client_of(owner).get(url(project)).content
    assert f"/projects/{project.pk}/delete/".encode() not in client_of(admin).get(url(project)).content


def test_different_fields_merge(client_of, project, owner, admin):
    form = values(project, title="Mine")
    projects.update(project=project, changed={"description": "Theirs"}, seen_version=None, actor=admin)
    assert client_of(owner).post(url(project), form).status_code == 303
    assert (fresh(project).title, fresh(project).description) == ("Mine", "Theirs")


@pytest.fixture
def conflict(client_of, project, owner, admin):
    """Both changed the title, the other one the finish date too; this one the description."""
    form = values(project, title="My title", description="My text")
    projects.update(project=project, changed={"title": "Their title"}, seen_version=None, actor=admin)
    projects.update(project=project, changed={"visibility": "public"}, seen_version=None, actor=admin)
    return client_of(owner).post(url(project), form)


def sent_again(answer, **choices):
    conflict = answer.context["conflict"]
    own = {each.name: each.field.value() for each in conflict.fields}
    return {**dict(conflict.hidden), **own, **choices}


def test_the_same_field_is_a_conflict_that_loses_nothing(conflict, project):
    assert conflict.status_code == 409
    page = html.unescape(conflict.content.decode())
    assert "My title" in page and "Their title" in page and "My text" in page
    assert "Admin changed this" in page
    assert fresh(project).title == "Their title"


def test_keeping_mine_saves_both_my_fields_and_keeps_theirs(conflict, client_of, project, owner):
    answer = client_of(owner).post(url(project), sent_again(conflict, **{"choice-title": "mine"}))
    assert answer.status_code == 303
    now = fresh(project)
    assert (now.title, now.description, now.visibility) == ("My title", "My text", "public")


def test_keeping_theirs_saves_only_my_other_field(conflict, client_of, project, owner):
    client_of(owner).post(url(project), sent_again(conflict, **{"choice-title": "theirs"}))
    now = fresh(project)
    assert (now.title, now.description, now.visibility) == ("Their title", "My text", "public")


def test_keeping_both_makes_one_of_them(conflict, client_of, project, owner):
    theirs = fresh(project).title
    client_of(owner).post(url(project), sent_again(conflict, **{"choice-title": "both"}))
    mine = conflict.context["conflict"].fields[0].field.value()
    assert fresh(project).title == f"{theirs} / {mine}"


def test_both_that_are_too_long_together_are_refused_with_the_form(conflict, client_of, project, owner):
    form = sent_again(conflict, **{"choice-title": "both"}) | {"title": "x" * 499}
    answer = client_of(owner).post(url(project), form)
    assert answer.status_code == 422 and "x" * 499 in answer.text
    assert "Use at most 500 characters" in answer.text


def test_title_that_cannot_be_seen_is_refused_with_the_form(client_of, project, owner):
    answer = client_of(owner).post(url(project), values(project, title="\u200b", description="Typed"))
    assert answer.status_code == 422 and "Typed</textarea>" in answer.text


def test_an_edited_text_is_saved(conflict, client_of, project, owner):
    form = sent_again(conflict, **{"choice-title": "mine"}) | {"title": "Both titles"}
    client_of(owner).post(url(project), form)
    assert fresh(project).title == "Both titles"


def test_a_third_change_in_the_meantime_is_a_conflict_again(conflict, client_of, project, owner, admin):
    projects.update(project=project, changed={"title": "A third"}, seen_version=None, actor=admin)
    answer = client_of(owner).post(url(project), sent_again(conflict, **{"choice-title": "mine"}))
    assert answer.status_code == 409 and b"A third" in answer.content


def test_sending_the_same_form_twice_changes_once(client_of, project, owner):
    form, client = values(project, title="New"), client_of(owner)
    assert [client.post(url(project), form).status_code for _ in range(2)] == [303, 303]
    assert Activity.objects.filter(project=project, kind="project.updated").count() == 1


@pytest.mark.parametrize("version", ["0", "-1", "x", "99999999999999999999999"])
def test_a_wrong_version_never_breaks(client_of, project, owner, version):
    assert client_of(owner).post(url(project), values(project, version=version)).status_code in (303, 422)


def test_a_blank_title_comes_back(client_of, project, owner):
    answer = client_of(owner).post(url(project), values(project, title=" ", description="Typed"))
    assert answer.status_code == 422 and b"Typed" in answer.content


def test_an_archived_project_can_be_looked_at_and_restored_only(client_of, project, owner):
    projects.archive(project=project, actor=owner)
    page = client_of(owner).get(url(project)).content
    assert b"/restore/" in page and b"/columns/new/" not in page
    assert client_of(owner).post(url(project), values(project, title="New")).status_code == 409


def test_hostile_names_are_inert(client_of, project, owner, hostile_texts):
    for number, text in enumerate(text for text in hostile_texts if "\x00" not in text and "<" in text):
        make_tag(
            project=project, name=f"{number}{text}"[:50].strip().replace("\n", "").replace("\r", "").replace(",", "")
        )
    page = client_of(owner).get(url(project)).content
    assert b"<script>alert" not in page and b"<img src=x" not in page


def test_queries_do_not_grow(client_of, project, owner, django_assert_max_num_queries):
    client = client_of(owner)
    for number in range(15):
        make_tag(project=project, name=f"tag {number}")
        user = make_user(name=f"person{number}")
        project.memberships.create(user=user, role="member")
    with django_assert_max_num_queries(14):
        assert client.get(url(project)).status_code == 200


def test_columns_stand_in_their_order(client_of, project, owner):
    from boards.services import columns

    columns.create(project=project, name="Review", status="in_progress", actor=owner)
    page = client_of(owner).get(url(project)).context["page"]
    assert [row.column.name for row in page.columns] == ["Pending", "In progress", "Review", "Completed"]


HTMX = {"HX-Request": "true"}


def test_htmx_gets_what_shows_the_title_and_no_page(client_of, project, owner):
    answer = client_of(owner).post(url(project), values(project, title="New"), headers=HTMX)
    assert answer.status_code == 200 and "<html" not in answer.text
    assert (
        '<hx-partial hx-target="#general"' in answer.text and '<hx-partial hx-target=".project-header"' in answer.text
    )
    assert f'name="version" value="{fresh(project).version}"' in answer.text and "Settings saved." in answer.text


def test_htmx_gets_the_refused_form_alone(client_of, project, owner):
    answer = client_of(owner).post(url(project), values(project, finish_date="nonsense"), headers=HTMX)
    assert answer.status_code == 422 and "field-error" in answer.text and "nonsense" in answer.text
    assert "data-draft-unsaved" in answer.text and "project-header" not in answer.text and "<html" not in answer.text


def test_htmx_gets_both_texts_in_the_dialog(client_of, project, owner, admin):
    form = values(project, title="My title")
    projects.update(project=project, changed={"title": "Their title"}, seen_version=None, actor=admin)
    answer = client_of(owner).post(url(project), form, headers=HTMX)
    assert answer.status_code == 409 and answer["HX-Retarget"] == "#dialog-inside" and "<html" not in answer.text
    assert 'id="conflict_title"' in answer.text
