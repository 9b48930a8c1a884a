"""Saves made in a shell raise the project's revision too, so that no page shows what is no longer so.

Silent inside services (they do it themselves), before the row is written (so that the project is locked
first, as everywhere), and on no cascade.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Model
from django.db.models.signals import m2m_changed, pre_delete, pre_save

from boards.models import Column, Membership, Project, Tag, Task, User
from boards.services import users
from boards.services.unit import in_service


def connect() -> None:
    """Connect the receivers; called once, when Django starts."""
    for model in (Column, Tag, Task, Membership):
        pre_save.connect(_before_save, sender=model, dispatch_uid=f"revision-save-{model.__name__}")
        pre_delete.connect(_before_delete, sender=model, dispatch_uid=f"revision-delete-{model.__name__}")
    pre_save.connect(_before_project, sender=Project, dispatch_uid="revision-project")
    pre_save.connect(_before_person, sender=User, dispatch_uid="revision-person")
    m2m_changed.connect(_on_tagging, sender=Task.tags.through, dispatch_uid="revision-tagging")


def _raise(project_id: int) -> None:
    with transaction.atomic():
        Project.objects.filter(pk=project_id).update(revision=F("revision") + 1)
        revision = Project.objects.values_list("revision", flat=True).filter(pk=project_id).first()
        Column.objects.filter(project=project_id).update(revision=revision or 1)


def _before_save(sender: type[Model], instance: Any, raw: bool = False, **_rest: Any) -> None:
    if not raw and not in_service.get():
        _raise(instance.project_id)
        if isinstance(instance, Column) and instance.pk:
            instance.revision = Column.objects.values_list("revision", flat=True).filter(pk=instance.pk).first() or 1


def _before_delete(sender: type[Model], instance: Any, origin: Any = None, **_rest: Any) -> None:
    directly = origin is instance or getattr(origin, "model", None) is sender
    if directly and not in_service.get():
        _raise(instance.project_id)


def _before_project(sender: type[Model], instance: Project, raw: bool = False, **_rest: Any) -> None:
    if not raw and instance.pk and not in_service.get():
        _raise(instance.pk)
        instance.revision = Project.objects.values_list("revision", flat=True).filter(pk=instance.pk).first() or 1


def _before_person(sender: type[Model], instance: User, raw: bool = False, **_rest: Any) -> None:
    if raw or not instance.pk or in_service.get():
        return
    before = User.objects.values_list("display_name", flat=True).filter(pk=instance.pk).first()
    if before is not None and before != instance.display_name:
        users.announce_name(user=instance)


def _on_tagging(sender: type[Model], instance: Any, action: str, **_rest: Any) -> None:
    if action.startswith("pre_") and not in_service.get():
        _raise(instance.project_id)
