"""Messages for chats: in the words of the history, and what people wrote stays data."""

import json

import pytest

from boards.models import WebhookFormat
from boards.services import tasks
from boards.webhooks.queries import chat
from boards.webhooks.queries.sentences import LONGEST_PIECE, Message, Piece, pieces
from boards.webhooks.services import deliveries as deliveries_of
from tests.factories import make_task
from tests.webhooks.conftest import states, work

CHATS = [value for value in WebhookFormat.values if value != WebhookFormat.STANDARD]
NASTY = "<!channel> @channel @all @room *b* _i_ `c` [x](http://evil.example) <a href='x'>&amp; <@U1> \\ ~s~ #h >q |p"


@pytest.fixture
def sent(hook_of, receiver, project, owner):
    """What a chat is sent of a task with a nasty title that was moved."""

    def sent(shape: str) -> dict:
        hook_of(format=shape, events=["task.moved"])
        task = make_task(project=project, title=NASTY)
        column = project.columns.get(status="in_progress")
        tasks.move(task=task, column_id=column.pk, actor=owner)
        work()
        assert states() == ["delivered"]
        return json.loads(receiver.messages[0].body)

    return sent


def words(body: dict) -> list[str]:
    """Every text of a message."""
    found = []
    for value in body.values() if isinstance(body, dict) else body if isinstance(body, list) else []:
        found += [value] if isinstance(value, str) else words(value)
    return found


def test_slack_gets_escaped_mrkdwn_with_a_link(sent):
    body = sent("slack")
    section, context = body["blocks"]
    text = section["text"]["text"]
    assert section["text"]["verbatim"] is True
    assert text.startswith("*Owner* moved <http://testserver/tasks/")
    assert "“Pending” to “In progress”" in text
    assert "&lt;!channel&gt;" in text and "&amp;amp;" in text and "&lt;@U1&gt;" in text
    assert text.count("<") == text.count(">") == 1
    assert context["elements"][0]["text"].endswith("|Launch>")
    assert "<" not in body["text"]


def test_mattermost_gets_markdown_that_calls_nobody(sent):
    text = sent("mattermost")["text"]
    assert text.startswith("**Owner** moved [\\#1 ")
    assert "](http://testserver/tasks/" in text and "http://evil" not in text
    assert "@channel" not in text and "@all" not in text and "<!channel>" not in text and "<@U1>" not in text
    assert "\\*b\\* \\_i\\_ \\`c\\` \\[x\\]\\(" in text


def test_matrix_gets_a_text_and_html(sent):
    body = sent("matrix")
    assert body["html"].startswith('<strong>Owner</strong> moved <a href="http://testserver/tasks/')
    assert "<a href=&#x27;x&#x27;>" not in body["html"] and "&lt;a href=&#x27;x&#x27;&gt;" in body["html"]
    assert "@room" not in body["html"] and "@room" not in body["text"]
    assert "*b*" in body["text"] and body["text"].endswith("/tasks/1/") or "Launch: http://testserver" in body["text"]


def test_teams_gets_a_card_of_plain_runs(sent):
    body = sent("teams")
    (attachment,) = body["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert {run["type"] for block in card["body"] for run in block["inlines"]} == {"TextRun"}
    assert any(NASTY[:60] in run["text"] for run in card["body"][0]["inlines"])
    assert card["actions"][0]["url"].startswith("http://testserver/tasks/")


@pytest.mark.parametrize("shape", CHATS)
def test_a_test_reads_as_one(shape, hook_of, receiver, owner):
    deliveries_of.test(webhook=hook_of(format=shape, name="Chat"), actor=owner)
    work()
    text = " ".join(words(json.loads(receiver.messages[0].body)))
    assert "This is a test of the webhook “Chat”" in text.replace("\\", "")


@pytest.mark.parametrize("shape", CHATS)
def test_chats_are_signed_too(shape, hook_of, receiver, project):
    hook = hook_of(format=shape)
    make_task(project=project)
    work()
    assert receiver.messages[0].verified(hook.plain)


@pytest.mark.parametrize("shape", CHATS)
def test_hostile_words_make_valid_messages(shape, hostile_sample):
    for text in hostile_sample:
        piece = Piece(" ".join(text.encode("utf-8", "replace").decode().split())[:LONGEST_PIECE])
        message = Message([piece, Piece("moved"), piece._replace(link="http://x/")], piece, "http://x/", "Open")
        body = chat.SHAPES[WebhookFormat(shape)](message)
        assert json.loads(json.dumps(body, ensure_ascii=False).encode()) == body
        assert len(json.dumps(body)) < 28_000


@pytest.mark.parametrize("shape", CHATS)
def test_the_longest_words_stay_within_what_each_takes(shape):
    piece = Piece("<" * LONGEST_PIECE, strong=True)
    details = [("x", "&" * LONGEST_PIECE)] * 6
    message = Message([piece] * 6, piece, "http://x/", "Open", details)
    body = chat.SHAPES[WebhookFormat(shape)](message)
    assert all(len(text) <= chat.SLACK_LIMIT for text in words(body)) or shape != "slack"
    assert len(json.dumps(body, ensure_ascii=False).encode()) < 28_000


@pytest.mark.once
def test_a_sentence_is_cut_into_pieces():
    html = '<b>A&amp;B</b> moved <a href="/tasks/1/">#1 x</a> from <q>one</q>'
    assert [piece.text for piece in pieces(html)] == ["A&B", " moved ", "#1 x", " from ", "“", "one", "”"]
    assert [bool(piece.strong) for piece in pieces(html)][:2] == [True, False]
    assert pieces(html)[2].link == "http://testserver/tasks/1/"


def test_what_changed_is_told_beside_the_sentence(hook_of, receiver, project, owner):
    hook_of(format="slack", events=["task.updated"])
    task = make_task(project=project)
    tasks.update(task=task, changed={"title": "New", "priority": 3}, seen_version=None, actor=owner)
    work()
    text = json.loads(receiver.messages[0].body)["blocks"][0]["text"]["text"]
    assert "Title: Task → New" in text and "Priority: None → High" in text
