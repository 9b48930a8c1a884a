"""Column types of our own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone


class PositionField(models.CharField):
    """A place in an order (see `rules.ordering`), compared byte by byte whatever the database's own collation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, str | None]:
        """Ask for the binary collation under the name the database gives it."""
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return {**super().db_parameters(connection), "collation": collation}


class MadeAtField(models.DateTimeField):
    """The moment a row is first written, as `auto_now_add` has it; but one that is given stays, for what was made
    elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"editable": False, "blank": True, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The moment, set on the instance as well."""
        if add and getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, timezone.now())
        return super().pre_save(model_instance, add)
