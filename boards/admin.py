"""The site administration, for operators: people can be edited, what is on the boards can only be looked at.

Boards are changed through the pages and the API, so that every change is checked, recorded and seen by everybody.
"""

from __future__ import annotations

import json
from typing import Any

# Imported before theirs are taken away below.
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from boards.exceptions import InvalidInput
from boards.models import Activity, Column, Membership, Project, Tag, Task, User
from boards.queries import history_records
from boards.rules import addresses

# Secrets of second factors and keys of sessions are nobody's to look at; people end them on their own pages.
admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)
# Providers come from the settings, and identities from signing in; a row that was typed would be a way in.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])


class OneSpelling:
    """Stores an address in the one spelling that the database allows."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        """Before the model is checked, so that capitals are no error."""
        try:
            return addresses.checked("email", self.cleaned_data["email"])
        except InvalidInput as error:
            raise ValidationError(error.sentence) from error


class PersonCreationForm(OneSpelling, BaseUserCreationForm):
    """A new person, with their first password."""

    class Meta:
        model = User
        fields = ("email", "display_name")


class PersonChangeForm(OneSpelling, UserChangeForm):
    """A person's fields."""

    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People. They are deactivated, not deleted: their name stays in the history of what they did."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    ordering = ("email",)
    list_display = ("email", "display_name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "display_name")
    readonly_fields = ("date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "display_name", "password")}),
        (_("Settings"), {"fields": ("time_zone", "language", "week_start", "theme", "shortcuts", "is_visible")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "display_name", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes an account here: clear “active” instead, so that its history keeps a name."""
        return False


class LookOnlyAdmin(admin.ModelAdmin):
    """Shows rows and changes none."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here: the pages do, and keep the history."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes rows here: the pages do, and keep the history."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes rows here: the pages do, and keep the history."""
        return False


@admin.register(Project)
class ProjectAdmin(LookOnlyAdmin):
    """Projects, archived and deleted ones included."""

    list_display = ("id", "title", "owner", "visibility", "progress", "archived_at", "deleted_at", "updated_at")
    list_filter = ("visibility", "archived_at", "deleted_at")
    list_select_related = ("owner",)
    search_fields = ("title", "owner__email")


@admin.register(Membership)
class MembershipAdmin(LookOnlyAdmin):
    """Who takes part where."""

    list_display = ("project", "user", "role", "raised_from", "created_at")
    list_filter = ("role",)
    list_select_related = ("project", "user")
    search_fields = ("user__email", "project__title")


@admin.register(Column)
class ColumnAdmin(LookOnlyAdmin):
    """The columns of all boards."""

    list_display = ("project", "name", "status", "wip_limit")
    list_filter = ("status",)
    list_select_related = ("project",)
    search_fields = ("name", "project__title")


@admin.register(Tag)
class TagAdmin(LookOnlyAdmin):
    """The tags of all projects."""

    list_display = ("project", "name", "colour")
    list_select_related = ("project",)
    search_fields = ("name", "project__title")


@admin.register(Task)
class TaskAdmin(LookOnlyAdmin):
    """The cards of all boards, archived and deleted ones included."""

    list_display = ("project", "number", "title", "column", "assignee", "due_date", "archived_at", "deleted_at")
    list_filter = ("completed_at", "archived_at", "deleted_at")
    list_select_related = ("project", "column", "assignee")
    search_fields = ("title", "project__title")


@admin.register(Activity)
class ActivityAdmin(LookOnlyAdmin):
    """The history of everything. What comments said is told by the comments alone, as long as there are any."""

    exclude = ("changes",)
    readonly_fields = ("told_changes",)
    list_display = ("created_at", "project", "task", "actor", "means", "kind")
    list_filter = ("means", "kind")
    list_select_related = ("project", "task", "actor")
    search_fields = ("project__title", "actor__email")

    @admin.display(description=_("changes"))
    def told_changes(self, activity: Activity) -> str:
        """Each field before and after, as programs are told."""
        return json.dumps(history_records.told_changes(activity), ensure_ascii=False, indent=2)
