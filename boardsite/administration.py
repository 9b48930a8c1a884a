"""Django's site administration, which tells whoever asks a list for what no database holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import DataError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]


class AdminConfig(DjangoAdminConfig):
    """Django's own, with the administration below."""

    default_site = "boardsite.administration.AdminSite"


class AdminSite(admin.AdminSite):
    """Django's own, without its errors at filters such as the year 10000 or a NUL."""

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Each page goes through here."""
        return super().admin_view(_without_what_no_database_holds(view), cacheable)


def _without_what_no_database_holds(view: View) -> View:
    """Back to the whole list, where Django leads from filters that it does not understand."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (ValueError, OverflowError, DataError):
            if request.method != "GET" or not set(request.GET) - {ERROR_FLAG}:
                raise
            messages.error(request, _("The list can't be narrowed by what the address asks for."))
            return redirect(f"{request.path}?{ERROR_FLAG}=1")

    return answered
