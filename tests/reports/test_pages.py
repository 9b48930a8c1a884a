"""The report of a project, its CSV, and noting that it was handed out."""

import csv
import datetime
import io
import re
from unittest import mock

import pytest
from django.utils import timezone

from boards.models import Activity, ReportMark
from boards.reports import figures
from boards.services import columns, tasks
from tests import pages
from tests.factories import column_of, make_column, make_project, make_task
from tests.pages import flat


@pytest.fixture
def address(project):
    return f"/projects/{project.pk}/report/"


def test_viewer_reads_the_report(client_of, viewer, project, address):
    make_task(project=project, title="Write the texts")
    page = client_of(viewer).get(address)
    assert page.status_code == 200
    assert "Write the texts" in page.text
    assert "Owner" in page.text


def test_outsider_gets_404(client_of, outsider, address):
    for path in (address, f"{address[:-1]}.csv"):
        assert client_of(outsider).get(path).status_code == 404
    assert client_of(outsider).post(f"{address}remember/").status_code == 404


def test_stranger_is_sent_to_sign_in(client, address):
    assert client.get(address).status_code == 302


def test_empty_project_says_so(client_of, owner, address):
    page = client_of(owner).get(address).text
    for sentence in ("Nothing is overdue.", "There were no tasks in this period.", "the project has no tasks"):
        assert sentence in page
    assert "<figure" not in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=yesterday", "Write the date as year-month-day, like 2026-11-30."),
        ("from=2026-02-30", "Write the date as year-month-day, like 2026-11-30."),
        ("to=9999-12-31", "Choose a day that is not in the future."),
        ("from=2020-03-02&to=2020-03-01", "Choose a first day that is not after the last day."),
        ("from=1999-01-01&to=2020-03-01", "Choose a period of at most five years."),
        ("from=9999-12-31", "Choose a first day that is not after the last day."),
        ("to=0001-01-01", "Choose a day from 1900 on."),
        ("to=0001-03-01", "Choose a day from 1900 on."),
        ("to=0005-01-01&since=start", "Choose a day from 1900 on."),
        ("to=1899-12-31", "Choose a day from 1900 on."),
        ("from=0001-01-01&to=2020-03-01", "Choose a day from 1900 on."),
        ("since=never", "Use one of these: last, start."),
        ("since=last&from=2020-01-01", "Choose a first day, or since when, but not both."),
        ("sections=secret", "Use one of these: changes, status"),
        ("separator=pipe", "Use one of these: comma, semicolon, semicolon-point, tab."),
        ("from=%00", "Write the date"),
    ],
)
def test_choice_that_makes_no_sense_is_422(client_of, owner, address, query, sentence):
    for path in (address, f"{address[:-1]}.csv", f"{address[:-1]}.pdf"):
        answer = client_of(owner).get(f"{path}?{query}")
        assert answer.status_code == 422
        assert sentence in answer.text


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_the_first_days_there_are_make_a_report(client_of, owner, address, zone):
    owner.time_zone = zone
    owner.save()
    for query in ("from=1900-01-01&to=1900-01-01", "to=1900-01-01", "to=1900-01-01&since=start"):
        assert client_of(owner).get(f"{address}?{query}").status_code == 200


def test_what_was_typed_is_kept(client_of, owner, address):
    page = client_of(owner).get(f"{address}?from=2020-03-02&to=2020-03-01").text
    assert 'value="2020-03-02"' in page
    assert 'value="2020-03-01"' in page


def test_sections_are_those_chosen_and_stay_in_the_links(client_of, owner, project, address):
    make_task(project=project)
    page = client_of(owner).get(f"{address}?sections=status&sections=tasks").text
    assert 'id="status"' in page
    assert 'id="tasks"' in page
    assert 'id="pace"' not in page
    assert "since=start&amp;sections=status&amp;sections=tasks" in page
    # A chip leads to the report with its section or without it.
    assert 'href="?sections=status&amp;sections=pace&amp;sections=tasks#chip-pace"' in page
    assert 'href="?sections=status#chip-tasks"' in page
    # The last one that is hidden leads back to the usual ones.
    assert 'href="?#chip-tasks"' in client_of(owner).get(f"{address}?sections=tasks").text


def test_period_that_is_shown_is_marked_in_a_young_project_too(client_of, owner, address):
    def current(query):
        (found,) = re.findall(
            r'aria-current="page">([^<]+)</a>', presets_of(client_of(owner).get(f"{address}{query}").text)
        )
        return found

    assert current("") == current("?sections=pace") == "Last 4 weeks"
    assert current("?since=start") == "From the beginning"


def presets_of(page):
    return page.partition("report-presets")[2].partition("</nav>")[0]


def tiles(client, address):
    """{name: (figure, sentences)} of the summary."""
    found = client.get(address).context["tiles"]
    return {each.name: (each.figure, each.sentences) for each in found}


def test_summary_of_nothing(client_of, owner, address):
    assert tiles(client_of(owner), address) == {
        "Done": ("0\u00a0%", ["There are no tasks on the board.", "Nothing was completed in this period."]),
        "Late": ("0", ["Nothing is overdue.", "Nothing else is at risk."]),
        "When it ends": ("Not known", ["There is nothing to forecast: the project has no tasks."]),
    }


def test_summary_says_what_is_done_what_is_late_and_when_it_ends(client_of, owner, project, address):
    project.finish_date = owner.today() - datetime.timedelta(days=1)
    project.save()
    late, soon = (make_task(project=project, due_date=owner.today() + datetime.timedelta(days=by)) for by in (-3, 2))
    tasks.complete(task=make_task(project=project), actor=owner)
    found = tiles(client_of(owner), address)
    assert found["Done"] == (
        "33\u00a0%",
        ["1 of 3 tasks on the board are completed.", "1 was completed in this period."],
    )
    assert found["Late"] == ("1", ["1 task is overdue.", "1 more is at risk."])
    assert found["When it ends"][1][1].startswith("It was to be finished by ")
    for task in (late, soon):
        tasks.complete(task=task, actor=owner)
    found = tiles(client_of(owner), address)
    assert (found["Done"][0], found["When it ends"][0]) == ("100\u00a0%", "Done")
    assert found["When it ends"][1][0] == "Everything is done."


def test_summary_stands_before_the_rest_and_leads_to_it(client_of, owner, project, address):
    make_task(project=project)
    page = client_of(owner).get(address).text
    places = [page.index(f'id="{name}"') for name in ("summary", "changes", "overdue", "forecast")]
    assert places == sorted(places)
    assert '<a href="#forecast">When it ends</a>' in page
    assert 'href="#forecast"' not in client_of(owner).get(f"{address}?sections=pace").text


def test_long_lists_are_cut_until_all_is_asked_for(client_of, owner, project, address):
    for number in range(52):
        make_task(project=project, title=f"Task number {number}.")
    page = client_of(owner).get(f"{address}?sections=tasks")
    assert "Task number 51." not in page.text
    assert "and 2 more" in page.text
    assert "all=1" in page.text
    assert "Task number 51." in client_of(owner).get(f"{address}?sections=tasks&all=1").text


def shown_until(client, address: str) -> str:
    """The moment up to which a page tells, as its form for “handed out” has it."""
    (found,) = pages.read(client.get(address).text).values["until"]
    return found


def test_handed_out_is_where_the_next_report_begins(client_of, viewer, owner, project, address):
    client = client_of(viewer)
    make_task(project=project, title="Before")
    assert "Since the last report" not in client.get(address).text
    answer = client.post(f"{address}remember/", {"until": shown_until(client, address)})
    assert (answer.status_code, answer["Location"]) == (303, address)
    make_task(project=project, title="Afterwards")
    page = client.get(f"{address}?since=last&sections=changes").text
    assert "Afterwards" in page
    assert "Before" not in page
    assert ReportMark.objects.get().user == viewer
    # It is theirs alone, and no change of the board.
    assert "Before" in client_of(owner).get(f"{address}?since=last&sections=changes").text
    assert not Activity.objects.filter(kind__startswith="report").exists()


def test_what_changes_while_a_report_is_read_is_in_the_next(client_of, owner, project, address):
    client = client_of(owner)
    make_task(project=project, title="Told")
    until = shown_until(client, address)
    make_task(project=project, title="Made while it was read")
    client.post(f"{address}remember/", {"until": until})
    page = client.get(f"{address}?since=last&sections=changes").text
    assert "Made while it was read" in page
    assert "Told" not in page


def test_what_happens_while_a_report_is_made_is_in_the_next(client_of, owner, project, address, monkeypatch):
    """The figures are read a moment after the revision, and kept for it."""

    def meanwhile(*args, **kwargs):
        found = worked_out(*args, **kwargs)
        make_task(project=project, title="Made meanwhile")
        return found

    worked_out = figures.project_report
    client = client_of(owner)
    with monkeypatch.context() as patch:
        patch.setattr(figures, "project_report", meanwhile)
        until = shown_until(client, address)
    client.post(f"{address}remember/", {"until": until})
    assert "Made meanwhile" in client.get(f"{address}?since=last&sections=changes").text


def test_report_of_the_past_is_handed_out_up_to_its_end(client_of, owner, project, address):
    owner.time_zone = "America/Los_Angeles"
    owner.save()
    client = client_of(owner)
    until = shown_until(client, f"{address}?to=2026-01-31")
    assert datetime.datetime.fromisoformat(until) == datetime.datetime(2026, 2, 1, 8, tzinfo=datetime.UTC)
    answer = client.post(f"{address}remember/", {"until": until}, follow=True)
    assert "“Since the last report” begins on 1 February 2026, 00:00." in answer.text


@pytest.mark.parametrize(
    "until",
    [
        "",
        "now",
        "\x00",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "9999-12-31T23:59:59-12:00",
        "2999-01-01T00:00:00Z",
        "9" * 5000,
    ],
)
def test_moment_that_makes_no_sense_is_422(client_of, owner, address, until):
    for data in ({"until": until}, {}):
        answer = client_of(owner).post(f"{address}remember/", data)
        assert answer.status_code == 422
    assert not ReportMark.objects.exists()


def test_getting_the_address_of_handed_out_is_refused(client_of, owner, address):
    assert client_of(owner).get(f"{address}remember/").status_code == 405


def test_column_that_was_removed_since_says_so(client_of, owner, project, address):
    gone = make_column(project=project, name="Gone")
    with mock.patch.object(timezone, "now", lambda: datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)):
        make_task(project=project, column=gone)
    columns.delete(column=gone, into=column_of(project=project), actor=owner)
    page = client_of(owner).get(f"{address}?from=2026-01-05&to=2026-01-05&sections=status").text
    assert 'Gone <span class="muted">(removed since)</span>' in flat(page)


def test_unchanged_report_is_304_until_something_happens(client_of, owner, project, address):
    client = client_of(owner)
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    make_task(project=project)
    changed = client.get(address, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    client.post(f"{address}remember/", {"until": shown_until(client, address)})
    client.get("/")
    assert client.get(address, headers={"If-None-Match": changed["ETag"]}).status_code == 200


def test_another_time_zone_is_another_report(client_of, owner, address):
    client = client_of(owner)
    etag = client.get(address)["ETag"]
    # Clocks there are those of UTC all year, so it is the same day in both.
    owner.time_zone = "Africa/Abidjan"
    owner.save()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_archived_project_is_reported(client_of, owner, project, address):
    from boards.services import projects

    projects.archive(project=project, actor=owner)
    assert client_of(owner).get(address).status_code == 200


def test_report_takes_as_many_queries_for_many_tasks_as_for_few(
    client_of, owner, project, address, django_assert_max_num_queries
):
    make_task(project=project, tag_names=["a"])
    client = client_of(owner)
    client.get(address)
    for _ in range(30):
        task = make_task(project=project, tag_names=["a", "b"], assignee=owner)
        tasks.complete(task=task, actor=owner)
    # Session, person, project, mark, beginning, people, and seven for the figures (one of them for whom several share).
    with django_assert_max_num_queries(13):
        client.get(address)
    # Once more the figures are kept.
    with django_assert_max_num_queries(6):
        client.get(address)


def test_texts_are_escaped(client_of, owner, project, address):
    make_task(project=project, title="<b onclick=x>&", column=column_of(project=project, status="completed"))
    page = client_of(owner).get(address).text
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;&amp;" in page


def test_csv_holds_the_figures(client_of, owner, project, address):
    make_task(project=project, title="=1+1", assignee=owner, due_date=datetime.date(2020, 1, 1))
    answer = client_of(owner).get(f"{address[:-1]}.csv?sections=overdue&sections=workload")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="report-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["section"] for row in rows} == {"report", "overdue", "workload"}
    (late,) = [row for row in rows if row["figure"] == "days late"]
    assert late["name"] == "#1 =1+1"
    assert int(late["value"]) > 2000
    assert [row["value"] for row in rows if row["figure"] == "person, open"] == ["1"]


@pytest.mark.parametrize(
    ("language", "query", "separator"),
    [
        ("de-DE,de;q=0.9,en;q=0.5", "", ";"),
        ("fr", "", ";"),
        ("de-CH,de;q=0.9", "", ";"),
        ("en", "&separator=semicolon-point", ";"),
        ("en-GB,en;q=0.9,de;q=0.8", "", ","),
        ("", "", ","),
        ("no such thing;;q=x", "", ","),
        ("en", "&separator=semicolon", ";"),
        ("de", "&separator=comma", ","),
        ("de", "&separator=tab", "\t"),
    ],
)
def test_csv_opens_in_columns_in_the_readers_language(client_of, owner, project, address, language, query, separator):
    make_task(project=project, title="a,b;c\td")
    headers = {"Accept-Language": language}
    answer = client_of(owner).get(f"{address[:-1]}.csv?sections=tasks{query}", headers=headers)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=separator))
    assert rows[0] == ["section", "figure", "name", "day", "value"]
    assert rows[-1] == ["tasks", "progress", "#1 a,b;c\td", "", "0"]
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize(
    ("language", "label"), [("de-DE", "Semicolon, 1,5"), ("de-CH", "Semicolon, 1.5"), ("en", "Comma, 1.5")]
)
def test_page_says_how_the_csv_is_separated(client_of, owner, address, language, label):
    page = client_of(owner).get(address, headers={"Accept-Language": language}).text
    assert f" selected>{label}</option>" in page


def test_separator_and_paper_stay_in_the_addresses_of_the_page(client_of, owner, address):
    page = client_of(owner).get(f"{address}?separator=tab&paper=letter").text
    assert "since=start&amp;paper=letter&amp;separator=tab" in page
    assert '<input type="hidden" name="separator" value="tab">' in page


def test_page_in_another_language_of_the_browser_is_another_page(client_of, owner, address):
    client = client_of(owner)
    etag = client.get(address, headers={"Accept-Language": "en"})["ETag"]
    known = {"If-None-Match": etag}
    assert client.get(address, headers=known | {"Accept-Language": "en"}).status_code == 304
    assert client.get(address, headers=known | {"Accept-Language": "de"}).status_code == 200


def test_names_in_a_csv_are_no_formulas(client_of, owner, address):
    owner.display_name = '=HYPERLINK("http://example.invalid")'
    owner.save()
    content = client_of(owner).get(f"{address[:-1]}.csv").content.decode("utf-8-sig")
    names = [row["name"] for row in csv.DictReader(io.StringIO(content)) if row["figure"] == "owner"]
    assert names[0].startswith("'=")


def test_project_with_odd_names_is_reported(client_of, owner):
    project = make_project(owner=owner, title="Σχέδιο 项目 " + "w" * 300)
    make_task(project=project, title="W" * 500, tag_names=["ετικέτα", "标签"])
    page = client_of(owner).get(f"/projects/{project.pk}/report/?sections=workload&sections=tasks").text
    for text in ("Σχέδιο 项目", "W" * 500, "标签"):
        assert text in page
