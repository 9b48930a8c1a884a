"""How tests make calendar links and read what they show, by a reader of their own beside the library's."""

import re

from boards.calendars import services

LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}


def make_feed(*, user, project=None, shows="events", with_watched=False, name="Phone") -> str:
    """The address of a new link, as a path."""
    made = services.create(name=name, project=project, shows=shows, with_watched=with_watched, actor=user)
    return f"/calendar/{made.secret}.ics"


def read(content: bytes) -> list[dict[str, str]]:
    """The components, each as its properties (texts taken out of their escapes), with its kind as BEGIN.

    Strict: lines end in CRLF, have at most 75 octets each of which is UTF-8 by itself, and components nest.
    """
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    for part in content.split(b"\r\n"):
        assert len(part) <= 75, part
        part.decode()
    open_ones, closed = [], []
    for line in content.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, parameters, value = LINE.fullmatch(line).groups()
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
        if name == "BEGIN":
            open_ones.append({"BEGIN": value})
        elif name == "END":
            closed.append(open_ones.pop())
            assert closed[-1]["BEGIN"] == value
        else:
            assert name + parameters not in open_ones[-1], name
            open_ones[-1][name + parameters] = re.sub(r"\\[\\;,nN]", lambda found: ESCAPES[found[0]], value)
    assert not open_ones
    return closed


def tasks_of(content: bytes) -> list[dict[str, str]]:
    """The events and to-dos alone."""
    return [component for component in read(content) if component["BEGIN"] != "VCALENDAR"]
