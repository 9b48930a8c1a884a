"""People at work: each moves cards of their own and looks at the board, one request after the other."""

import http.client
import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass
class Person:
    """Somebody signed in, with the cards that only they move: card → the column it was last known to be in."""

    cookie: str
    token: str
    project: int
    columns: list
    cards: dict
    # Moves whose answer never came, or said that something is wrong: card → the column it may be in by now.
    unsure: dict = field(default_factory=dict)
    moved: int = 0
    answers: Counter = field(default_factory=Counter)
    slowest: float = 0.0
    connection: "http.client.HTTPConnection | None" = None

    def ask(self, address, method, path, body=None, *, host=None):
        """One request; its status, or the name of what went wrong."""
        headers = {"Cookie": self.cookie, "Host": host or f"{address[0]}:{address[1]}", "Accept-Encoding": "gzip"}
        if body is not None:
            headers |= {
                "X-CSRFToken": self.token,
                "Origin": f"http://{headers['Host']}",
                "HX-Request": "true",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        started = time.monotonic()
        if self.connection and (self.connection.host, self.connection.port) != address:
            self.leave()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(*address, timeout=70)
            self.connection.request(method, path, body and urlencode(body), headers)
            answer = self.connection.getresponse()
            answer.read()
            status = answer.status
            if answer.will_close:
                self.leave()
        except (OSError, http.client.HTTPException) as error:
            self.leave()
            status = type(error).__name__
        self.slowest = max(self.slowest, time.monotonic() - started)
        self.answers[("GET" if body is None else "POST", status)] += 1
        return status

    def next_move(self, step):
        """The next card, and the column beside its own."""
        card = list(self.cards)[step % len(self.cards)]
        return card, self.columns[(self.columns.index(self.cards[card]) + 1) % len(self.columns)]

    def move(self, address, step):
        """Carry the next card into the next column."""
        card, target = self.next_move(step)
        body = {"column": target} | ({} if card in self.unsure else {"left": self.cards[card]})
        status = self.ask(address, "POST", f"/tasks/{card}/move/", body)
        if status == 200:
            self.cards[card] = target
            self.moved += 1
            self.unsure.pop(card, None)
        else:
            self.unsure.setdefault(card, set()).add(target)
        return status

    def look(self, address):
        return self.ask(address, "GET", f"/projects/{self.project}/")

    def leave(self):
        """The next request is on a new connection."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Crowd:
    """All of them at once, in threads, until told to stop or until so many moves were acknowledged."""

    def __init__(self, address, people, *, pause=0.02, moves=None):
        self.address, self.people, self.pause, self.moves = address, people, pause, moves
        # Filled when it stops: the people go on to the next crowd.
        self.answers, self.slowest = Counter(), 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=[person]) for person in people]

    @property
    def moved(self):
        return sum(person.moved for person in self.people)

    @property
    def well(self):
        """Whether anybody has had a good answer."""
        return any(status == 200 for person in self.people for _method, status in list(person.answers))

    def start(self):
        for person in self.people:
            person.answers.clear()
            person.moved, person.slowest = 0, 0.0
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join()
        self.answers = sum((person.answers for person in self.people), Counter())
        self.slowest = max(person.slowest for person in self.people)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.stop()

    def _work(self, person):
        for step in itertools.count():
            if self._over.is_set() or (self.moves and self.moved >= self.moves):
                return
            person.move(self.address, step)
            if step % 3 == 0:
                person.look(self.address)
            time.sleep(self.pause)


def told(answers):
    """Counts by method and status, as one line."""
    return ", ".join(f"{method} {status}: {count}" for (method, status), count in sorted(answers.items(), key=str))
