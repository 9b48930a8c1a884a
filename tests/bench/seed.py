"""The people, boards and sessions that are measured."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import _get_new_csrf_string

from boards.models import Project, User
from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.factories import make_project, make_user

LANES = (
    ("Pending", "pending"),
    ("In progress", "in_progress"),
    ("Review", "in_progress"),
    ("Completed", "completed"),
)
TAGS = ("bug", "design", "docs", "research", "performance", "wording", "customer", "infrastructure")
MOVERS = 8


@dataclass(frozen=True)
class Reader:
    """Somebody who is signed in: what their browser sends."""

    user: User
    cookie: str
    csrf: str


def session_of(user):
    """A session in which somebody is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session


def reader(name):
    """A signed-in person."""
    user = make_user(name=name)
    session = session_of(user)
    csrf = _get_new_csrf_string()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={csrf}"
    return Reader(user, cookie, csrf)


def board(owner, others, cards, title):
    """A project of four columns that share `cards` tasks evenly; the first ones of each column are alike everywhere."""
    project = make_project(
        owner=owner, title=title, columns=LANES, roles={person: "member" for person in others if person != owner}
    )
    lanes = list(project.columns.all())
    today = datetime.date.today()
    people = [owner, *others]
    drafts = [_draft(step, lanes[step % len(lanes)], people, today) for step in range(cards)]
    create_tasks(project=project, drafts=drafts, actor=owner)
    return Project.objects.get(pk=project.pk)


def _draft(step, lane, people, today):
    return TaskDraft(
        title=f"Task {step}: check that <b>every</b> label & number fits its place",
        column=lane,
        tags=[TAGS[(step + more) % len(TAGS)] for more in range(step % 4)],
        priority=step % 5,
        assignee=people[step % len(people)] if step % 2 else None,
        due_date=today + datetime.timedelta(days=step % 30 - 10) if step % 3 else None,
        progress=step * 7 % 100 if step % 5 == 0 else 0,
    )
