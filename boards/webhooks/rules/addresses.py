"""Which addresses a webhook may have, and which of them may be called.

A webhook is an order from a person to the server to call somewhere, so whatever only the server can reach is closed:
itself, the network it stands in, and what clouds offer to their machines under fixed addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from boards.exceptions import InvalidInput

Networks = Sequence[IPv4Network | IPv6Network]
LIMIT = 2000
# Written out, because `is_global` of the standard library differs from one version of Python to the next.
_CLOSED = tuple(
    ip_network(name)
    for name in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        # The last one is what Azure gives to its machines, for all that it looks public.
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        *("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"),
        *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
_MAPPED, _TRANSLATED = ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96")


def may_be_called(address: str, named: Networks) -> bool:
    """Whether a numeric address is open to everybody, or lies in a network that the settings name."""
    found = _plain(address)
    return is_named(address, named) or not _lies_in(found, _CLOSED)


def is_named(address: str, named: Networks) -> bool:
    """Whether it lies in a network that the settings name."""
    return _lies_in(_plain(address), named)


def checked(text: str, named: Networks) -> str:
    """The address of a webhook as it is kept; InvalidInput says what is wrong with it.

    A name is looked up only when something is sent: it may mean something else by then.
    """
    text = text.strip()
    parts = _split(text)
    if len(text) > LIMIT or parts is None or not parts.hostname:
        raise InvalidInput("address", _("Enter an address such as https://example.com/hooks/boardsite."))
    if parts.scheme != "https" and not (parts.scheme == "http" and named):
        raise InvalidInput("address", _("The address must begin with https://."))
    if parts.username is not None or parts.fragment:
        raise InvalidInput("address", _("Leave out names and passwords before the host, and what follows a #."))
    if _is_closed_for_sure(parts.hostname, named):
        raise InvalidInput("address", _("This address leads into a private network, which may not be called."))
    return text


def host_of(address: str) -> str:
    """The host alone, for logs and lists: what follows it may be a secret."""
    parts = _split(address)
    return (parts.netloc if parts else "") or "?"


def _split(text: str) -> SplitResult | None:
    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        return None
    try:
        parts = urlsplit(text)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


def _is_closed_for_sure(host: str, named: Networks) -> bool:
    try:
        return not may_be_called(host, named)
    except ValueError:
        name = host.rstrip(".").lower()
        return (name == "localhost" or name.endswith(".localhost")) and not named


def _plain(address: str) -> IPv4Address | IPv6Address:
    """The address, without a zone; one of IPv4 that is written or reached as IPv6, as what it stands for."""
    found = ip_address(address.partition("%")[0])
    if found.version == 6 and (found in _MAPPED or found in _TRANSLATED):
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found


def _lies_in(address: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
