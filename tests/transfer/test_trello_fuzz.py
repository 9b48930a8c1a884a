"""Whatever is done to an export: a plan, or one sentence."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.exceptions import InvalidInput
from boards.models import User
from boards.rules.text import TEXT_LIMIT, TITLE_LIMIT, WORD_LIMIT
from boards.services.columns import MOST_COLUMNS
from boards.transfer import importing
from boards.transfer.formats import trello
from tests.transfer.exports import EVERYTHING, a_card, a_list, export

pytestmark = [pytest.mark.long, pytest.mark.unmeasured]

SOURCE = json.loads(EVERYTHING.read_text(encoding="utf-8"))
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(["top", "Done", "x" * 600, "L-done", "2024-01-01", "9999-12-31T23:59:59Z", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value, path=()):
    """Every place in the file, as the keys that lead there."""
    yield path
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in rows:
        yield from places(inner, (*path, key))


PLACES = [path for path in places(SOURCE) if path]


@st.composite
def mutated(draw):
    """The fixture with a few values replaced, removed or doubled."""
    content = copy.deepcopy(SOURCE)
    for path in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4)):
        holder = content
        try:
            for key in path[:-1]:
                holder = holder[key]
            mutate(draw, holder, path[-1])
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has taken the place away
    return content


def mutate(draw, holder, key):
    how = draw(st.sampled_from(["replace", "remove", "double"]))
    if how == "replace":
        holder[key] = draw(JUNK)
    elif how == "remove":
        del holder[key]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))


def planned(content: bytes):
    """The plan, checked against the limits of the board; None where the file was refused."""
    owner = User(email="owner@example.com", time_zone="Pacific/Kiritimati")
    try:
        plan = importing.prepare(trello.parse(content), owner=owner)
    except InvalidInput as error:
        assert error.sentence
        return None
    assert len(plan.columns) <= MOST_COLUMNS
    assert {column.status for column in plan.columns} >= {"pending", "completed"}
    assert all(0 < len(column.name.strip()) <= WORD_LIMIT for column in plan.columns)
    assert all(0 < len(task.title.strip()) <= TITLE_LIMIT for task in plan.tasks)
    assert all(len(task.description) <= TEXT_LIMIT for task in plan.tasks)
    assert all("\n" not in line for line in plan.lines())
    return plan


@pytest.mark.once
@settings(max_examples=300)
@given(mutated())
def test_changed_export_is_planned_or_refused(content):
    planned(json.dumps(content).encode())


@pytest.mark.once
@settings(max_examples=100)
@given(st.data())
def test_damaged_bytes_are_planned_or_refused(data):
    content = bytearray(EVERYTHING.read_bytes())
    for _step in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    planned(bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content))


@pytest.mark.once
@given(JUNK)
def test_any_json_is_planned_or_refused(content):
    planned(json.dumps(content).encode())


@pytest.mark.django_db
@settings(max_examples=25)
@given(mutated())
def test_whatever_is_planned_can_be_carried_out(content):
    plan = planned(json.dumps(content).encode())
    if plan:
        owner = User.objects.get_or_create(email="owner@example.com")[0]
        project, _made = importing.carry_out(plan, actor=owner)
        assert project.tasks.count() == len(plan.tasks)


@pytest.mark.django_db
@given(st.text(st.characters(exclude_categories=()), max_size=700), st.text(",ab\u3164", max_size=3))
def test_any_text_fits_everywhere(text, short):
    """Even two labels of one name and different colours."""
    content = export(
        name=text,
        desc=text,
        lists=[a_list(name=text)],
        labels=[{"id": "L", "name": short, "color": text}, {"id": "M", "name": short, "color": short}],
        members=[{"id": "M", "fullName": text}],
        cards=[a_card(name=text, desc=text, due=text, idLabels=["L", "M"], idMembers=["M"])],
        checklists=[{"idCard": "card1", "name": text, "checkItems": [{"name": text, "due": text}]}],
        actions=[{"type": "commentCard", "data": {"card": {"id": "card1"}, "text": text}, "date": text}],
    )
    plan = planned(json.dumps(content).encode())
    owner = User.objects.get_or_create(email="owner@example.com")[0]
    assert importing.carry_out(plan, actor=owner).project.tasks.count() == 1
