"""Charts: what they hold, and what they must not."""

import datetime
import xml.etree.ElementTree as ElementTree

import pytest
from django.utils import timezone

from boards.reports import charts, flow, page_context, svg
from boards.reports.choices import SECTIONS, Choice
from boards.reports.details import Details
from boards.services import columns, tasks
from tests.factories import column_of, make_column, make_project, make_task, make_user
from tests.reports.conftest import report_of

SVG = "{http://www.w3.org/2000/svg}"
KEYS = {"burn_up", "burn_down", "cumulative", "throughput", "cycle_times", "ageing"}


@pytest.fixture
def project(clock, db):
    project = make_project(owner=make_user(name="ann"), finish_date=datetime.date(2026, 4, 1))
    for title in ("<script>alert(1)</script>", 'a "quoted" & long ' + "word" * 20, "Ολοκλήρωση 任务"):
        task = make_task(project=project, title=title)
        make_task(project=project, title=title, column=column_of(project=project, status="in_progress"))
        clock.forward(days=2)
        tasks.complete(task=task, actor=project.owner)
    return project


@pytest.fixture
def drawn(project):
    return charts.of_report(report_of(project), SECTIONS)


def test_each_chart_is_there(drawn):
    assert set(drawn) == KEYS


def test_charts_live_under_the_policy(drawn):
    for chart in drawn.values():
        root = ElementTree.fromstring(chart.svg)
        names = {name for element in root.iter() for name in element.attrib}
        assert "style" not in names
        assert not [name for name in names if name.startswith("on")]
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            *(
                "svg",
                "title",
                "desc",
                "defs",
                "pattern",
                "rect",
                "circle",
                "path",
                "line",
                "polyline",
                "polygon",
                "text",
            )
        }


def test_charts_have_a_name_a_description_and_a_table(drawn):
    for chart in drawn.values():
        root = ElementTree.fromstring(chart.svg)
        assert root.attrib["role"] == "img"
        title, description = root.attrib["aria-labelledby"].split()
        assert root.find(f"{SVG}title").attrib["id"] == title
        assert root.find(f"{SVG}desc").attrib["id"] == description
        assert root.find(f"{SVG}title").text == chart.title
        assert root.find(f"{SVG}desc").text == chart.description != ""
        assert chart.rows
        assert all(len(row) == len(chart.head) for row in chart.rows)


def test_ids_are_used_once_and_references_lead_somewhere(drawn):
    ids = [
        element.attrib["id"]
        for chart in drawn.values()
        for element in ElementTree.fromstring(chart.svg).iter()
        if "id" in element.attrib
    ]
    assert len(ids) == len(set(ids))
    for chart in drawn.values():
        for element in ElementTree.fromstring(chart.svg).iter():
            if element.attrib.get("fill", "").startswith("url(#"):
                assert element.attrib["fill"][5:-1] in ids


def test_characters_that_xml_has_not_are_left_out(clock, db):
    # All that a title can hold and no XML may.
    odd = "".join(map(chr, (*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))
    title = f"Write{odd} texts\t\x7f\x85 \U0001f600"
    project = make_project(owner=make_user(name="ann"))
    begun = make_column(project=project, name=f"Re{odd}view")
    make_task(project=project, title=title, column=begun)
    make_task(project=project, title=title, column=column_of(project=project, status="completed"))
    found = charts.of_report(report_of(project), SECTIONS)
    assert {"cycle_times", "ageing"} <= set(found)
    texts = [text for chart in found.values() for text in ElementTree.fromstring(chart.svg).itertext()]
    assert len([text for text in texts if text.startswith("#") and "Write texts\t\x7f\x85 \U0001f600" in text]) == 2
    assert "Review" in texts
    ElementTree.fromstring(svg.spark([1, 2], f"a{odd}b"))
    ElementTree.fromstring(svg.tag("text", "", class_=f"a{odd}b"))


def test_without_tasks_nothing_is_drawn(clock, db):
    assert charts.of_report(report_of(make_project(owner=make_user(name="ann"))), SECTIONS) == {}


def test_only_the_sections_asked_for_are_drawn(project):
    assert set(charts.of_report(report_of(project), ["pace"])) == {"throughput", "cycle_times", "ageing"}


def test_long_periods_are_thinned_and_keep_their_last_day(project):
    days = report_of(project, first=datetime.date(2023, 1, 1)).flow.days
    thin = charts.thinned(days, 100)
    assert len(thin) <= 100
    assert thin[-1] == days[-1]
    assert charts.thinned(days[:5], 100) == days[:5]


@pytest.fixture
def namesakes(clock, db):
    """Three columns “Review”, each with a task begun on the 2nd, of which two are removed on the 4th."""
    lanes = (("Pending", "pending"), *[("Review", "in_progress")] * 3, ("Completed", "completed"))
    project = make_project(owner=make_user(name="ann"), columns=lanes)
    for number, column in enumerate(project.columns.filter(name="Review")):
        make_task(project=project, title=f"Task {number}", column=column)
    clock.to(4)
    for column in list(project.columns.filter(name="Review"))[1:]:
        columns.delete(column=column, into=column_of(project=project), actor=project.owner)
    return project


def test_columns_of_one_name_are_told_apart(namesakes):
    report = report_of(namesakes, last=datetime.date(2026, 3, 3))
    root = ElementTree.fromstring(charts.ageing(report).svg)
    labels = [each.attrib["x"] for each in root.iter(f"{SVG}text") if each.text == "Review"]
    dots = [each.attrib["cx"] for each in root.iter(f"{SVG}circle")]
    assert len(set(labels)) == 3
    assert sorted(dots) == sorted(labels)
    reader = namesakes.owner
    found = page_context.context(
        report, Choice(sections=tuple(SECTIONS)), Details(), project=namesakes, reader=reader, made_at=timezone.now()
    )["columns"]
    assert [(each.title, each.count) for each in found] == [("Review", 1)] * 3


@pytest.mark.parametrize(
    ("highest", "marks"),
    [(0, [0, 1]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (7, [0, 2, 4, 6, 8]), (63, [0, 20, 40, 60, 80]), (5000, None)],
)
def test_axis_has_a_few_round_numbers(highest, marks):
    found = svg.ticks(highest)
    assert marks is None or found == marks
    assert found[-1] >= highest
    assert len(found) <= 7


def test_labels_do_not_lie_upon_each_other():
    plane = svg.Plane("x", 3, 10)
    plane.labels([svg.End(*end) for end in ((5.0, "a", "1"), (5.0, "b", "2"), (5.1, "c", "3"), (0.0, "d", "grey"))])
    places = sorted(float(ElementTree.fromstring(part).attrib["y"]) for part in plane.parts)
    assert all(later - earlier >= 13.9 for earlier, later in zip(places, places[1:], strict=False))


def days_of(*remaining):
    first = datetime.date(2026, 3, 1)
    return [flow.DayCount(first + datetime.timedelta(number), count, 0, 0) for number, count in enumerate(remaining)]


@pytest.mark.parametrize(
    ("remaining", "finish", "way"),
    [
        ([2, 4, 3, 3, 3, 3, 3, 3], 6, (1, [4, 3, 2, 1, 0, 0, 0])),
        ([1, 2, 3, 4, 5, 6, 7, 8], 28, (7, [])),
        ([4, 3, 3, 3], 1, (0, [])),
        ([4, 3, 3, 3], None, (0, [])),
    ],
)
def test_even_way_goes_from_the_most_to_nothing_where_there_is_one(remaining, finish, way):
    date = finish and datetime.date(2026, 3, finish)
    assert charts._even_way(days_of(*remaining), date) == (way[0], pytest.approx(way[1]))


def words_of(plane) -> list[str]:
    return [ElementTree.fromstring(part).text for part in plane.parts if part.startswith("<text")]


@pytest.mark.parametrize(
    ("levels", "labels"),
    [
        ((3, 3, 3), ["50, 85, 95 %: 3 days"]),
        ((1, 3, 3), ["50 %: 1 day", "85, 95 %: 3 days"]),
        ((1, 2, 3), ["50 %: 1 day", "85 %: 2 days", "95 %: 3 days"]),
    ],
)
def test_percentiles_of_one_value_are_one_line_with_one_label(levels, labels):
    plane = svg.Plane("x", 3, 10)
    charts._percentile_lines(plane, flow.Percentiles(9, *levels))
    assert words_of(plane) == labels
    assert len(plane.parts) == 2 * len(labels)


def test_labels_stay_within_the_picture():
    for values in ([10.0, 10.0, 9.9], [0.0, 0.0, 0.1], [10.0, 5.0, 5.0]):
        plane = svg.Plane("x", 3, 10)
        plane.labels([svg.End(value, "a", "1") for value in values])
        places = sorted(float(ElementTree.fromstring(part).attrib["y"]) for part in plane.parts)
        assert all(later - earlier >= 13.9 for earlier, later in zip(places, places[1:], strict=False))
        assert places[0] >= 12 and places[-1] <= svg.WIDE.height - svg.BOTTOM + 4


@pytest.mark.parametrize("name", ["burn_up", "burn_down", "cumulative"])
def test_first_day_is_seen(clock, db, name):
    project = make_project(owner=make_user(name="ann"), finish_date=datetime.date(2026, 4, 1))
    make_task(project=project)
    chart = charts.of_report(report_of(project), SECTIONS)[name]
    root = ElementTree.fromstring(chart.svg)
    for line in (*root.iter(f"{SVG}polyline"), *root.iter(f"{SVG}polygon")):
        assert len({point.partition(",")[0] for point in line.attrib["points"].split()}) > 1
    assert [each for each in root if each.tag in {f"{SVG}circle", f"{SVG}polygon"}]
    assert chart.description.count("2 Mar 2026") == 1
    assert "Even pace" not in chart.svg


def test_one_is_said_as_one(clock, db):
    project = make_project(owner=make_user(name="ann"))
    make_task(project=project, column=column_of(project=project, status="in_progress"))
    tasks.complete(
        task=make_task(project=project, column=column_of(project=project, status="in_progress")), actor=project.owner
    )
    found = charts.of_report(report_of(project), SECTIONS)
    assert found["ageing"].description.startswith("1 task is in progress, for 1 day.")
    assert found["cycle_times"].description == "The one task took 1 day."
    texts = " ".join(text for chart in found.values() for text in ElementTree.fromstring(chart.svg).itertext())
    assert "1 days" not in texts and "1 tasks" not in texts


def test_burn_up_says_how_many_it_counts_beside_the_board(project):
    assert charts.burn_up(report_of(project)).note == ""
    tasks.archive(task=project.tasks.get(number=2), actor=project.owner)
    tasks.archive(task=project.tasks.get(number=1), actor=project.owner)
    # One of the two was open, and is no work any more.
    assert charts.burn_up(report_of(project)).note == (
        "These charts also count 1 completed task that is archived; the figures of the board leave it out."
    )
