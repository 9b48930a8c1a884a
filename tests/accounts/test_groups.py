"""The pages on which site administrators make groups of people."""

import pytest

from boards.models import Group
from boards.services import groups
from tests.factories import fresh, make_group, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client_of, staff):
    return client_of(staff)


def test_group_is_made_and_filled_by_addresses(boss, member, outsider):
    made = boss.post("/groups/new/", {"name": " Designers ", "is_offered": "on"})
    group = Group.objects.get()
    assert (made.status_code, made["Location"]) == (303, f"/groups/{group.pk}/")
    assert (group.name, group.is_offered) == ("Designers", True)
    typed = " MEMBER@example.com,\n\noutsider@example.com; "
    assert boss.post(f"/groups/{group.pk}/people/", {"addresses": typed}).status_code == 303
    page = boss.get(f"/groups/{group.pk}/").content.decode()
    assert "member@example.com" in page and "outsider@example.com" in page


def test_unknown_addresses_are_named_and_nobody_is_added(boss, member):
    group = make_group()
    typed = "member@example.com " + " ".join(f"nobody{number}@example.com" for number in range(7))
    answer = boss.post(f"/groups/{group.pk}/people/", {"addresses": typed})
    page = answer.content.decode()
    assert answer.status_code == 422 and "nobody0@example.com" in page and "nor 2 others" in page
    assert "member@example.com nobody0" in page and not group.places.exists()


@pytest.mark.parametrize("typed", ["", " , ;", "a@example.com " * 501, "\0", "no address"])
def test_odd_addresses_get_a_sentence(boss, typed):
    group = make_group()
    answer = boss.post(f"/groups/{group.pk}/people/", {"addresses": typed})
    assert answer.status_code == 422 and "field-error" in answer.content.decode()


@pytest.mark.parametrize("name", ["", "  ", "a" * 101, "a\0b", "DESIGNERS"])
def test_odd_names_get_a_sentence(boss, name):
    make_group()
    answer = boss.post("/groups/new/", {"name": name})
    assert answer.status_code == 422 and "field-error" in answer.content.decode() and Group.objects.count() == 1


def test_hostile_name_is_text_everywhere(boss, client_of, owner, project):
    name = "<script>alert(1)</script>{{ 7 }}"
    group = make_group(name=name, project=project)
    for path in ("/groups/", f"/groups/{group.pk}/", f"/groups/{group.pk}/delete/", f"/groups/{group.pk}/edit/"):
        page = boss.get(path).content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    for path in ("settings", "activity", f"groups/{group.pk}/remove", f"groups/{group.pk}/edit"):
        page = client_of(owner).get(f"/projects/{project.pk}/{path}/").content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_group_is_renamed(boss):
    group = make_group()
    assert boss.post(f"/groups/{group.pk}/edit/", {"name": "Makers"}).status_code == 303
    assert (fresh(group).name, fresh(group).is_offered) == ("Makers", False)


def test_deleting_asks_and_tells_what_follows(boss, project, outsider):
    group = make_group(people=[outsider], project=project)
    make_task(project=project, assignee=outsider)
    page = boss.get(f"/groups/{group.pk}/delete/").content.decode()
    assert "Launch" in page and "1 person can" in page and "1 open task stays assigned" in page
    assert Group.objects.exists()
    assert boss.post(f"/groups/{group.pk}/delete/").status_code == 303
    assert not Group.objects.exists() and not project.memberships.filter(user=outsider).exists()


def test_taking_somebody_out_asks_and_tells_what_follows(boss, project, member, outsider):
    group = make_group(people=[member, outsider], project=project)
    assert "They keep their way" in boss.get(f"/groups/{group.pk}/people/{member.pk}/remove/").content.decode()
    path = f"/groups/{group.pk}/people/{outsider.pk}/remove/"
    page = boss.get(path).content.decode()
    assert "get in any more" in page
    assert boss.post(path)["Location"] == f"/groups/{group.pk}/"
    assert boss.post(path).status_code == 404


def test_groups_are_searched(boss):
    for name in ("Designers", "Ärzte"):
        make_group(name=name)
    page = boss.get("/groups/", {"q": "ÄRZ"}).content.decode()
    assert "Ärzte" in page and "Designers" not in page
    assert "Nothing matches" in boss.get("/groups/", {"q": "zzz"}).content.decode()
    assert boss.get("/groups/", {"q": "\0"}).status_code == 200


def test_group_is_brought_by_a_provider_that_tells_groups(boss, settings):
    from boardsite.oidc import Provider

    named = {"id": "sso", "client_id": "x", "client_secret": "y"}
    settings.OIDC_PROVIDERS = [
        Provider(name="Company", issuer="https://id.example.com", groups_claim="groups", **named),
        Provider(name="Silent", issuer="https://silent.example.com", groups_claim="", **named),
    ]
    page = boss.get("/groups/new/").content.decode()
    assert "Brought by Company" in page and "Silent" not in page
    values = {"name": "Ops", "issuer": "https://id.example.com"}
    assert boss.post("/groups/new/", values).status_code == 422
    assert boss.post("/groups/new/", {**values, "issuer": "https://silent.example.com"}).status_code == 422
    assert boss.post("/groups/new/", {**values, "claim": "/ops"}).status_code == 303
    group = Group.objects.get()
    assert (group.issuer, group.claim) == ("https://id.example.com", "/ops")
    page = boss.get(f"/groups/{group.pk}/").content.decode()
    assert "Company brings its people" in page and "Add people" not in page
    settings.OIDC_PROVIDERS = []
    assert "does not tell this site any groups" in boss.get(f"/groups/{group.pk}/").content.decode()
    assert "/ops" in boss.get(f"/groups/{group.pk}/edit/").content.decode()


def test_people_of_a_large_group_are_searched(boss, staff):
    group = make_group(people=[make_user(name=f"crowd{number}") for number in range(21)])
    page = boss.get(f"/groups/{group.pk}/", {"q": "crowd20"}).content.decode()
    assert "crowd20@example.com" in page and "crowd1@example.com" not in page


def test_page_of_a_person_names_their_groups(boss, member):
    make_group(people=[member])
    assert "Designers" in boss.get(f"/people/{member.pk}/").content.decode()


def test_someone_switched_off_is_not_added(boss, member, staff):
    member.is_active = False
    member.save()
    group = make_group()
    assert boss.post(f"/groups/{group.pk}/people/", {"addresses": "member@example.com"}).status_code == 422
    assert groups.add(group=group, users=[], actor=staff) == 0
