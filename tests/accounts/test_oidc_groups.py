"""Groups of a provider give rights on the board, and take back what they gave."""

import pytest

from boards.models import Activity, Membership, Project
from boards.services import groups, members, projects
from tests.accounts.conftest import sign_in
from tests.factories import make_project

STAN, NINA = "stan@example.com", "nina@example.com"
pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def board(owner) -> Project:
    return make_project(owner=owner, title="Website")


@pytest.fixture
def mapped(provider, settings, board):
    """`mapped({"developers": "member"}, admins=("boardsite-admins",))`"""

    def mapped(roles=None, admins=(), claim="groups"):
        settings.OIDC_PROVIDERS = [
            provider.configured(
                groups_claim=claim,
                admin_groups=admins,
                project_roles={group: {board.pk: role} for group, role in (roles or {}).items()},
            )
        ]

    mapped({"developers": "member"}, ("boardsite-admins",))
    return mapped


def groups_are(provider, *groups):
    provider.tamper("userinfo", lambda answer: setattr(answer, "json", {**answer.json, "groups": list(groups)}))


def enter(provider, email):
    return sign_in(provider, email).wsgi_request.user


def role_of(user, board):
    return Membership.objects.filter(user=user, project=board).values_list("role", flat=True).first()


def test_groups_give_a_role_and_write_it_into_the_history(provider, mapped, board):
    nina = enter(provider, NINA)
    assert role_of(nina, board) == "member" and not nina.is_staff
    row = Activity.objects.latest("pk")
    assert (row.kind, row.means, row.actor) == ("member.added", "sign-in", nina)


def test_lost_group_takes_the_role_away(provider, mapped, board):
    nina = enter(provider, NINA)
    groups_are(provider)
    enter(provider, NINA)
    row = Activity.objects.latest("pk")
    assert role_of(nina, board) is None and (row.kind, row.means) == ("member.removed", "sign-in")


def test_other_group_changes_the_role(provider, mapped, board):
    mapped({"developers": "member", "leads": "admin"})
    nina = enter(provider, NINA)
    groups_are(provider, "developers", "leads")
    enter(provider, NINA)
    assert role_of(nina, board) == "admin"
    groups_are(provider, "developers")
    enter(provider, NINA)
    assert role_of(nina, board) == "member"


def test_nothing_is_written_where_nothing_changes(provider, mapped, board):
    enter(provider, NINA)
    before = Activity.objects.count()
    enter(provider, NINA)
    assert Activity.objects.count() == before


def test_role_given_by_hand_is_kept(provider, mapped, board, owner, settings):
    groups_are(provider)
    nina = enter(provider, NINA)
    members.add(project=board, user=nina, role="viewer", actor=owner)
    groups_are(provider, "developers")
    enter(provider, NINA)
    assert role_of(nina, board) == "member"
    groups_are(provider)
    enter(provider, NINA)
    assert role_of(nina, board) == "viewer"


def test_higher_role_given_by_hand_is_not_lowered(provider, mapped, board, owner):
    groups_are(provider)
    nina = enter(provider, NINA)
    members.add(project=board, user=nina, role="admin", actor=owner)
    groups_are(provider, "developers")
    enter(provider, NINA)
    groups_are(provider)
    enter(provider, NINA)
    assert role_of(nina, board) == "admin"


def test_owner_stays_owner(provider, mapped, board):
    groups_are(provider)
    nina = enter(provider, NINA)
    Project.objects.filter(pk=board.pk).update(owner=nina)
    groups_are(provider, "developers")
    assert enter(provider, NINA) == nina and role_of(nina, board) is None


@pytest.mark.parametrize("change", [projects.delete, projects.archive])
def test_projects_that_take_no_members_stop_nobody(provider, mapped, board, owner, change):
    change(project=board, actor=owner)
    assert role_of(enter(provider, NINA), board) is None


def test_administrator_by_group(provider, mapped):
    assert enter(provider, STAN).is_staff
    groups_are(provider, "developers")
    assert not enter(provider, STAN).is_staff


def test_administrator_made_by_hand_stays_one(provider, mapped):
    nina = enter(provider, NINA)
    nina.is_staff = True
    nina.save()
    assert enter(provider, NINA).is_staff


def test_missing_claim_takes_everything_away(provider, mapped, board):
    stan = enter(provider, STAN)
    assert stan.is_staff and role_of(stan, board) == "member"
    for endpoint, change in (("userinfo", lambda a: a.json), ("token", None)):
        if change:
            provider.tamper(endpoint, lambda a: setattr(a, "json", {k: v for k, v in a.json.items() if k != "groups"}))
        else:
            provider.tamper(endpoint, lambda a: provider.resign(a, groups=...))
    stan = enter(provider, STAN)
    assert not stan.is_staff and role_of(stan, board) is None


def test_path_into_a_claim(provider, mapped, board):
    mapped({"developers": "viewer"}, claim="realm_access.roles")
    roles = {"realm_access": {"roles": ["developers"]}}
    provider.tamper("userinfo", lambda answer: setattr(answer, "json", {**answer.json, **roles}))
    assert role_of(enter(provider, NINA), board) == "viewer"


def test_without_a_claim_groups_mean_nothing(provider, board):
    stan = enter(provider, STAN)
    assert not stan.is_staff and role_of(stan, board) is None


@pytest.fixture
def designers(provider, mapped, board, owner, staff):
    """A group of this site, which the provider's group of developers brings people to."""
    mapped({}, claim="groups")
    made = groups.create(name="Designers", source=groups.Source(provider.url, "developers"), actor=staff)
    groups.give_role(project=board, group=made, role="member", actor=owner)
    return made


def test_group_of_the_provider_brings_people_into_a_group_here(provider, designers, board):
    nina = enter(provider, NINA)
    assert role_of(nina, board) == "member" and designers.places.get().user == nina
    row = Activity.objects.latest("pk")
    assert (row.kind, row.means, row.actor) == ("member.added", "sign-in", nina)


def test_it_is_refreshed_at_each_sign_in(provider, designers, board):
    nina = enter(provider, NINA)
    groups_are(provider, "others")
    enter(provider, NINA)
    assert role_of(nina, board) is None and not designers.places.exists()
    groups_are(provider, "developers")
    enter(provider, NINA)
    assert role_of(nina, board) == "member"


def test_role_by_a_mapping_and_role_by_a_group_are_two_things(provider, designers, mapped, board):
    mapped({"developers": "viewer"})
    nina = enter(provider, NINA)
    assert Membership.objects.filter(user=nina).values_list("role", "raised_from").get() == ("member", "viewer")
    mapped({})
    enter(provider, NINA)
    assert Membership.objects.filter(user=nina).values_list("role", "raised_from").get() == ("member", "none")


def test_identity_that_is_removed_takes_along_what_it_brought(provider, designers, mapped, board):
    mapped({"developers": "viewer"}, ("developers",))
    nina = enter(provider, NINA)
    assert nina.is_staff
    nina.socialaccount_set.get().delete()
    nina.refresh_from_db()
    assert not nina.is_staff and role_of(nina, board) is None and not designers.places.exists()


def test_account_that_is_switched_off_is_brought_nowhere(provider, designers, board):
    nina = enter(provider, NINA)
    groups_are(provider, "others")
    nina.is_active = False
    nina.save()
    enter(provider, NINA)
    assert role_of(nina, board) == "member"
