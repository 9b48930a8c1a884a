"""Who has an account at the provider: address, name, whether the address is confirmed, groups."""

from typing import NamedTuple

PASSWORD = "sso"
CLIENT_ID = "boardsite"
CLIENT_SECRET = "not-a-secret"


class Person(NamedTuple):
    email: str
    name: str
    verified: bool
    groups: tuple[str, ...]


PEOPLE = (
    # Has an account on the board too, with the demonstration: the two are linked.
    Person("member@example.com", "Member at the provider", True, ()),
    # New ones.
    Person("nina@example.com", "Nina Novak", True, ("developers",)),
    Person("stan@example.com", "Stan Steward", True, ("boardsite-admins", "developers")),
    # Says an address is hers that the provider has not confirmed.
    Person("owner@example.com", "Not the owner", False, ()),
)
