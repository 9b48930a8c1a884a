"""Invitations that wait, on the members' page."""

import pytest
from django.utils import timezone

from boards.models import Invitation
from boards.services import invitations, members, projects
from tests.factories import make_project


@pytest.fixture
def invitation(project, owner):
    return invitations.invite(project=project, email="new@example.com", role="viewer", actor=owner)


def path(invitation, what):
    return f"/projects/{invitation.project_id}/invitations/{invitation.pk}/{what}/"


def settings_page(client, project):
    return client.get(f"/projects/{project.pk}/settings/").text


def test_admins_see_who_is_invited_and_members_do_not(client_of, project, invitation, admin, member):
    assert "new@example.com" in settings_page(client_of(admin), project)
    assert "new@example.com" not in settings_page(client_of(member), project)


def test_it_costs_one_query_however_many_wait(client_of, project, owner, django_assert_num_queries):
    def ask(count):
        for number in range(count):
            invitations.invite(project=project, email=f"n{count}-{number}@example.com", role="viewer", actor=owner)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            settings_page(client, project)
        return len(asked)

    client = client_of(owner)
    settings_page(client, project)
    assert ask(1) == ask(20)


def test_sent_again_where_e_mail_is_sent(client_of, project, invitation, admin, settings):
    settings.SENDS_EMAIL = True
    answer = client_of(admin).post(path(invitation, "resend"), follow=True)
    assert "An invitation to new@example.com is on its way" in answer.text and "bsi_" not in answer.text
    assert "On its way" in answer.text


def test_without_e_mail_the_new_link_is_shown_this_once(client_of, project, invitation, admin):
    client = client_of(admin)
    answer = client.post(path(invitation, "resend"))
    secret = Invitation.objects.get().secret
    assert answer.status_code == 201 and secret in answer.text and secret != invitation.secret
    assert "no-store" in answer["Cache-Control"] and secret not in settings_page(client, project)


def test_withdrawn_it_is_gone(client_of, project, invitation, admin):
    client = client_of(admin)
    assert client.post(path(invitation, "withdraw")).status_code == 303
    assert "new@example.com" not in settings_page(client, project).split("</main>")[0].split('id="members"')[1]
    assert client.post(path(invitation, "withdraw")).status_code == 404


def test_htmx_gets_the_members(client_of, project, invitation, admin):
    client = client_of(admin)
    answer = client.post(path(invitation, "withdraw"), headers={"HX-Request": "true"})
    assert answer.status_code == 200 and 'id="members"' in answer.text and "was withdrawn" in answer.text


def test_that_of_another_project_is_not_there(client_of, project, invitation, owner):
    other = make_project(owner=owner, title="Other")
    for what in ("resend", "withdraw"):
        assert client_of(owner).post(f"/projects/{other.pk}/invitations/{invitation.pk}/{what}/").status_code == 404


def test_states_are_told(client_of, project, invitation, owner):
    client = client_of(owner)
    Invitation.objects.update(expires_at=timezone.now())
    assert "Too old" in settings_page(client, project)
    Invitation.objects.update(is_refused=True, is_mailed=True)
    assert "Not delivered" in settings_page(client, project)


def test_one_whose_sender_may_not_invite_any_more_says_so_and_becomes_another_s(client_of, project, owner, admin):
    made = invitations.invite(project=project, email="new@example.com", role="viewer", actor=admin)
    client = client_of(owner)
    assert "No longer good" not in settings_page(client, project)
    members.change_role(project=project, user=admin, role="member", actor=owner)
    assert "No longer good" in settings_page(client, project)
    client.post(path(made, "resend"))
    assert "No longer good" not in settings_page(client, project)


def test_in_an_archived_project_it_can_only_be_withdrawn(client_of, project, invitation, owner):
    projects.archive(project=project, actor=owner)
    client = client_of(owner)
    page = settings_page(client, project)
    assert path(invitation, "withdraw") in page and path(invitation, "resend") not in page
    assert client.post(path(invitation, "resend")).status_code == 409
    assert client.post(path(invitation, "withdraw")).status_code == 303
