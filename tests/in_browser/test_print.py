"""Paper, from a real browser's print."""

import io

import pypdf
import pytest
from playwright.sync_api import expect

from tests.factories import make_attachment, make_column, make_comment, make_link, make_project, make_task, make_tasks

pytestmark = [pytest.mark.browser, pytest.mark.once]
# How much of an element is behind its scroll bar, in pixels.
HIDDEN = "each => each.scrollWidth - each.clientWidth"


def printed(page) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))


def text_of(pdf: pypdf.PdfReader) -> str:
    return " ".join(" ".join(each.extract_text() for each in pdf.pages).split())


def test_board_prints_every_card_on_wide_sheets(page, sign_in):
    project = make_project(title="Launch")
    make_tasks(project=project, count=60)
    for number in range(9):
        make_column(project=project, name=f"Stage {number}")
    sign_in(page, project.owner)
    page.goto(f"/projects/{project.pk}/print/")
    pdf = printed(page)
    text = text_of(pdf)
    assert all(float(each.mediabox.width) > float(each.mediabox.height) for each in pdf.pages)
    assert all(f"#{number} Task" in text for number in range(1, 61))
    assert f"1 / {len(pdf.pages)}" in text and "Print" not in text and "Skip to content" not in text


def test_cards_of_a_printed_board_stay_in_their_columns(page, sign_in):
    project = make_project(title="Launch")
    task, other = make_tasks(project=project, count=2, title="Names of people and of things go on and on and on and on")
    make_link(task=task, other=other, relation="child")
    for number in range(5):
        make_column(project=project, name=f"Stage {number}")
    sign_in(page, project.owner)
    page.goto(f"/projects/{project.pk}/")
    expect(page.locator(".card-parent")).to_have_count(1)
    page.emulate_media(media="print")
    edges = "card => [card, card.closest('.column')].map(each => each.getBoundingClientRect().right)"
    for card in page.locator(".card").all():
        right, end = card.evaluate(edges)
        assert right <= end


def test_report_prints_what_it_says_and_no_more(page, sign_in):
    project = make_project(title="Launch")
    make_task(project=project, title="Write the texts", assignee=project.owner)
    sign_in(page, project.owner)
    page.goto(f"/projects/{project.pk}/report/?sections=tasks")
    text = text_of(printed(page))
    assert "Write the texts" in text and "All tasks" in text and "Founder" in text
    assert "CSV" not in text and "Settings" not in text
    # The order of the screen: what is done, what is late, when it ends, and then the rest.
    places = [
        text.index(words) for words in ("Done", "Late", "When it ends", "Founder", "All tasks", "Write the texts")
    ]
    assert places == sorted(places)


def test_long_words_of_a_task_are_cut_off_neither_in_its_sheet_nor_on_paper(page, sign_in):
    project, word = make_project(title="Launch"), "word" * 60
    task = make_task(project=project, title=word, description=f"- [x] {word}\n\n```\n{word}\n```")
    sign_in(page, project.owner)
    page.goto(f"/tasks/{task.pk}/print/")
    assert page.locator(".sheet").evaluate(HIDDEN) <= 0
    page.goto(f"/tasks/{task.pk}/")
    page.emulate_media(media="print")
    assert page.locator("#description-text pre").evaluate(HIDDEN) <= 0


def test_task_prints_what_it_holds_without_what_is_pressed(page, sign_in):
    project = make_project(title="Launch")
    task, other = make_tasks(project=project, count=2)
    make_attachment(task=task, name="roast.txt")
    make_comment(task=task, text="Lovely")
    make_link(task=task, other=other)
    sign_in(page, project.owner)
    page.goto(f"/tasks/{task.pk}/")
    text = text_of(printed(page))
    assert "roast.txt" in text and "Lovely" in text and other.title in text
    assert "Attach files" not in text and "Link a task" not in text and "Add a" not in text
    assert "Founder Founder" not in text and "At 100 %" not in text
    page.emulate_media(media="print")
    expect(page.locator(".file-words")).to_be_visible()
    expect(page.locator(".file").get_by_role("link", name="Download")).to_have_count(0)


def test_page_of_a_pdf_looks_again_without_scripts(browser_context, sign_in, monkeypatch):
    from boards.reports import pdf_jobs
    from boards.reports.pdf_jobs import Paper, State

    project = make_project(title="Launch")
    context = browser_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, project.owner)
    told = iter([Paper(State.MAKING, step=5, page=7)])
    monkeypatch.setattr(pdf_jobs, "ask", lambda order: next(told, Paper(State.TOO_LARGE)))
    page.goto(f"/projects/{project.pk}/report.pdf")
    page.get_by_text("Laying out page 7.").wait_for()
    page.get_by_text("This report takes more memory than a PDF may.").wait_for()
