"""Django's SQLite, with as many values in one statement as the library takes."""

from __future__ import annotations

import sqlite3

from django.db.backends.sqlite3 import base, features
from django.utils.functional import cached_property


class DatabaseFeatures(features.DatabaseFeatures):
    """Django counts on the 999 values of SQLite before 3.32, and makes seven statements out of one of 500 rows."""

    @cached_property
    def max_query_params(self) -> int:  # type: ignore[override]
        """What this very library allows: 32,766 or more, unless its builder has chosen less."""
        self.connection.ensure_connection()
        limit: int = self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        return limit


class DatabaseWrapper(base.DatabaseWrapper):
    """The same connection otherwise."""

    features_class = DatabaseFeatures
