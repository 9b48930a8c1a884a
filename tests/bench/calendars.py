"""Calendar feeds: what 5,000 tasks cost, and one that is known, beside a board that is known; processor time."""

import datetime
import time
from dataclasses import dataclass
from functools import partial

from django.test import Client

from boards.services.bulk_creation import TaskDraft, create_tasks
from tests.calendars.steps import make_feed
from tests.factories import column_of, make_project, sign_in

COUNT, TRIES, ASKED = 5_000, 5, 20
WORDS = "Compare both offers with last year's, ask for what is missing; then décidé: Größe, 見積もり.\n"


@dataclass
class Calendars:
    """Milliseconds: the whole feed, a 304 of it, and a 304 of a board."""

    whole: float
    known: float
    board: float


def measure(person):
    """The least of some tries each: what is more is the machine's."""
    project = filled(person)
    program, browser = (Client(SERVER_NAME="127.0.0.1") for _who in range(2))
    board = f"/projects/{project.pk}/"
    sign_in(browser, person)
    address = make_feed(user=person, project=project)
    etag, seen = program.get(address)["ETag"], browser.get(board)["ETag"]
    return Calendars(
        _least(partial(program.get, address)),
        _least(partial(_ask_often, program, address, etag)) / ASKED,
        _least(partial(_ask_often, browser, board, seen)) / ASKED,
    )


def filled(owner):
    """A project of 5,000 tasks with dates, of three lengths."""
    project = make_project(owner=owner, title="Many dates")
    lanes = [column_of(project=project), column_of(project=project, status="completed")]
    day = datetime.date.today()
    drafts = [
        TaskDraft(
            title=f"Offer {number}, once more",
            column=lanes[number % 10 == 0],
            description=WORDS * (number % 4),
            tags=("copy", f"tag {number % 7}")[: number % 3],
            assignee=owner,
            due_date=day + datetime.timedelta(days=number % 300),
            priority=number % 5,
        )
        for number in range(COUNT)
    ]
    create_tasks(project=project, drafts=drafts, actor=owner)
    return project


def _ask_often(client, path, etag):
    for _ in range(ASKED):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def _least(work):
    spent = []
    for _ in range(TRIES):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent) * 1000
