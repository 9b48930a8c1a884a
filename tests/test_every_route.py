"""Every route by every person: what each is answered. A route without a row fails.

Columns: owner, admin, member, viewer, outsider, site administrator, nobody (not signed in).
"""

import pytest
from django.urls import get_resolver

from boards.models import Project
from tests.factories import made_for_all
from tests.routes import address, answers, build_world, routes, walk

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

EVERYBODY = "200 200 200 200 200 200 200"
SIGNED_IN = "200 200 200 200 200 200 302"
BY_STAFF = "403 403 403 403 403 200 302"
# (visible to those with a role; a public project makes everybody else a viewer)
VIEWING = {"personal": "200 200 200 200 404 200 302", "public": "200 200 200 200 200 200 302"}
BY_MEMBERS = {"personal": "200 200 200 403 404 200 302", "public": "200 200 200 403 403 200 302"}
BY_ADMINS = {"personal": "200 200 403 403 404 200 302", "public": "200 200 403 403 403 200 302"}


def posted(table: dict[str, str], status: int = 303) -> dict[str, str]:
    """The same table for a POST that succeeds with another status."""
    return {visibility: row.replace("200", str(status)) for visibility, row in table.items()}


def typed(table: dict[str, str] | str) -> dict[str, str] | str:
    """The same table for a POST with a text, which a stranger gets back."""
    if isinstance(table, str):
        return f"{table[:-3]}403"
    return {visibility: f"{row[:-3]}403" for visibility, row in table.items()}


BY_OWNER = {"personal": "200 403 403 403 404 403 302", "public": "200 403 403 403 403 403 302"}
# Anyone with a membership may leave; the owner and a site administrator have none.
LEAVING = {"personal": "403 200 200 200 404 403 302", "public": "403 200 200 200 403 403 302"}

# route name: (method, data, expected). Data may name what the world below holds, in braces.
ROUTES: dict[str, tuple[str, dict[str, str], dict[str, str] | str]] = {
    "home": ("GET", {}, EVERYBODY),
    "healthz": ("GET", {}, EVERYBODY),
    "readyz": ("GET", {}, EVERYBODY),
    # Everybody here comes from a loopback address, which is an operator's.
    "metrics": ("GET", {}, EVERYBODY),
    "task-list": ("GET", {}, SIGNED_IN),
    "project-list": ("GET", {}, SIGNED_IN),
    "profile": ("GET", {}, SIGNED_IN),
    "devices": ("GET", {}, SIGNED_IN),
    "devices-end": ("POST", {}, "303 303 303 303 303 303 302"),
    # The device is the owner's own.
    "device-end": ("POST", {}, "303 404 404 404 404 404 302"),
    "account-data": ("GET", {}, SIGNED_IN),
    "account-download": ("GET", {}, SIGNED_IN),
    "account-download-files": ("GET", {}, SIGNED_IN),
    # Who has not shown anew who they are is asked to.
    "account-delete": ("GET", {}, "302 302 302 302 302 302 302"),
    "group-list": ("GET", {}, BY_STAFF),
    "group-create": ("POST", {"name": "New"}, BY_STAFF.replace("200 302", "303 403")),
    "group": ("GET", {}, BY_STAFF),
    "group-edit": ("POST", {"name": "New"}, BY_STAFF.replace("200 302", "303 403")),
    "group-delete": ("POST", {}, BY_STAFF.replace("200", "303")),
    "group-people-add": ("POST", {"addresses": "member@example.com"}, BY_STAFF.replace("200 302", "303 403")),
    "group-person-remove": ("POST", {}, BY_STAFF.replace("200", "303")),
    "people-list": ("GET", {}, BY_STAFF),
    "person-create": (
        "POST",
        {"display_name": "New", "email": "new@example.com"},
        typed(BY_STAFF.replace("200", "303")),
    ),
    "person": ("GET", {}, BY_STAFF),
    "person-link": ("POST", {}, BY_STAFF.replace("200", "201")),
    "person-deactivate": ("POST", {}, BY_STAFF.replace("200", "303")),
    "person-activate": ("POST", {}, BY_STAFF.replace("200", "303")),
    "person-promote": ("POST", {}, BY_STAFF.replace("200", "303")),
    "person-demote": ("POST", {}, BY_STAFF.replace("200", "303")),
    "person-hand-on": ("GET", {}, BY_STAFF),
    "person-reset-factors": ("POST", {}, BY_STAFF.replace("200", "303")),
    "project-export": ("GET", {}, VIEWING),
    "project-export-file": ("GET", {"format": "csv"}, VIEWING),
    "import": ("GET", {}, SIGNED_IN),
    "project-import": ("GET", {}, BY_ADMINS),
    # The import is the owner's own, and has come to its end.
    "import-one": ("GET", {}, "200 404 404 404 404 404 302"),
    "import-again": ("POST", {}, "409 404 404 404 404 404 302"),
    "import-cancel": ("POST", {}, "409 404 404 404 404 404 302"),
    "import-undo": ("POST", {}, "409 404 404 404 404 404 302"),
    "job-list": ("GET", {}, BY_STAFF),
    "jobs-retry": ("POST", {}, BY_STAFF.replace("200", "303")),
    "job-retry": ("POST", {}, BY_STAFF.replace("200", "303")),
    "site-export": ("GET", {}, BY_STAFF),
    "keys": ("GET", {}, SIGNED_IN),
    # The key is the owner's own.
    "key-revoke": ("POST", {}, "303 404 404 404 404 404 302"),
    # A secret that nobody has made.
    "calendar": ("GET", {}, "404 404 404 404 404 404 404"),
    "calendar-feeds": ("GET", {}, SIGNED_IN),
    "project-calendars": ("POST", {"name": "Phone", "shows": "events"}, typed(posted(VIEWING, 201))),
    # The link is the owner's own.
    "calendar-revoke": ("POST", {}, "303 404 404 404 404 404 302"),
    "theme": ("POST", {"theme": "dark"}, "303 303 303 303 303 303 302"),
    "project-create": ("POST", {"title": "New", "visibility": "personal"}, typed("303 303 303 303 303 303 302")),
    "board": ("GET", {}, VIEWING),
    "column-cards": ("GET", {}, VIEWING),
    "board-changes": ("GET", {}, VIEWING),
    "board-here": ("GET", {}, VIEWING),
    "task-changes": ("GET", {}, VIEWING),
    "project-tasks": ("GET", {}, VIEWING),
    "project-about": ("GET", {}, VIEWING),
    "project-activity": ("GET", {}, VIEWING),
    "project-report": ("GET", {}, VIEWING),
    "board-print": ("GET", {}, VIEWING),
    "list-print": ("GET", {}, VIEWING),
    "print-head": ("GET", {}, VIEWING),
    # It is being made.
    "project-report-pdf": ("GET", {}, posted(VIEWING, 202)),
    "project-report-csv": ("GET", {}, VIEWING),
    "report-remember": ("POST", {"until": "2026-01-01T00:00:00Z"}, posted(VIEWING)),
    "report-definitions": ("GET", {}, SIGNED_IN),
    "portfolio": ("GET", {}, SIGNED_IN),
    "project-settings": ("GET", {}, BY_MEMBERS),
    "project-archive": ("POST", {}, posted(BY_ADMINS)),
    "project-restore": ("POST", {}, posted(BY_ADMINS)),
    "project-delete": ("POST", {"title": "Launch"}, typed(posted(BY_OWNER))),
    "project-transfer": ("POST", {"to": "{member}"}, posted(BY_OWNER)),
    # The owner has offered it to the member.
    "offer": ("GET", {}, "200 404 200 404 404 404 302"),
    "offer-accept": ("POST", {}, "403 404 303 404 404 404 302"),
    "offer-end": ("POST", {}, "303 404 303 404 404 404 302"),
    "project-links": ("GET", {}, BY_ADMINS),
    "project-link-revoke": ("POST", {}, posted(BY_ADMINS)),
    # A link that nobody has made.
    "shared-board": ("GET", {}, "404 404 404 404 404 404 404"),
    "project-leave": ("GET", {}, LEAVING),
    "column-create": ("POST", {"name": "Review", "status": "in_progress"}, typed(posted(BY_ADMINS))),
    "column-edit": ("POST", {"name": "Other", "status": "pending"}, typed(posted(BY_ADMINS))),
    "column-move": ("POST", {"after": "{other_column}"}, posted(BY_ADMINS)),
    "column-delete": ("GET", {}, BY_ADMINS),
    "tag-create": ("POST", {"name": "fresh", "colour": "1"}, typed(posted(BY_MEMBERS))),
    "tag-edit": ("POST", {"name": "other", "colour": "1"}, typed(posted(BY_MEMBERS))),
    "tag-merge": ("POST", {"into": "{other_tag}"}, posted(BY_MEMBERS)),
    "tag-delete": ("POST", {}, posted(BY_MEMBERS)),
    # Nobody but the site administrator knows the person: the others invite, and are shown the link.
    "member-add": (
        "POST",
        {"email": "fresh@example.com", "role": "viewer"},
        {name: row.replace("200 302", "303 302").replace("200", "201") for name, row in BY_ADMINS.items()},
    ),
    "invitation-resend": ("POST", {}, posted(BY_ADMINS, 201)),
    "invitation-withdraw": ("POST", {}, posted(BY_ADMINS)),
    # The person takes part: nothing of theirs is left behind.
    "member-hand-on": (
        "POST",
        {},
        {"personal": "404 404 403 403 404 404 302", "public": "404 404 403 403 403 404 302"},
    ),
    "project-group-add": ("POST", {"group": "{other_group}", "role": "viewer"}, posted(BY_ADMINS)),
    "project-group-edit": ("POST", {"role": "viewer"}, posted(BY_ADMINS)),
    "project-group-remove": ("POST", {}, posted(BY_ADMINS)),
    "member-edit": ("POST", {"role": "viewer"}, posted(BY_ADMINS)),
    "member-remove": ("POST", {}, posted(BY_ADMINS)),
    "task": ("GET", {}, VIEWING),
    # Without htmx it leads to the task.
    "task-comments": ("POST", {"text": "Fine"}, typed(posted(BY_MEMBERS))),
    # Without htmx it leads to the task.
    "task-checklists": ("POST", {"title": "Steps"}, typed(posted(BY_MEMBERS))),
    "task-box": ("POST", {"box": "0-yes"}, posted(BY_MEMBERS)),
    "comment-box": ("POST", {"box": "0-yes"}, posted(BY_MEMBERS)),
    "task-item": ("POST", {"into": "{other_number}"}, posted(BY_MEMBERS)),
    "checklist-edit": ("POST", {"title": "Other"}, typed(posted(BY_MEMBERS))),
    "checklist-move": ("POST", {"step": "up"}, posted(BY_MEMBERS, 409)),
    "checklist-delete": ("POST", {}, posted(BY_MEMBERS)),
    "checklist-items": ("POST", {"lines": "One"}, typed(posted(BY_MEMBERS))),
    "item-edit": ("GET", {}, BY_MEMBERS),
    "item-tick": ("POST", {"done": "yes"}, posted(BY_MEMBERS)),
    "item-move": ("POST", {"step": "end"}, posted(BY_MEMBERS)),
    "item-delete": ("POST", {}, posted(BY_MEMBERS)),
    "item-task": ("POST", {}, posted(BY_MEMBERS)),
    "task-links": ("POST", {"relation": "relates", "task": "{unlinked}"}, posted(BY_MEMBERS)),
    "task-link-remove": ("POST", {}, posted(BY_MEMBERS)),
    # The comment is the owner's own.
    "comment-edit": (
        "POST",
        {"text": "Better"},
        {"personal": "303 403 403 403 404 403 403", "public": "303 403 403 403 403 403 403"},
    ),
    "comment-delete": ("POST", {}, posted(BY_ADMINS)),
    "comment-react": ("POST", {"add": "heart"}, posted(BY_MEMBERS)),
    "comment-quote": ("POST", {"text": ""}, BY_MEMBERS),
    # There is no file in it.
    "task-attachments": ("POST", {}, posted(BY_MEMBERS, 422)),
    "attachment": ("GET", {}, VIEWING),
    "attachment-inline": ("GET", {}, VIEWING),
    "attachment-view": ("GET", {}, VIEWING),
    # The file is no picture.
    "attachment-thumbnail": ("GET", {}, {name: row.replace("200", "404") for name, row in VIEWING.items()}),
    # Without htmx it leads to the task.
    "attachment-row": ("GET", {}, posted(VIEWING)),
    "attachment-rename": ("POST", {"name": "Plan.txt"}, typed(posted(BY_MEMBERS))),
    "attachment-cover": ("POST", {"on": "1"}, posted(BY_MEMBERS, 422)),
    "task-web-links": ("POST", {"url": "https://example.com/other"}, posted(BY_MEMBERS)),
    "web-link-edit": ("POST", {"url": "https://example.com/new", "title": ""}, posted(BY_MEMBERS)),
    "web-link-delete": ("POST", {}, posted(BY_MEMBERS)),
    "attachment-delete": ("POST", {}, posted(BY_MEMBERS)),
    # Without htmx they lead to the task.
    "task-title": ("POST", {"title": "New"}, typed(posted(BY_MEMBERS))),
    "task-priority": ("POST", {"priority": "3"}, posted(BY_MEMBERS)),
    "task-assignee": ("POST", {"assignee": "{member}"}, posted(BY_MEMBERS)),
    "task-other_assignees": ("POST", {"other_assignees": "{member}"}, posted(BY_MEMBERS)),
    "task-due_date": ("POST", {"due_date": "2031-05-06"}, posted(BY_MEMBERS)),
    "task-tags": ("POST", {"tags": "new"}, typed(posted(BY_MEMBERS))),
    "task-column": ("POST", {"column": "{other_column}"}, posted(BY_MEMBERS)),
    "task-create": ("POST", {"title": "New"}, typed(posted(BY_MEMBERS))),
    "quick-add-understood": ("POST", {"title": "New #copy"}, typed(BY_MEMBERS)),
    "task-edit": ("POST", {"title": "New"}, typed(posted(BY_MEMBERS))),
    "task-move": ("POST", {"column": "{other_column}"}, posted(BY_MEMBERS)),
    "task-complete": ("POST", {}, posted(BY_MEMBERS)),
    "task-reopen": ("POST", {}, posted(BY_MEMBERS)),
    "task-archive": ("POST", {}, posted(BY_MEMBERS)),
    "task-restore": ("POST", {}, posted(BY_MEMBERS)),
    "task-delete": ("POST", {}, posted(BY_MEMBERS)),
    "task-history": ("GET", {}, VIEWING),
    "task-print": ("GET", {}, VIEWING),
    "task-stream": ("POST", {"stream": "one"}, posted(VIEWING)),
    "activity-change": ("GET", {}, VIEWING),
    # The change renamed the task.
    "activity-restore": ("POST", {"field": "title"}, posted(BY_MEMBERS)),
    # The change was the owner's own.
    "activity-undo": (
        "POST",
        {},
        {"personal": "303 403 403 403 404 403 302", "public": "303 403 403 403 403 403 302"},
    ),
    "project-webhooks": ("GET", {}, BY_ADMINS),
    "project-webhook-create": (
        "POST",
        {"name": "New", "address": "https://example.com/", "format": "slack", "scope": "all"},
        typed(posted(BY_ADMINS, 201)),
    ),
    "webhooks": ("GET", {}, BY_STAFF),
    "webhook-create": (
        "POST",
        {"name": "New", "address": "https://example.com/", "format": "standard", "scope": "all"},
        typed(BY_STAFF.replace("200", "201")),
    ),
    "webhook": ("GET", {}, BY_ADMINS),
    "webhook-edit": (
        "POST",
        {"name": "New", "address": "https://example.com/", "format": "teams", "scope": "some", "events": "task.moved"},
        typed(posted(BY_ADMINS)),
    ),
    "webhook-rotate": ("POST", {}, posted(BY_ADMINS, 201)),
    "webhook-switch": ("POST", {"on": "0"}, posted(BY_ADMINS)),
    "webhook-test": ("POST", {}, posted(BY_ADMINS)),
    "webhook-delete": ("POST", {}, posted(BY_ADMINS)),
    "delivery": ("GET", {}, BY_ADMINS),
    "delivery-retry": ("POST", {}, posted(BY_ADMINS)),
    "inbox": ("GET", {}, SIGNED_IN),
    # By hand it leads to the inbox.
    "inbox-count": ("GET", {}, "303 303 303 303 303 303 302"),
    "inbox-all": ("POST", {"do": "read"}, "303 303 303 303 303 303 302"),
    "inbox-undo": ("POST", {}, "409 409 409 409 409 409 302"),
    # What the owner is told is nobody else's.
    "inbox-open": ("GET", {}, "302 404 404 404 404 404 302"),
    "inbox-read": ("POST", {}, "303 404 404 404 404 404 302"),
    "inbox-archive": ("POST", {}, "303 404 404 404 404 404 302"),
    "inbox-restore": ("POST", {}, "303 404 404 404 404 404 302"),
    "inbox-snooze": ("POST", {}, "303 404 404 404 404 404 302"),
    "task-watch": ("POST", {"choice": "watch"}, posted(VIEWING)),
    "task-watchers": ("POST", {"add": "{member}"}, posted(BY_MEMBERS)),
    "project-watch": ("POST", {"choice": "mute"}, posted(VIEWING)),
    "notification-preferences": ("GET", {}, SIGNED_IN),
    "text-preview": ("POST", {"description": ""}, SIGNED_IN),
    "api-documents": ("GET", {}, EVERYBODY),
    "documents": ("GET", {}, "302 302 302 302 302 302 302"),
    "api-nowhere": ("GET", {}, "404 404 404 404 404 404 404"),
    "account_login": ("GET", {}, "302 302 302 302 302 302 200"),
    "account_signup": ("GET", {}, "302 302 302 302 302 302 200"),
    "account_logout": ("GET", {}, SIGNED_IN),
    "account_inactive": ("GET", {}, EVERYBODY),
    "account_reauthenticate": ("GET", {}, SIGNED_IN),
    "account_email": ("GET", {}, SIGNED_IN),
    "account_email_verification_sent": ("GET", {}, EVERYBODY),
    "account_change_password": ("GET", {}, SIGNED_IN),
    "account_set_password": ("GET", {}, "302 302 302 302 302 302 302"),
    "account_reset_password": ("GET", {}, EVERYBODY),
    "account_reset_password_done": ("GET", {}, EVERYBODY),
    "account_reset_password_from_key": ("GET", {}, EVERYBODY),
    "account_reset_password_from_key_done": ("GET", {}, EVERYBODY),
    "account_confirm_login_code": ("GET", {}, "302 302 302 302 302 302 302"),
    "account_confirm_email": ("GET", {}, EVERYBODY),
    "mfa_index": ("GET", {}, SIGNED_IN),
    "mfa_authenticate": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_reauthenticate": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_activate_totp": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_deactivate_totp": ("GET", {}, "404 404 404 404 404 404 302"),
    "mfa_view_recovery_codes": ("GET", {}, "404 404 404 404 404 404 302"),
    "mfa_generate_recovery_codes": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_download_recovery_codes": ("GET", {}, "404 404 404 404 404 404 302"),
    "mfa_login_webauthn": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_list_webauthn": ("GET", {}, SIGNED_IN),
    "mfa_add_webauthn": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_remove_webauthn": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_edit_webauthn": ("GET", {}, "302 302 302 302 302 302 302"),
    "mfa_reauthenticate_webauthn": ("GET", {}, "302 302 302 302 302 302 302"),
    # No provider is configured here: their addresses are not there.
    "openid_connect_login": ("GET", {}, "404 404 404 404 404 404 404"),
    "openid_connect_callback": ("GET", {}, "404 404 404 404 404 404 404"),
    "socialaccount_connections": ("GET", {}, SIGNED_IN),
    "socialaccount_login_cancelled": ("GET", {}, EVERYBODY),
    "socialaccount_login_error": ("GET", {}, "401 401 401 401 401 401 401"),
    "socialaccount_signup": ("GET", {}, "302 302 302 302 302 302 302"),
    "oidc-check": ("GET", {}, "403 403 403 403 403 200 302"),
    # A link that nobody has signed.
    "invitation": ("GET", {}, "403 403 403 403 403 403 403"),
    # Nobody has opened one.
    "joining": ("GET", {}, "404 404 404 404 404 404 404"),
    "joining-switch": ("POST", {}, "303 303 303 303 303 303 303"),
}
# Without a session; the token of nobody's mail, and what asks for POST.
ROUTES |= {
    "unsubscribe": ("GET", {}, "404 404 404 404 404 404 404"),
    "subscribe": ("POST", {}, "404 404 404 404 404 404 404"),
    "test-mail": ("POST", {}, "303 303 303 303 303 303 302"),
    "withdraw-links": ("POST", {}, "303 303 303 303 303 303 302"),
}
ADMIN = "302 302 302 302 302 200 302"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with made_for_all(django_db_blocker, build_world) as made:
        yield made


def test_every_route_has_a_row_and_every_row_a_route():
    assert set(routes()) == set(ROUTES)


# What is the same for both is asked for beside a public project, of which more people see something.
CASES = [
    (name, visibility)
    for name, (_method, _data, expected) in ROUTES.items()
    for visibility in (("public",) if isinstance(expected, str) else expected)
]


@pytest.mark.parametrize(("name", "visibility"), CASES)
def test_route_answers_each_person_as_it_should(world, db, name, visibility):
    Project.objects.filter(pk=world["project"].pk).update(visibility=visibility)
    method, data, expected = ROUTES[name]
    wanted = expected if isinstance(expected, str) else expected[visibility]
    assert answers(world, address(routes()[name], world["ids"]), method, data) == wanted


@pytest.mark.parametrize("path", ["/admin/", "/admin/boards/project/", "/admin/boards/user/"])
def test_site_administration_is_for_site_administrators(world, db, path):
    assert answers(world, path, "GET", {}) == ADMIN


def test_every_page_of_the_administration_sends_others_away(world, db):
    paths = {path for _name, path in walk(get_resolver().url_patterns) if path.startswith("admin/") and "<" not in path}
    outside = {"admin/login/", "admin/logout/"}
    for path in sorted(paths - outside):
        assert answers(world, f"/{path}", "GET", {})[:-8].split()[:5] == ["302"] * 5, path


ADMINISTRATION = ("/admin/", "/admin/boards/user/", "/admin/boards/project/", "/admin/jsi18n/", "/admin/nowhere/")


@pytest.mark.parametrize("person", [0, -2])
@pytest.mark.parametrize("part", range(3))
def test_nobody_else_keeps_what_a_person_is_shown_and_the_person_asks_each_time(world, db, person, part):
    """In parts, which several processes share."""
    browser, kept = world["browsers"][person], {}
    asked = [(address(routes()[name], world["ids"]), method, data) for name, (method, data, _row) in ROUTES.items()]
    asked += [(path, "GET", {}) for path in (*ADMINISTRATION, "/nowhere/", "/api/v1/projects", "/projects")]
    for path, method, data in asked[part::3]:
        filled = {name: value.format(**world["ids"]) for name, value in data.items()}
        told = browser.answer(method, path, filled).headers.get("Cache-Control", "")
        if not {"private", "no-cache"} <= set(told.split(", ")) and "no-store" not in told:
            kept[path] = told
    assert kept == {}


def test_unknown_paths_are_404_for_everybody(world, db):
    assert answers(world, "/nowhere/", "GET", {}) == "404 404 404 404 404 404 404"
