"""Saves made in a shell raise the project's revision too, so that no page shows what is no longer so.

Silent inside services (they do it themselves), before the row is written (so that the project is locked
first, as everywhere), and on no cascade. A save outside any transaction is committed after that, so a reader in
between could keep the old row under the new revision: then it is raised once more when the row is there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from boards import events
from boards.accounts.services import users
from boards.models import Column, Membership, Project, Tag, Task, TaskAssignee, User
from boards.services.transactions import in_service

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialAccount

Row = Project | Column | Membership | Tag | Task | TaskAssignee
# What pages of projects show of a person: the name, and a mark where the account is switched off.
SHOWN = frozenset({"display_name", "is_active"})
# What decides whether a person is let in, what they see, and whether they are seen.
STANDING = frozenset({"is_active", "is_staff", "password", "is_visible"})


def connect() -> None:
    """Connect the receivers; called once, when Django starts."""
    for model in (Column, Membership, Project, Tag, Task, TaskAssignee):
        pre_save.connect(_before_save, sender=model, dispatch_uid=f"revision-before-{model.__name__}")
        post_save.connect(_after_save, sender=model, dispatch_uid=f"revision-after-{model.__name__}")
        if model is not Project:
            pre_delete.connect(_before_delete, sender=model, dispatch_uid=f"revision-delete-{model.__name__}")
    pre_save.connect(_before_person, sender=User, dispatch_uid="revision-before-User")
    post_save.connect(_after_person, sender=User, dispatch_uid="revision-after-User")
    post_save.connect(_on_standing, sender=User, dispatch_uid="standing-User")
    pre_delete.connect(_on_standing, sender=User, dispatch_uid="standing-delete-User")
    if apps.is_installed("allauth.socialaccount"):
        from allauth.socialaccount.models import SocialAccount

        pre_delete.connect(_before_identity_goes, sender=SocialAccount, dispatch_uid="identity-delete")
    m2m_changed.connect(_on_tagging, sender=Task.tags.through, dispatch_uid="revision-tagging")


def _raise(project_id: int | None) -> None:
    """Raise the revision of a project and all its columns; caller has nothing locked yet."""
    with transaction.atomic():
        Project.objects.filter(pk=project_id or 0).update(revision=F("revision") + 1)
        revision = _revision_of(project_id)
        Column.objects.filter(project=project_id).update(revision=revision)


def _revision_of(project_id: int | None) -> int:
    return Project.objects.values_list("revision", flat=True).filter(pk=project_id or 0).first() or 1


def _project_of(instance: Row) -> int | None:
    """The project of a row; None for a project that is just being made."""
    project_id: int | None = instance.pk if isinstance(instance, Project) else instance.project_id
    return project_id


def _before_save(sender: type[Model], instance: Row, raw: bool = False, **_rest: object) -> None:
    if raw or in_service.get() or _project_of(instance) is None:
        return
    _raise(_project_of(instance))
    if isinstance(instance, Project | Column):
        # The row that is about to be written must not take the old number back.
        instance.revision = _revision_of(_project_of(instance))


def _after_save(sender: type[Model], instance: Row, raw: bool = False, created: bool = False, **_rest: object) -> None:
    made = created and sender is Project
    if not raw and not made and not in_service.get() and not connection.in_atomic_block:
        _raise(_project_of(instance))


def _before_delete(sender: type[Model], instance: Row, origin: object = None, **_rest: object) -> None:
    directly = origin is instance or getattr(origin, "model", None) is sender
    if directly and not in_service.get():
        _raise(_project_of(instance))


def _before_person(
    sender: type[Model],
    instance: User,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **_rest: object,
) -> None:
    instance.looks_different = False
    if raw or not instance.pk or in_service.get() or (update_fields and SHOWN.isdisjoint(update_fields)):
        return
    before = User.objects.values(*SHOWN).filter(pk=instance.pk).first()
    if before is not None and any(before[field] != getattr(instance, field) for field in SHOWN):
        instance.looks_different = True
        users.announce_person(user=instance, is_renamed=True)


def _after_person(sender: type[Model], instance: User, **_rest: object) -> None:
    if instance.looks_different and not connection.in_atomic_block:
        users.announce_person(user=instance, is_renamed=True)


def _on_standing(
    sender: type[Model],
    instance: User,
    created: bool = False,
    update_fields: Collection[str] | None = None,
    **_rest: object,
) -> None:
    """Whoever is still let in is looked at again: by services too, for accounts are saved by several packages."""
    if not created and (update_fields is None or not STANDING.isdisjoint(update_fields)):
        events.announce_standing(user_id=instance.pk)


def _on_tagging(sender: type[Model], instance: Task | Tag, action: str, **_rest: object) -> None:
    if action.startswith("pre_") and not in_service.get():
        _raise(instance.project_id)


def _before_identity_goes(sender: type[Model], instance: SocialAccount, origin: object = None, **_rest: object) -> None:
    """What its groups have given is taken back: django-allauth deletes identities by itself. Not with the account."""
    if origin is instance or getattr(origin, "model", None) is sender:
        from boards.accounts.services import identities

        identities.take_back(account=instance)
