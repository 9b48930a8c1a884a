"""Who sits before a browser: the session and its person, found together.

Sessions are Django's, in its table, and who is signed in is decided as Django decides it. Only the look-ups differ:
django-allauth keeps a row for each device with a session, so that one statement brings the session and the person.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from boards import access, events
from boards.models import User
from boards.models.notifications import UnreadCount
from boards.queries.reached import Brought, Named
from boardsite.database.prepared import Prepared
from boardsite.database.statements import together


class SessionStore(db.SessionStore):
    """Django's sessions in the database. `person` is whose it seems to be, once it has been loaded.

    Whose it is a token may claim (their id); otherwise the device says so. Where `for_page` the person comes with
    `unread`, which pages show, and what is `named` by the address of a page comes along with them.
    """

    person: User | None = None
    for_page = False
    named: Named | None = None

    def __init__(self, session_key: str | None = None, claimed: int | None = None) -> None:
        super().__init__(session_key)
        self._claimed = claimed

    def _get_session_from_db(self) -> Session | None:
        """The session of this key, if it has not expired: one statement for who is signed in, two for a stranger."""
        key, now = self.session_key, timezone.now()
        if self._claimed is None:
            self.person = self._on_device(key or "", now)
        else:
            self.person = _CLAIMED.first(key=key, now=now, user=self._claimed)
        if self.person is not None and (kept := self.person.session_data) is not None:  # type: ignore[attr-defined]
            return Session(session_key=key or "", session_data=kept)
        session = _SESSION.first(key=key, now=now)
        if session is None:
            self._session_key = None
        return session

    def _on_device(self, key: str, now: datetime.datetime) -> User | None:
        """Whose device it is, in one message with what the address names."""
        people, *things = together(
            (_FOR_PAGE if self.for_page else _ON_DEVICE).of(key=key, now=now),
            *([self.named.along(key)] if self.named else []),
        )
        person: User | None = next(iter(people), None)
        if person is not None and self.named:
            person.brought = Brought(self.named, next(iter(things[0]), None))
        return person

    def delete(self, session_key: str | None = None) -> None:
        """As Django's, with a word after the commit: what the session has open is to be closed.

        Signing out, ending a device, and changing the key on signing in all come through here.
        """
        ended = session_key or self.session_key
        super().delete(session_key)
        if ended:
            events.announce_standing(session_key=ended)


class SessionPersonMiddleware(AuthenticationMiddleware):
    """`request.user` as Django's middleware gives it."""

    def process_request(self, request: HttpRequest) -> None:
        """Nobody is looked up before somebody asks."""
        super().process_request(request)
        request.session.for_page = _is_page(request)  # type: ignore[attr-defined]
        request.session.named = access.named_by(request.path_info)  # type: ignore[attr-defined]
        later = SimpleLazyObject(lambda: _found(request, later))
        request.user = later  # type: ignore[assignment]


def _found(request: HttpRequest, later: object) -> User | AnonymousUser:
    """Who is signed in, and from now on without a stand-in between, which every look at them would go through."""
    found = person_in(request.session) or AnonymousUser()
    # Unless somebody has signed in meanwhile.
    if request.user is later:
        request.user = found
    return found


def _is_page(request: HttpRequest) -> bool:
    """Whether a whole page is asked for, by a browser."""
    is_part = "HX-Request" in request.headers or request.path_info.startswith("/api/")
    return request.method == "GET" and not is_part and "text/html" in request.headers.get("Accept", "")


def person_in(session: SessionBase) -> User | None:
    """Who is signed in. What is not as usual (no device yet, a secret that was changed …) is Django's to decide."""
    # Asked for first: it loads the session, and with it the person.
    key, backend = session.get(auth.SESSION_KEY), session.get(auth.BACKEND_SESSION_KEY)
    person: User | None = getattr(session, "person", None)
    if (
        person is not None
        and key == str(person.pk)
        and person.is_active
        and backend in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(auth.HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    ):
        return person
    request = HttpRequest()
    request.session = session
    found = auth.get_user(request)
    return found if isinstance(found, User) else None


def _living(key: str, now: datetime.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_SESSION = Prepared(_living, key=str, now=datetime.datetime)


def _with_session(people: QuerySet[User], key: str, now: datetime.datetime) -> QuerySet[User]:
    return people.annotate(session_data=Subquery(_living(key, now).values("session_data")))


def _on_device(key: str, now: datetime.datetime) -> QuerySet[User]:
    return _with_session(User.objects.filter(usersession__session_key=key), key, now)


_ON_DEVICE = Prepared(_on_device, key=str, now=datetime.datetime)
_FOR_PAGE = Prepared(
    lambda key, now: _on_device(key, now).annotate(unread=UnreadCount(now)),  # type: ignore[no-redef]
    key=str,
    now=datetime.datetime,
)
_CLAIMED = Prepared(
    lambda key, now, user: _with_session(User.objects.filter(pk=user), key, now),
    key=str,
    now=datetime.datetime,
    user=int,
)
