"""Handing a project over takes two: what is offered stands until it is answered, or one of them leaves."""

import pytest
from django.core import mail

from boards.accounts.services import account_deletion
from boards.exceptions import NotAllowed, NotFound, ProjectArchived, RuleBroken
from boards.jobs import running
from boards.models import OwnershipOffer
from boards.queries import ownership as queries
from boards.services import members, ownership, projects
from tests.factories import fresh
from tests.watching import latest

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(project, owner, member):
    return ownership.offer(project=project, to=member, actor=owner)


def test_nothing_changes_until_it_is_accepted(project, owner, member, offer):
    assert fresh(project).owner == owner and queries.to_person(member) == [offer]
    ownership.accept(project=project, actor=member)
    assert fresh(project).owner == member and not OwnershipOffer.objects.exists()
    assert project.memberships.get(user=owner).role == "admin"
    row = latest(project)
    assert (row.kind, row.actor) == ("project.transferred", member)


def test_only_the_owner_offers_and_only_to_who_takes_part(project, owner, admin, member, outsider):
    with pytest.raises(NotAllowed):
        ownership.offer(project=project, to=member, actor=admin)
    for other in (outsider, owner):
        with pytest.raises(RuleBroken, match="takes part"):
            ownership.offer(project=project, to=other, actor=owner)


def test_only_who_got_it_accepts_and_either_ends_it(project, owner, admin, member, offer):
    with pytest.raises(NotAllowed):
        ownership.accept(project=project, actor=owner)
    for change in (ownership.accept, ownership.end):
        with pytest.raises(NotFound):
            change(project=project, actor=admin)
    assert ownership.end(project=project, actor=member).to == member
    ownership.offer(project=project, to=member, actor=owner)
    ownership.end(project=project, actor=owner)
    with pytest.raises(NotFound):
        ownership.accept(project=project, actor=member)


def test_the_same_again_changes_nothing_and_another_ends_it(project, owner, admin, member, offer):
    assert ownership.offer(project=project, to=member, actor=owner).pk == offer.pk
    ownership.offer(project=project, to=admin, actor=owner)
    assert queries.to_person(member) == [] and OwnershipOffer.objects.get().to == admin


def test_it_ends_when_who_got_it_leaves_or_is_removed(project, owner, member, offer):
    members.remove(project=project, user=member, actor=owner)
    assert not OwnershipOffer.objects.exists()
    members.add(project=project, user=member, role="member", actor=owner)
    with pytest.raises(NotFound):
        ownership.accept(project=project, actor=member)


def test_it_ends_when_who_got_it_deletes_their_account(member, offer):
    account_deletion.leave(user=member, actor=member)
    assert not OwnershipOffer.objects.exists()


def test_it_is_void_once_the_owner_is_switched_off_or_another(project, owner, admin, member, staff, offer):
    owner.is_active = False
    owner.save()
    assert queries.to_person(member) == []
    with pytest.raises(NotFound):
        ownership.accept(project=project, actor=member)
    assert ownership.hand_over(project=project, to=admin, actor=staff) is None
    assert fresh(project).owner == admin and not OwnershipOffer.objects.exists()


def test_an_archived_project_waits(project, owner, member, offer):
    projects.archive(project=project, actor=owner)
    assert queries.to_person(member) == []
    for change in (
        lambda: ownership.accept(project=project, actor=member),
        lambda: ownership.offer(project=project, to=member, actor=owner),
    ):
        with pytest.raises(ProjectArchived):
            change()
    ownership.end(project=project, actor=member)


def test_who_is_asked_gets_a_message_where_e_mail_is_sent(project, owner, member, settings):
    settings.SENDS_EMAIL = True
    ownership.offer(project=project, to=member, actor=owner)
    running.run_due()
    [sent] = mail.outbox
    assert sent.to == ["member@example.com"] and f"/projects/{project.pk}/offer/" in sent.body
    assert sent.subject == "Owner wants to hand “Launch” over to you"


@pytest.mark.parametrize("sends", [True, False])
def test_what_ended_meanwhile_is_not_told(project, owner, member, settings, sends):
    settings.SENDS_EMAIL = sends
    ownership.offer(project=project, to=member, actor=owner)
    if sends:
        ownership.end(project=project, actor=owner)
    running.run_due()
    assert mail.outbox == []
