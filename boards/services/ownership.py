"""The only writer of offers: handing a project over takes two, its owner and who is to have it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from boards.exceptions import NotAllowed, NotFound, RuleBroken
from boards.models import Membership, OwnershipOffer, Project, User
from boards.queries import ownership as queries
from boards.services import jobs, projects
from boards.services.transactions import lock, service

# The job that tells the other side, by the name it has in the registry, and its queue.
TELL, QUEUE = "ownership.tell", "mail"


@service
def hand_over(*, project: Project, to: User, actor: User) -> OwnershipOffer | None:
    """What the owner begins is an offer; a site administrator hands the project of a deactivated owner over at once."""
    if actor.pk == project.owner_id:
        return offer(project=project, to=to, actor=actor)
    projects.transfer(project=project, to=to, actor=actor)
    return None


@service
def offer(*, project: Project, to: User, actor: User) -> OwnershipOffer:
    """Offer the project to a member; an offer to somebody else ends. The same again changes nothing."""
    project = lock(project.pk)
    if project.owner_id != actor.pk:
        raise NotAllowed
    if not to.is_active or not Membership.objects.filter(project=project, user=to).exists():
        raise RuleBroken(_("Choose somebody who takes part in this project. Invite them first."))
    found = OwnershipOffer.objects.filter(project=project).first()
    if found is not None and (found.to_id, found.offered_by_id) == (to.pk, actor.pk):
        return found
    if found is not None:
        found.delete()
    made = OwnershipOffer.objects.create(project=project, offered_by=actor, to=to)
    jobs.add(jobs.NewJob(TELL, QUEUE, [made.pk]))
    return made


@service
def accept(*, project: Project, actor: User) -> Project:
    """Take the project over; the owner of before stays as an admin. NotFound once the offer has ended."""
    project = lock(project.pk)
    found = _of(project, actor)
    if found.to_id != actor.pk:
        raise NotAllowed(_("Who gets the project has to accept it."))
    return projects.transfer(project=project, to=actor, actor=actor)


@service
def end(*, project: Project, actor: User) -> OwnershipOffer:
    """Decline it, or withdraw it: who has got it does the one, who has made it the other."""
    project = lock(project.pk, archived=True)
    found = _of(project, actor)
    OwnershipOffer.objects.filter(pk=found.pk).delete()
    return found


def _of(project: Project, actor: User) -> OwnershipOffer:
    found = queries.between(project, actor)
    if found is None:
        raise NotFound
    return found
