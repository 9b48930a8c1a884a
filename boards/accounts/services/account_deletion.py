"""Deleting an account. What others need stays, under the name of a former member; everything personal goes."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.db.models import CASCADE
from django.utils import timezone
from django.utils.translation import gettext as _

from boards.accounts.services import sign_ins, users
from boards.exceptions import RuleBroken
from boards.models import ChecklistItem, Membership, Project, Theme, User, WeekStart
from boards.services import groups, members, sharing
from boards.services.transactions import service

# django-allauth's applications: addresses, identities, second factors, devices.
PERSONAL_APPS = ("account", "mfa", "socialaccount", "usersessions")
# Tables of ours that hold nothing but what concerns the person, by the name of the relation.
PERSONAL = (
    *("api_keys", "calendar_feeds", "imports", "mails", "report_marks", "sign_ins"),
    *("invitations_accepted", "invitations_made", "offers_made", "offers_received"),
    *("watches", "notifications", "notification_preferences", "notification_settings"),
)


@service
def leave(*, user: User, actor: User) -> User:
    """Delete the account. Raises RuleBroken while the person owns projects, or is the last administrator.

    The row stays, so that history, tasks and texts keep an author who can be told from others; it can't sign in.
    """
    if owned(user):
        raise RuleBroken(_("You still own projects. Hand each over or delete it first."))
    # Groups are locked before projects.
    groups.forget(user=user)
    # Before the memberships end: locks every project with the person in it, in the order of their ids.
    users.announce_person(user=user, is_renamed=True)
    _check_somebody_is_left(user)
    sign_ins.end_devices(user=user)
    _end_memberships(user, actor)
    _remove_personal_rows(user)
    return _make_former_member(user)


def owned(user: User) -> list[Project]:
    """The projects that must be handed over or deleted first; one query."""
    return list(Project.objects.alive().filter(owner=user).order_by("title_key", "pk"))


def _check_somebody_is_left(user: User) -> None:
    # Locked, so that the last two administrators can't leave at once.
    administrators = User.objects.filter(is_staff=True, is_active=True).select_for_update(no_key=True).order_by("pk")
    if user.is_staff and [row.pk for row in administrators] == [user.pk]:
        raise RuleBroken(_("You are the last administrator of this site. Make somebody else one first."))


def _end_memberships(user: User, actor: User) -> None:
    """Take the person out of every project, tasks included; in projects that wait to be purged without history."""
    for membership in Membership.objects.filter(user=user, project__deleted_at=None).order_by("project"):
        members.remove(project=membership.project, user=user, archived=True, actor=actor)
    Membership.objects.filter(user=user).delete()
    sharing.forget(user)
    ChecklistItem.objects.filter(assignee=user).update(assignee=None)


def _remove_personal_rows(user: User) -> None:
    for relation in User._meta.related_objects:
        model, name = relation.field.model, relation.get_accessor_name()
        if relation.on_delete is CASCADE and (model._meta.app_label in PERSONAL_APPS or name in PERSONAL):
            model._base_manager.filter(**{relation.field.name: user}).delete()
    user.groups.clear()
    user.user_permissions.clear()
    about = LogEntry.objects.filter(content_type__app_label="boards", content_type__model="user", object_id=user.pk)
    about.update(object_repr=_("Former member"), change_message="")


def _make_former_member(user: User) -> User:
    values = {
        "email": f"former-member-{user.pk}@site.invalid",
        "display_name": _("Former member"),
        "time_zone": "",
        "language": "",
        "theme": Theme.SYSTEM,
        "week_start": WeekStart.MONDAY,
        "shortcuts": True,
        "is_visible": True,
        "is_active": False,
        "is_staff": False,
        "is_superuser": False,
        "last_login": None,
        "left_at": timezone.now(),
    }
    for field, value in values.items():
        setattr(user, field, value)
    user.set_unusable_password()
    user.save(update_fields=[*values, "password"])
    return user
