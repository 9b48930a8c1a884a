"""Asks the site who has a token, and which projects they may see there; remembers it for a short time."""

from __future__ import annotations

import datetime
import hashlib
import http.client
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.problems import Problem
from analytics.settings import Settings

KEPT_SECONDS, MOST_KEPT = 30.0, 1_000
TIMEOUT_SECONDS = 10
MOST_BYTES, MOST_PAGES = 10_000_000, 500
AT_ONCE = 200
# By which the site knows somebody.
HEADERS = ("X-API-Key", "Authorization")


@dataclass(frozen=True)
class Caller:
    """Somebody with a good token: who, their zone, and the titles of the projects that they may see, by their ids."""

    email: str
    name: str
    zone: ZoneInfo
    projects: Mapping[int, str]


class Site:
    """The site as seen with somebody's token. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._url, self._address = urlsplit(settings.site_url), urlsplit(settings.site_address)
        self._zone = settings.zone
        self._kept: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()
        self._lock = threading.Lock()

    def caller(self, headers: Mapping[str, str]) -> Caller:
        """Who has this token. Raises Problem: 401 for none or one that is not good, 503 while the site is away."""
        sent = _token(headers)
        key = hashlib.sha256(repr(sorted(sent.items())).encode()).digest()
        with self._lock:
            at, known = self._kept.get(key, (0.0, None))
        if known is not None and time.monotonic() - at < KEPT_SECONDS:
            return known
        found = self._ask(sent)
        with self._lock:
            self._kept[key] = (time.monotonic(), found)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found

    def _ask(self, sent: Mapping[str, str]) -> Caller:
        connection = self._connect()
        try:
            person = self._get(connection, "/api/v1/users/me", sent)
            return Caller(
                email=str(person["email"]),
                name=str(person["display_name"]),
                zone=_zone(str(person["time_zone"]), self._zone),
                projects=self._projects(connection, sent),
            )
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
            raise Problem(503, "The site can't be asked who you are. Try again in a minute.") from None
        finally:
            connection.close()

    def _projects(self, connection: http.client.HTTPConnection, sent: Mapping[str, str]) -> Mapping[int, str]:
        found: dict[int, str] = {}
        place: str | None = f"/api/v1/projects/?limit={AT_ONCE}"
        for _page in range(MOST_PAGES):
            if place is None:
                break
            part = self._get(connection, place, sent)
            found |= {int(each["id"]): str(each["title"]) for each in part["items"]}
            place = _path(part["next"])
        return found

    def _connect(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._address.scheme == "https" else http.client.HTTPConnection
        return kind(self._address.hostname or "", self._address.port, timeout=TIMEOUT_SECONDS)

    def _get(self, connection: http.client.HTTPConnection, path: str, sent: Mapping[str, str]) -> Any:
        """What the site says. It is asked by its own name; it redirects nobody who asks the API."""
        given = {"Host": self._url.netloc, "Accept": "application/json", **sent}
        connection.request("GET", path, headers=given)
        answer = connection.getresponse()
        body = answer.read(MOST_BYTES)
        if answer.status in (401, 403):
            raise Problem(401, "This token is not good here. Make an API key on the site, or sign in anew.")
        if answer.status == 429:
            raise Problem(429, "The site has been asked too often with this token. Wait a minute.")
        if answer.status != 200:
            raise OSError(f"The site answers {answer.status}.")
        return json.loads(body)


def _token(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers by which the site knows somebody, as they came."""
    key, bearer = headers.get("X-API-Key", ""), headers.get("Authorization", "")
    if bearer.lower().startswith("bearer ") and _is_good(bearer):
        return {"Authorization": bearer}
    if key and _is_good(key):
        return {"X-API-Key": key}
    raise Problem(401, "Send a token of the site: an API key as X-API-Key, or a JWT as Authorization: Bearer.")


def _is_good(told: str) -> bool:
    return len(told) < 8_000 and told.isascii() and told.isprintable()


def _path(address: str | None) -> str | None:
    """Where to go on: of an address of the site's only what follows its name."""
    if address is None:
        return None
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _zone(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def now() -> datetime.datetime:
    """The time; tests set it."""
    return datetime.datetime.now(datetime.UTC)
