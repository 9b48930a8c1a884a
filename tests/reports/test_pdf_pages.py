"""The address of a report's PDF: how far it is, why there is none, and who gets it."""

import re
from urllib.parse import urlencode

import pytest

from boards.jobs import running
from boards.jobs.registry import Queue
from boards.reports import pdf_jobs
from boards.reports.pdf_jobs import Paper, State
from boards.services import members

pytestmark = pytest.mark.long


@pytest.fixture
def address(project) -> str:
    return f"/projects/{project.pk}/report.pdf"


@pytest.fixture
def stand(monkeypatch):
    """`stand(State.DONE, content=…)`: how it stands with each PDF."""
    return lambda state, **more: monkeypatch.setattr(pdf_jobs, "ask", lambda order: Paper(state, **more))


def test_page_says_how_far_it_is_and_looks_again(client_of, member, address, stand):
    stand(State.MAKING, step=5, page=84)
    response = client_of(member).get(address)
    assert response.status_code == 202 and response["Refresh"] == "2"
    assert "Laying out page 84." in response.content.decode()


def test_page_waits_for_its_turn(client_of, member, address, stand):
    stand(State.WAITING)
    response = client_of(member).get(address)
    assert response.status_code == 202 and "Other PDFs are being made" in response.content.decode()


def test_pdf_is_shown_under_a_name(client_of, member, address, stand):
    stand(State.DONE, content=b"%PDF-1.7")
    response = client_of(member).get(f"{address}?from=2026-01-01&to=2026-01-31")
    assert (response.status_code, response["Content-Type"], response.content) == (200, "application/pdf", b"%PDF-1.7")
    assert response["Content-Disposition"] == 'inline; filename="launch-2026-01-31.pdf"'
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        (State.MISSING, 503, "lacks the library Pango"),
        (State.LOST, 503, "The server stopped"),
        (State.BROKEN, 503, "could not be made"),
        (State.TOO_LARGE, 409, "more memory than a PDF may"),
        (State.TOO_SLOW, 409, "longer than a PDF may"),
    ],
)
def test_an_end_without_pdf_is_a_sentence(client_of, member, address, stand, state, status, words):
    stand(state)
    response = client_of(member).get(address)
    assert response.status_code == status and "Refresh" not in response
    assert words in response.content.decode().replace("&#x27;", "'")


def test_role_is_checked_each_time(client_of, member, owner, project, address, stand):
    client = client_of(member)
    assert client.get(address).status_code == 202
    members.remove(project=project, user=member, actor=owner)
    stand(State.DONE, content=b"%PDF-1.7")
    assert client.get(address).status_code == 404


def test_choice_that_makes_no_sense_is_the_report_with_its_sentence(client_of, member, address):
    response = client_of(member).get(f"{address}?from=never")
    assert response.status_code == 422


@pytest.mark.parametrize(("query", "size"), [("", "a4"), ("?paper=a4", "a4"), ("?paper=letter", "letter")])
def test_paper_is_the_size_that_was_chosen(client_of, member, address, monkeypatch, query, size):
    orders = []
    monkeypatch.setattr(pdf_jobs, "ask", lambda order: orders.append(order) or Paper(State.MAKING))
    client_of(member).get(f"{address}{query}")
    assert f'<body class="paper-{size}">' in orders[0].html()


def test_paper_of_no_known_size_is_422(client_of, member, address):
    for path in (address, address.replace(".pdf", "/")):
        response = client_of(member).get(f"{path}?paper=a3")
        assert response.status_code == 422 and "Use one of these: a4, letter." in response.text


def test_size_is_chosen_beside_the_button_and_kept(client_of, member, address):
    client, report = client_of(member), address.replace(".pdf", "/")
    chosen = "from=2026-01-01&to=2026-01-31&sections=status&sections=tasks"
    page = client.get(f"{report}?{chosen}").text
    (form,) = re.findall(f'<form[^>]* action="{address}".*?</form>', page, flags=re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    assert urlencode(fields) == chosen
    assert '<option value="a4" selected>A4</option><option value="letter">Letter</option>' in form
    kept = client.get(f"{report}?{chosen}&paper=letter").text
    assert '<option value="letter" selected>' in kept
    # The other period, all tasks, and the choice of sections keep it too; a spreadsheet has no paper.
    assert "since=start&amp;paper=letter&amp;sections=status" in kept
    assert kept.count('<input type="hidden" name="paper" value="letter">') == 1
    (form,) = re.findall(r'<form[^>]* action="[^"]*report.csv".*?</form>', kept, flags=re.DOTALL)
    assert urlencode(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)) == chosen


def test_way_back_from_the_pdf_knows_the_size(client_of, member, address, stand):
    stand(State.MAKING)
    page = client_of(member).get(f"{address}?to=2026-01-31&paper=letter").text
    assert f'href="{address.replace(".pdf", "/")}?to=2026-01-31&amp;paper=letter"' in page


def test_api_answers_202_until_it_is_made(client_of, member, project, stand):
    path, client = f"/api/v1/projects/{project.pk}/report.pdf", client_of(member)
    stand(State.MAKING, step=5, page=3)
    response = client.get(path)
    assert response.status_code == 202 and response["Retry-After"] == "2"
    assert response.json() == {"state": "making", "detail": "Laying out page 3.", "page": 3}
    stand(State.TOO_LARGE)
    response = client.get(path)
    assert response.status_code == 409 and response.json()["type"] == "urn:boardsite:pdf-too-large"
    stand(State.DONE, content=b"%PDF-1.7")
    response = client.get(f"{path}?paper=letter")
    assert (response["Content-Type"], response.content) == ("application/pdf", b"%PDF-1.7")


def test_api_knows_two_sizes(client_of, member, project):
    assert client_of(member).get(f"/api/v1/projects/{project.pk}/report.pdf?paper=a3").status_code == 400


def test_pdf_is_made_from_the_page_to_the_file(real_maker, client_of, member, project, address, settings):
    client = client_of(member)
    response = client.get(address)
    assert response.status_code == 202
    assert running.run_due(queues=[Queue.FILES]) == 1
    response = client.get(address)
    assert response.status_code == 200 and response.content.startswith(b"%PDF-1.7")
