"""The PDF of a report, made for real: what it holds, and that nothing else is read on the way."""

import base64
import builtins
import datetime
import io
import re
import xml.etree.ElementTree as ElementTree

import pypdf
import pytest

from boards.reports import pdf_jobs, pdf_worker, printing
from boards.reports.choices import SECTIONS, Choice
from boards.reports.days import Period
from boards.reports.pdf_jobs import Paper, State
from boards.services import tasks
from tests.factories import column_of, make_project, make_task, make_user

pytestmark = [pytest.mark.usefixtures("real_maker"), pytest.mark.long, pytest.mark.once]
HOSTILE = (
    '<img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x.png"><link rel=stylesheet href="/static/../x.css">'
    '<p style="background: url(\'http://127.0.0.1:9/y.png\')">Text</p><embed src="/projects/1/">'
)
HOSTILE_ADDRESSES = {
    "file:///etc/passwd",
    "http://127.0.0.1:9/x.png",
    "https://the.site/x.css",
    "http://127.0.0.1:9/y.png",
    "https://the.site/projects/1/",
}


def made(html: str) -> Paper:
    return pdf_jobs.make(html, lambda paper: None, Paper(State.MAKING), pause=0.05)


def _without_pango(name, *args, real=builtins.__import__):
    if name == "boards.reports" and "pdf" in (args[2] or ()):
        raise OSError("cannot load library 'libpango-1.0-0'")
    return real(name, *args)


def order_of(project, reader, size="a4") -> pdf_jobs.Order:
    period = Period.of(reader.today() - datetime.timedelta(27), reader.today(), reader.zone)
    return printing.order(project, reader, period, Choice(sections=tuple(SECTIONS)), size)


def read(paper: Paper) -> pypdf.PdfReader:
    assert paper.state is State.DONE
    return pypdf.PdfReader(io.BytesIO(paper.content))


def fonts(pdf: pypdf.PdfReader) -> dict[str, bool]:
    """The fonts by name without their mark, and whether each is embedded."""
    found = {}
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0]["/FontDescriptor"] if "/DescendantFonts" in font else {}
            found[str(font["/BaseFont"]).partition("+")[2]] = "/FontFile2" in inner or "/FontFile3" in inner
    return found


def test_report_is_a_tagged_document_with_bookmarks_and_embedded_fonts(db):
    ann = make_user(name="ann")
    project = make_project(owner=ann, title="Launch & <b>land</b>", finish_date=datetime.date(2026, 12, 24))
    # Letters of the site's own typeface: pypdf reads none of a font that lacks one (findings/pypdf-embedded-cmap.sh).
    for title in ("W" * 120, "Έλεγχος των κειμένων", "Проверить тексты"):
        make_task(project=project, title=title, assignee=ann)
    pdf = read(made(order_of(project, ann).html()))
    root, text = pdf.trailer["/Root"], " ".join(page.extract_text() for page in pdf.pages)
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en" and root["/StructTreeRoot"]["/K"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert pdf.metadata.title.startswith("Launch & <b>land</b>: report, ") and pdf.metadata.author == "Ann"
    assert [entry.title for entry in pdf.outline if not isinstance(entry, list)] == ["Launch & <b>land</b>"]
    assert "What changed" in str(pdf.outline) and "All tasks" in str(pdf.outline)
    assert fonts(pdf) and all(fonts(pdf).values()) and any(name.startswith("Inter") for name in fonts(pdf))
    assert "Έλεγχος των κειμένων" in text and "Проверить тексты" in text and f"1 / {len(pdf.pages)}" in text
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]


def test_letters_that_no_font_here_has_spoil_nothing(db):
    ann = make_user(name="ann")
    project = make_project(owner=ann, title="Launch")
    make_task(project=project, title="为新网站编写文字 \U00012000", assignee=ann)
    pdf = read(made(order_of(project, ann).html()))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] and "All tasks" in str(pdf.outline)
    assert all(fonts(pdf).values())


def test_control_characters_spoil_neither_charts_nor_metadata(db):
    ann = make_user(name="ann", display_name="An\x08n")
    project = make_project(owner=ann, title="La\x08unch")
    for _number in range(2):
        make_task(project=project, title="Wri\x08te", column=column_of(project=project, status="completed"))
    order = order_of(project, ann)
    pdf = read(made(order.html()))
    ElementTree.fromstring(pdf.trailer["/Root"]["/Metadata"].get_data())
    drawings = re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', order.html())
    assert len(drawings) > 2
    for drawing in drawings:
        ElementTree.fromstring(base64.b64decode(drawing))


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_dates_ages_and_the_running_head_stay_on_one_line(clock, db, size):
    project = make_project(title="Move to the new house " * 9)
    column = column_of(project=project, status="in_progress")
    for _number in range(5):
        tasks.complete(task=make_task(project=project, column=column), actor=project.owner)
    make_task(project=project, title="Pack the kitchen " * 4, column=column, due_date=datetime.date(2026, 3, 28))
    clock.to(20)
    pages = read(made(order_of(project, project.owner, size).html())).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "in progress for 19 days" in text
    assert "28 Mar 2026" in text
    assert "Column Assignee Progress" in text
    assert all("21 February 2026 to 20 March 2026" in page.extract_text() for page in pages)


def test_letter_is_a_size_too(db):
    project = make_project()
    pdf = read(made(order_of(project, project.owner, "letter").html()))
    assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [612, 792]


def test_nothing_but_our_own_files_is_read(monkeypatch):
    from boards.reports import pdf

    refused, given = set(), []
    fetch = pdf.OwnFiles.fetch

    def noted(self, url, headers=None):
        try:
            answer = fetch(self, url, headers)
        except ValueError:
            refused.add(url)
            raise
        given.append(url)
        return answer

    monkeypatch.setattr(pdf.OwnFiles, "fetch", noted)
    content = pdf.write(
        f'<html lang="en"><title>x</title><body><h1>Whole</h1>{HOSTILE}</body></html>', "https://the.site"
    )
    assert refused == HOSTILE_ADDRESSES and not given
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
    assert "Whole" in page.extract_text()
    assert not page.images


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/static/boards/css/paper.css",
        "https://the.site.evil.example/static/boards/css/paper.css",
        "https://the.site@evil.example/static/boards/css/paper.css",
        "https://the.site/static/../boardsite/urls.py",
        "https://the.site/static/%2e%2e/boardsite/urls.py",
        "https://the.site/static//etc/passwd",
        "https://the.site/static/vendor/README.md",
        "https://the.site/static/boards/css/none.css",
        "https://the.site/projects/1/",
        "data:text/css,body{}",
        "data:image/png;base64,AAAA",
        "ftp://the.site/static/boards/css/paper.css",
    ],
)
def test_other_addresses_are_not_read(url):
    from boards.reports.pdf import OwnFiles

    with pytest.raises(ValueError):
        OwnFiles("https://the.site").fetch(url)


def test_own_files_and_drawings_of_the_page_are_read():
    from boards.reports.pdf import OwnFiles

    own = OwnFiles("https://the.site")
    assert own.fetch("https://the.site/static/boards/css/paper.css?x#y").read().startswith(b"/* What is made for paper")
    assert own.fetch("data:image/svg+xml;base64,PHN2Zy8+").read() == b"<svg/>"


def test_steps_are_told_on_the_way():
    from boards.reports import pdf

    told = []
    content = pdf.write('<html lang="en"><title>x</title><h1>One</h1>', "https://the.site", told.append)
    assert content.startswith(b"%PDF-1.7") and "5 1" in told and told[-1].startswith("7 ")


def test_missing_library_is_told_by_the_exit_code(monkeypatch):
    monkeypatch.setattr(pdf_worker.bounds, "keep_within", lambda seconds, megabytes: None)
    monkeypatch.setattr(builtins, "__import__", _without_pango)
    assert pdf_worker.main("https://the.site", 1, 1) == pdf_worker.MISSING


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), pdf_worker.TOO_LARGE),
        (SystemError("error return without exception set"), pdf_worker.TOO_LARGE),
        (ImportError("libx.so: failed to map segment from shared object"), pdf_worker.TOO_LARGE),
        (OSError("cannot load library 'libpango': Cannot allocate memory"), pdf_worker.TOO_LARGE),
        (OSError("cannot load library 'libpango'"), pdf_worker.MISSING),
    ],
)
def test_no_memory_to_begin_with_is_told_from_a_missing_library(monkeypatch, error, code):
    def fail(name, *args, **kwargs):
        if name == "boards.reports":
            raise error
        return real(name, *args, **kwargs)

    real = builtins.__import__
    monkeypatch.setattr(pdf_worker.bounds, "keep_within", lambda seconds, megabytes: None)
    monkeypatch.setattr(builtins, "__import__", fail)
    assert pdf_worker.main("https://the.site", 1, 1) == code


DRAWING = "<img src='data:image/svg+xml;base64,PHN2Zy8+'>"


@pytest.mark.parametrize(
    ("megabytes", "body"),
    [
        (30, ""),
        (60, "<table>" + "<tr><td>cell</td></tr>" * 20_000 + "</table>"),
        # Pango ends the process by itself when it gets no memory to look for a font.
        (60, f"<p>为新网站编写文字 and words in a paragraph</p>{DRAWING}" * 1_500),
    ],
    ids=["at the start", "in Python", "in Pango"],
)
def test_too_large_ends_in_words(monkeypatch, megabytes, body):
    monkeypatch.setattr(pdf_jobs, "MEGABYTES", megabytes)
    found = made(f'<html lang="en"><title>x</title>{body}')
    assert found.state is State.TOO_LARGE and not found.content


def test_too_slow_ends_in_words(monkeypatch):
    monkeypatch.setattr(pdf_jobs, "SECONDS", 1)
    found = made('<html lang="en"><title>x</title>' + "<p>word</p>" * 20_000)
    assert found.state is State.TOO_SLOW
