"""What a message looks like to those who read it: mail programs, mail servers, people."""

import datetime
import email
import email.policy
import re
import zoneinfo

import pytest
from django.utils import timezone
from django.utils.html import escape

from boards.jobs import running
from boards.models import Mail, Project, Reason
from boards.notifications.mail import letters, plain, shape, smtp
from boards.services import projects, tasks
from boardsite.mail import styles
from boardsite.mail.colours import hexadecimal
from tests.factories import fresh, make_project, make_task
from tests.notifications.mail.conftest import make_entry

pytestmark = pytest.mark.django_db


def mailed(server):
    """The last message."""
    running.run_due()
    return server.messages()[-1]


def text(message) -> str:
    return message.get_body(("plain",)).get_content()


def html(message) -> str:
    return message.get_body(("html",)).get_content()


def test_headers_are_those_of_a_machine_that_means_well(server, task, member):
    make_entry(user=member, task=task)
    message = mailed(server)
    assert message["From"] == "Boardsite <boards@site.example>"
    assert message["Subject"] == f"[{task.project.title}] Write the texts (#1)"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["List-Id"] == f"{task.project.title} <project-{task.project_id}.testserver>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://testserver/notifications/unsubscribe/[^/ ]+/>", message["List-Unsubscribe"])
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.defects == []
    names = [name.lower() for name in message]
    assert len(names) == len(set(names))


def test_address_to_unsubscribe_stands_on_the_line_of_its_header(server, task, member):
    make_entry(user=member, task=task)
    running.run_due()
    assert b"\r\nList-Unsubscribe: <http" in server.taken[0].content


def test_messages_of_a_task_are_one_thread_under_one_subject(server, task, member, admin):
    make_entry(user=member, task=task)
    first = mailed(server)
    make_entry(user=member, task=task, changed={"title": "Another name"})
    second = mailed(server)
    make_entry(user=admin, task=task)
    others = mailed(server)
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert first["Subject"] == second["Subject"]
    assert first["Message-ID"] != second["Message-ID"]
    assert others["References"] != first["References"]
    assert "Another name" in text(second)
    assert others["Subject"].endswith("Another name (#1)")


def test_what_is_told_of_a_project_names_it(server, project, member):
    projects.archive(project=project, actor=project.owner)
    make_entry(user=member, project=project, actor=project.owner, reason=Reason.ARCHIVED)
    message = mailed(server)
    assert message["Subject"] == f"Owner archived {project.title}"
    assert message["References"] is None
    assert f"http://testserver/projects/{project.pk}/" in text(message)


def test_html_and_text_say_the_same(server, task, member):
    make_entry(
        user=member, task=task, changed={"priority": 3, "due_date": datetime.date(2031, 5, 6), "title": "Write it all"}
    )
    message = mailed(server)
    for said in ("Owner changed", "Priority: None → High", "Due date: none → 6 May 2031", "priority high"):
        assert said in text(message)
        assert said in html(message)
    assert f"http://testserver/tasks/{task.pk}/" in text(message)
    assert f'href="http://testserver/tasks/{task.pk}/"' in html(message)


def test_nothing_is_fetched_from_anywhere(server, task, member):
    make_entry(user=member, task=task)
    page = html(mailed(server))
    assert not re.search(r"<(img|link|script|iframe|video)\b|url\(|@import|src=", page)
    assert set(re.findall(r'href="(\w+://[^/"]+)', page)) == {"http://testserver"}


def test_styles_stand_in_the_elements_and_follow_the_theme(server, task, member):
    make_entry(user=member, task=task)
    page = html(mailed(server))
    assert all("style=" in tag for tag in re.findall(r"<[^>]+class=[^>]+>", page))
    assert "var(" not in page
    assert "oklch" not in page
    assert "rem" not in re.sub(r"[a-z]rem|rem[a-z]", "", "".join(re.findall(r'style="([^"]*)"', page)))
    assert '<meta name="color-scheme" content="light dark">' in page
    assert "@media (prefers-color-scheme: dark)" in page


def test_every_class_of_the_templates_has_a_style_and_every_style_a_use():
    folder = styles.settings.BASE_DIR / "templates/boards/mail"
    used = {name for path in folder.glob("*.html") for name in re.findall(r'class="([^"]+)"', path.read_text())}
    assert used == set(styles.sheet().light)


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue", "colour"),
    [(1, 0, 0, "#ffffff"), (0, 0, 0, "#000000"), (0.628, 0.2577, 29.23, "#ff0000"), (0.452, 0.3132, 264.05, "#0000ff")],
)
def test_colours_are_those_of_browsers(lightness, chroma, hue, colour):
    assert hexadecimal(lightness, chroma, hue) == colour


@pytest.mark.parametrize(
    "title",
    [
        "Subject: x\u2028Bcc: evil@example.com",
        "\u202egpj.exe",
        "שלום עולם",
        "💥" * 200,
        "x" * 500,
        "日本語の長い題名" * 40,
        "<script>alert(1)</script> & \"quotes\" 'and' {{ braces }} {% tags %} %s {0}",
        "=?utf-8?q?=0ABcc=3A_evil=40example=2Ecom?=",
        'a, b; <c@example.com> "d" [e] (f)',
        "é\u0301́ combining",
        'class="mail-body"',
    ],
)
def test_hostile_titles_stay_titles(server, member, title):
    project = make_project(title=title, roles={member: "member"})
    task = make_task(project=project, title=title)
    make_entry(user=member, task=task)
    message = mailed(server)
    assert server.taken[-1].rcpt_tos == [member.email]
    assert (message["To"], message["Bcc"], message["Cc"]) == (member.email, None, None)
    assert message.defects == []
    assert message["Subject"].endswith("(#1)")
    assert message["Subject"].startswith("[")
    assert message["List-Id"].endswith(f"<project-{project.pk}.testserver>")
    head = server.taken[-1].content.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max(map(len, server.taken[-1].content.split(b"\r\n"))) < 500
    assert "<script>" not in html(message)
    assert html(message).count("<body") == 1
    whole = " ".join(text(message).split())
    assert "".join(plain.line(title).split())[:20] in "".join(whole.split())


def test_hostile_texts_break_no_message(hostile_sample, member):
    """Every text as the title of project and task, through all that is made of it for the wire."""
    for text in hostile_sample:
        project = Project(pk=1, title=text)
        mail = Mail(task_id=1, message_id="<a@b>", subject=shape.subject_of_task(text, text, 1))
        letter = shape.Letter(text=plain.wrapped(text), html=f"<p>{escape(text)}</p>", off="http://x/", project=project)
        content = smtp.bytes_of(shape.message(mail, member, letter))
        parsed = email.message_from_bytes(content, policy=email.policy.default)
        assert (parsed["To"], parsed["Bcc"], parsed["Cc"], parsed.defects) == (member.email, None, None, [])
        assert parsed["List-Id"].endswith("<project-1.testserver>")
        assert content.isascii()
        assert max(map(len, content.split(b"\r\n"))) < 998


def test_newlines_that_got_into_a_title_break_no_header():
    made = shape.subject_of_task("a\r\nBcc: evil@example.com", "b\nc", 3)
    assert made == "[a Bcc: evil@example.com] b c (#3)"


def test_what_turns_writing_around_ends_with_the_title():
    assert shape.subject_of_task("Launch", "\u202egpj", 1) == "[Launch] \u2068\u202egpj\u2069 (#1)"


def test_person_is_spoken_to_in_their_zone(server, task, member):
    member.time_zone = "Pacific/Auckland"
    member.save()
    with letters.speaking_to(member):
        assert timezone.get_current_timezone() == zoneinfo.ZoneInfo("Pacific/Auckland")
        assert timezone.localdate() == member.today()


def test_text_wraps_at_words_and_leaves_addresses_whole():
    made = plain.wrapped("word " * 40 + "https://example.com/" + "x" * 100, first="- ", rest="  ")
    lines = made.split("\n")
    assert lines[0].startswith("- word")
    assert all(line.startswith("  ") for line in lines[1:])
    assert max(len(line) for line in lines[:-1]) <= 76
    assert lines[-1].strip() == "https://example.com/" + "x" * 100


def test_writing_without_blanks_wraps_too():
    lines = plain.wrapped("日本語" * 40).split("\n")
    assert max(map(plain.width, lines)) <= 76
    assert "".join(lines) == "日本語" * 40


def test_completed_task_is_told_as_it_stands(server, task, member):
    tasks.complete(task=fresh(task), actor=task.project.owner)
    make_entry(user=member, task=task, changed={})
    assert "Completed" in text(mailed(server))
