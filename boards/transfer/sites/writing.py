"""Making the file of a site: project by project, row by row, all as of one moment."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from django.db.models import F
from django.utils import timezone

from boards.models import (
    Group,
    GroupRole,
    Import,
    ImportState,
    Membership,
    NotificationPreference,
    NotificationSettings,
    Project,
    TaskLink,
    User,
)
from boards.transfer import archive as archives
from boards.transfer.archive.numbers import Numbers
from boards.transfer.archive.writing import CHUNK, PACKING
from boards.transfer.sites.contents import (
    FORMAT,
    GROUPS,
    HEAD,
    LINKS,
    PEOPLE,
    PREFERENCES,
    PROJECTS,
    VERSION,
    Head,
    Row,
    entry,
    mark_of,
    project_entry,
    settings_here,
)
from boards.transfer.snapshots import snapshot
from boardsite import __version__

Tell = Callable[[str], None]


def write(file: IO[bytes], tell: Tell = lambda title: None) -> Head:
    """Write the whole site into an open file; `tell` gets the title of each project that is through.

    People who have deleted their accounts, and what lies in the bin, stay here.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKING) as made, snapshot():
        return _Writer(made, tell).write()


class _Writer:
    def __init__(self, made: zipfile.ZipFile, tell: Tell) -> None:
        self.made, self.tell = made, tell
        self.people, self.groups, self.projects = Numbers(), Numbers(), Numbers()

    def write(self) -> Head:
        rows = {
            PEOPLE: self._lines(PEOPLE, self._people()),
            GROUPS: self._lines(GROUPS, self._groups()),
            # One entry of a zip is written at a time: what is said of projects comes after them.
            PROJECTS: self._lines(PROJECTS, list(self._projects())),
            LINKS: self._lines(LINKS, self._links()),
        }
        head: Head = {
            "format": FORMAT,
            "version": VERSION,
            "release": __version__,
            "made_at": timezone.now().isoformat(),
            "settings": settings_here(),
            "rows": rows,
        }
        self.made.writestr(HEAD, json.dumps(head, ensure_ascii=False, indent=1))
        return head

    def _lines(self, name: str, rows: Iterable[Row]) -> int:
        count = 0
        with self.made.open(entry(name), "w", force_zip64=True) as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                count += 1
        return count

    def _people(self) -> Iterator[Row]:
        """Everybody who has an account, with what they have chosen; nothing that opens it."""
        verified = User.objects.filter(left_at=None, emailaddress__verified=True, emailaddress__email=F("email"))
        confirmed = set(verified.values_list("pk", flat=True))
        wishes = NotificationPreference.objects.order_by("pk")
        digests = {each.user_id: each for each in NotificationSettings.objects.all()}
        chosen: dict[int, list[Row]] = {}
        for each in wishes.iterator(CHUNK):
            row = {"reason": each.reason, "in_inbox": each.in_inbox, "by_email": each.by_email}
            chosen.setdefault(each.user_id, []).append(row)
        for user in User.objects.filter(left_at=None).order_by("pk").iterator(CHUNK):
            row = {"id": self.people.add(user.pk), "email": user.email, "name": user.display_name}
            row |= {name: getattr(user, name) for name in PREFERENCES}
            row |= {
                "is_active": user.is_active,
                "is_administrator": user.is_staff,
                "is_confirmed": user.pk in confirmed,
            }
            row |= {"joined_at": user.date_joined.isoformat(), "notifications": chosen.get(user.pk, [])}
            digest = digests.get(user.pk)
            if digest:
                row["digest"] = {"hour": digest.digest_hour, "weekdays": digest.digest_weekdays}
            yield row

    def _groups(self) -> Iterator[Row]:
        for group in Group.objects.order_by("pk").iterator(CHUNK):
            people = group.places.order_by("user").values_list("user", flat=True)
            yield {
                "id": self.groups.add(group.pk),
                "name": group.name,
                "is_offered": group.is_offered,
                "issuer": group.issuer,
                "claim": group.claim,
                "people": [number for number in map(self.people.number, people) if number],
            }

    def _projects(self) -> Iterator[Row]:
        for project in Project.objects.alive().order_by("pk").iterator(CHUNK):
            number = self.projects.add(project.pk)
            # The archive is packed already.
            with self.made.open(zipfile.ZipInfo(project_entry(number)), "w", force_zip64=True) as file:
                head = archives.write(project.pk, file)
            self.tell(project.title)
            yield {
                "id": number,
                "title": project.title,
                "owner": self.people.number(project.owner_id),
                "marks": _marks(project),
                "rows": head["rows"],
                "groups": self._roles_of_groups(project),
                "raised": self._raised(project),
            }

    def _roles_of_groups(self, project: Project) -> list[Row]:
        given = GroupRole.objects.filter(project=project).order_by("pk")
        return [{"group": self.groups.number(each.group_id), "role": each.role} for each in given]

    def _raised(self, project: Project) -> list[Row]:
        """Those who are more than they would be without their groups, and what that is."""
        rows = Membership.objects.filter(project=project).exclude(raised_from="").order_by("pk")
        return [{"person": self.people.number(each.user_id), "from": each.raised_from} for each in rows]

    def _links(self) -> Iterator[Row]:
        """Those between tasks of two projects, which neither archive has. A task is named by project and number."""
        links = TaskLink.objects.exclude(first__project=F("second__project")).select_related("first", "second")
        for link in links.order_by("pk").iterator(CHUNK):
            ends = [(self.projects.number(each.project_id), each.number) for each in (link.first, link.second)]
            if all(project for project, _number in ends):
                yield {
                    "first": ends[0],
                    "second": ends[1],
                    "kind": link.kind,
                    "created_by": self.people.number(link.created_by_id or 0),
                    "created_at": link.created_at.isoformat(),
                }


def _marks(project: Project) -> list[str]:
    """Its own, and those of what it was on sites before."""
    before = Import.objects.filter(project=project, format=FORMAT, state=ImportState.DONE).order_by("pk")
    return [mark_of(project), *before.values_list("sha256", flat=True)]
