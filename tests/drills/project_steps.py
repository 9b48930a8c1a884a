"""Each kind of change of columns, of who takes part, and of projects, made by one page and seen on another."""

from boards.models import Kind, Project
from tests.drills.watching import is_gone, is_shown
from tests.factories import make_group, make_project, make_user


def column_created(world):
    name = world.fresh("Column")
    made = world.api("POST", f"projects/{world.project.pk}/columns/", name=name, status="in_progress")
    world.timed(Kind.COLUMN_CREATED, made, is_shown(".column", name))


def last_made(world):
    return world.project.columns.exclude(pk__in=[each.pk for each in world.columns]).get()


def column_updated(world):
    name = world.fresh("Renamed column")
    world.timed(
        Kind.COLUMN_UPDATED, world.api("PATCH", f"columns/{last_made(world).pk}", name=name), is_shown(".column", name)
    )


def column_moved(world):
    pk = last_made(world).pk
    first = f"document.querySelector('.column').id === 'column-{pk}'"
    world.timed(Kind.COLUMN_MOVED, world.api("PATCH", f"columns/{pk}", after=None), first)


def column_deleted(world):
    pk = last_made(world).pk
    world.timed(Kind.COLUMN_DELETED, world.api("DELETE", f"columns/{pk}"), is_gone(f"#column-{pk}"))


def member_added(world):
    world.newcomer = make_user(name=f"newcomer{world.fresh('')}".replace(" ", ""))
    # Who shares no project with somebody can only be invited.
    shared = {world.newcomer: "viewer", world.there.user: "viewer"}
    make_project(owner=world.here.user, title="Shared", roles=shared)
    values = {"email": world.newcomer.email, "role": "member"}
    shown = is_shown("#filter-assignee label", world.newcomer.display_name)
    world.timed(Kind.MEMBER_ADDED, world.api("POST", f"projects/{world.project.pk}/members/", **values), shown)


def member_changed(world):
    path = f"projects/{world.project.pk}/members/{world.there.user.pk}"
    for role, can in (("viewer", "no"), ("member", "yes")):
        world.timed(
            Kind.MEMBER_CHANGED, world.api("PATCH", path, role=role), is_shown(f"#board[data-can-edit='{can}']")
        )


def group_added(world):
    group = make_group(name=world.fresh("Group"), people=[make_user(name=f"grouped{world.fresh('')}".replace(" ", ""))])
    world.grouped = group
    shown = is_shown("#filter-assignee label", group.places.get().user.display_name)
    path = f"projects/{world.project.pk}/groups/"
    world.timed(Kind.GROUP_ADDED, world.api("POST", path, group=group.pk, role="member"), shown)


def group_changed(world):
    """Who may only look is offered to nobody as an assignee."""
    path, name = f"projects/{world.project.pk}/groups/{world.grouped.pk}", world.grouped.places.get().user.display_name
    for role, shown in (("viewer", is_gone), ("member", is_shown)):
        change = world.api("PATCH", path, role=role)
        world.timed(Kind.GROUP_CHANGED, change, shown("#filter-assignee label", name))


def group_removed(world):
    gone = is_gone("#filter-assignee label", world.grouped.places.get().user.display_name)
    path = f"projects/{world.project.pk}/groups/{world.grouped.pk}"
    world.timed(Kind.GROUP_REMOVED, world.api("DELETE", path), gone)


def member_removed(world):
    path = f"projects/{world.project.pk}/members/"
    gone = is_gone("#filter-assignee label", world.newcomer.display_name)
    world.timed(Kind.MEMBER_REMOVED, world.api("DELETE", f"{path}{world.newcomer.pk}"), gone)
    said = is_shown("#live-note", "see this any more")
    world.timed(Kind.MEMBER_REMOVED, world.api("DELETE", f"{path}{world.there.user.pk}"), said)
    world.api("POST", path, email=world.there.user.email, role="member")()
    world.there.open(world.project)


def project_updated(world):
    title = world.fresh("Project")
    world.timed(
        Kind.PROJECT_UPDATED,
        world.api("PATCH", f"projects/{world.project.pk}", title=title),
        is_shown(".project-title", title),
    )


def project_archived(world):
    path = f"projects/{world.project.pk}"
    world.timed(Kind.PROJECT_ARCHIVED, world.api("POST", f"{path}/archive"), is_shown("#board-notice", "archived"))
    world.timed(Kind.PROJECT_RESTORED, world.api("POST", f"{path}/restore"), is_shown(".quick-add"))


def project_transferred(world):
    path, can = f"/api/v1/projects/{world.project.pk}/", "#board[data-can-edit-columns='yes']"
    world.timed(Kind.PROJECT_TRANSFERRED, lambda: hand_over(world, world.here, world.there), is_shown(can))
    hand_over(world, world.there, world.here)
    world.here.send("PATCH", f"{path}members/{world.there.user.pk}", {"role": "member"})
    world.there.page.locator("#board[data-can-edit-columns='no']").wait_for()


def hand_over(world, giver, taker):
    """Offered and accepted; what it takes is counted from the acceptance."""
    path = f"/api/v1/projects/{world.project.pk}/"
    giver.send("POST", f"{path}transfer", {"to": taker.user.pk})
    taker.send("POST", f"{path}offer/accept", {})
    world.here.page.evaluate("begun => { window.begun = begun }", taker.page.evaluate("window.begun"))


def project_created(world):
    title = world.fresh("New project")
    made = world.api("POST", "projects/", title=title, visibility="personal")
    world.timed(Kind.PROJECT_CREATED, made, is_shown(".grid-cards", title), where=world.home)
    world.other = Project.objects.get(title=title)


def project_deleted(world):
    world.api("POST", f"projects/{world.other.pk}/members/", email=world.there.user.email, role="viewer")()
    world.there.open(world.other)
    said = is_shown("#live-note", "see this any more")
    world.timed(Kind.PROJECT_DELETED, world.api("DELETE", f"projects/{world.other.pk}"), said)
    world.there.open(world.project)
