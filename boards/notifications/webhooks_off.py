"""A webhook that the site has switched off: told to whoever can do something about it.

These are the person it acts for, and the owner and the admins of its project, or those who run the site.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from boards import policy
from boards.models import Membership, Notification, OffReason, Reason, Role, User, Watch, Webhook
from boards.notifications import preferences
from boards.notifications.services import entries
from boards.policy import Action


def tell(webhook_id: int) -> int:
    """Write the entries, each once for each time that it is switched off; returns how many are new. Six queries."""
    webhook = Webhook.objects.select_related("project").filter(pk=webhook_id, is_on=False).first()
    if webhook is None or webhook.off_at is None or webhook.off_reason == OffReason.BY_HAND:
        return 0
    managers = _of_site() if webhook.project is None else _of_project(webhook)
    return entries.remind(entries=list(_entries(webhook, managers)))


def _of_site() -> list[User]:
    return list(User.objects.filter(is_staff=True, is_active=True).only("pk"))


def _of_project(webhook: Webhook) -> list[User]:
    """Who has muted the project hears of their own webhook alone."""
    project = webhook.project
    if project is None or project.deleted_at is not None:
        return []
    members = dict(Membership.objects.filter(project=project).values_list("user", "role"))
    admins = {pk for pk, role in members.items() if role == Role.ADMIN}
    muted = Watch.objects.filter(project=project, task=None, is_muted=True).values("user")
    people = User.objects.filter(Q(pk=webhook.user_id) | Q(pk__in=admins | {project.owner_id}) & ~Q(pk__in=muted))
    found = people.filter(is_active=True).only("is_active", "is_staff")
    roles = [(user, policy.role_in(user, project, members.get(user.pk))) for user in found]
    return [user for user, role in roles if role and policy.can(role, Action.EDIT_PROJECT)]


def _entries(webhook: Webhook, managers: Iterable[User]) -> Iterable[Notification]:
    people, now = list(managers), timezone.now()
    chosen = preferences.chosen_by([user.pk for user in people])
    for user in people:
        ways = preferences.ways(chosen, user.pk, Reason.WEBHOOK_OFF)
        yield Notification(
            user=user,
            project=webhook.project,
            webhook=webhook,
            reason=Reason.WEBHOOK_OFF,
            key=f"webhook:{webhook.pk}:{webhook.off_at:%Y%m%d%H%M%S%f}",
            created_at=now,
            changed_at=now,
            in_inbox=ways.in_inbox,
            by_email=ways.by_email,
        )
