"""One page that makes changes, and another one that watches when each is shown."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from boards.models import Project, Tag, Task, User
from tests.drills.browsers import Person

MISSED = 5_000

# Tells when a condition came to hold; it must not hold before.
WATCH = """() => {
  const holds = () => %s
  if (holds()) throw new Error('this was shown before')
  window.seen = new Promise(resolve => {
    const look = () => {
      if (!holds()) return
      observer.disconnect()
      resolve(Date.now())
    }
    const observer = new MutationObserver(look)
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true})
    setTimeout(() => resolve(null), %d)
  })
}"""

LITTLE = """async () => {
  const begun = performance.now()
  await fetch('/healthz')
  return performance.now() - begun
}"""


@dataclass
class World:
    """`here` makes changes, `there` looks on with a task open, `home` is at home as whoever is `here`."""

    here: Person
    there: Person
    home: Person
    project: Project
    columns: list
    number: int = 0
    task: Task | None = None
    tag: Tag | None = None
    other: Project | None = None
    newcomer: User | None = None
    waits: dict = field(default_factory=lambda: defaultdict(list))
    missed: list = field(default_factory=list)
    little: list = field(default_factory=list)

    def timed(self, kind, change, shown, *, where=None):
        """Does it, and notes how long it took until the other page showed it."""
        page = (where or self.there).page
        self.little.append(page.evaluate(LITTLE))
        page.evaluate(WATCH % (shown, MISSED))
        change()
        seen, begun = page.evaluate("window.seen"), self.here.page.evaluate("window.begun")
        if seen is None:
            self.missed.append(kind)
        else:
            self.waits[kind].append(seen - begun)

    @property
    def count(self):
        return sum(map(len, self.waits.values())) + len(self.missed)

    def api(self, method, path, **values):
        return lambda: self.here.send(method, f"/api/v1/{path}", values)

    def api_file(self, path, name):
        return lambda: self.here.send_file(f"/api/v1/{path}", name)

    def fresh(self, words):
        self.number += 1
        return f"{words} {self.number}"


def is_shown(selector, words=""):
    """Whether there is an element with these words."""
    return (
        f"[...document.querySelectorAll({json.dumps(selector)})].some(e => e.textContent.includes({json.dumps(words)}))"
    )


def is_gone(selector, words=""):
    return f"!{is_shown(selector, words)}"


def both(*conditions):
    return " && ".join(f"({each})" for each in conditions)


def card(world, more=""):
    return f"#task-{world.task.pk}{more}"
