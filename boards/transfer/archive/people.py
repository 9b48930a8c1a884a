"""The people of an archive: who they are here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from boards.models import User
from boards.rules.addresses import in_small_letters
from boards.rules.text import NAME_LIMIT
from boards.transfer.archive import reading, values
from boards.transfer.archive.tables import PEOPLE
from boards.transfer.batches import batches
from boards.transfer.files import Archive

# More people than a site has hardly take part in one project; each costs memory.
MOST_PEOPLE = 100_000


class Person:
    """Somebody of the archive: the account here, and the name there."""

    __slots__ = ("name", "pk")

    def __init__(self, pk: int | None, name: str) -> None:
        self.pk, self.name = pk, name


def told(archive: Archive) -> Iterator[tuple[int, str, str]]:
    """Everybody by their number, with their name and their address, if there is one."""
    for place, row in enumerate(reading.lines(archive, PEOPLE), start=1):
        try:
            name = values.text(row.get("name", ""), NAME_LIMIT)
        except values.Wrong:
            raise reading.wrong(PEOPLE, place, "name") from None
        if row.get("id") != place or place > MOST_PEOPLE:
            raise reading.wrong(PEOPLE, place, "id")
        yield place, name, in_small_letters(reading.address(row.get("email", "")))


def found(archive: Archive, chosen: Mapping[int, int] | None) -> Iterator[tuple[int, Person]]:
    """Everybody by their number, with their account here: the one that is chosen, or else that has their address; a
    query for each thousand."""
    for some in batches(told(archive), 1_000):
        here = _by_address({address for _place, _name, address in some}) if chosen is None else {}
        for place, name, address in some:
            yield place, Person(here.get(address) if chosen is None else chosen.get(place), name)


def _by_address(addresses: set[str]) -> Mapping[str, int]:
    accounts = User.objects.filter(email__in=addresses - {""}, left_at=None)
    return dict(accounts.values_list("email", "pk"))
