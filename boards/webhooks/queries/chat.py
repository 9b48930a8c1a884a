"""Messages in the shapes of Slack, Mattermost, Matrix and Microsoft Teams.

What people wrote is data in each: it is never read as markup, calls nobody by name, and makes no link of its own.
Where a product has a way to say "plain text" that is used; where it only has markup, its signs are escaped, and what
would call a whole channel together is parted by a zero-width space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.utils.html import escape

from boards.models import WebhookFormat
from boards.webhooks.queries.sentences import Message, Piece

# A section of Slack's takes 3,000 characters, escaped.
SLACK_LIMIT = 3_000
PARTED = "\N{ZERO WIDTH SPACE}"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:])")


def slack(message: Message) -> dict[str, object]:
    """Blocks of mrkdwn, in which three signs are escaped, and nothing is made a link or a name by guessing."""
    sentence = "".join(map(_slack_piece, message.sentence))
    lines = [sentence, *(f"{_slack(label)}: {_slack(value)}" for label, value in message.details)]
    while len("\n".join(lines)) > SLACK_LIMIT and len(lines) > 1:
        lines.pop()
    return {
        "text": "".join(_slack(piece.text) for piece in message.sentence)[:SLACK_LIMIT],
        "blocks": [
            {"type": "section", "text": _mrkdwn("\n".join(lines))},
            {"type": "context", "elements": [_mrkdwn(_slack_piece(message.place))]},
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text[:SLACK_LIMIT], "verbatim": True}


def _slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _slack_piece(piece: Piece) -> str:
    words = _slack(piece.text)
    if piece.link:
        return f"<{piece.link}|{words}>"
    return _around(words, "*") if piece.strong else words


def _around(words: str, sign: str) -> str:
    """Signs close to the words, or they stand for themselves; none where the words have that sign."""
    text = words.strip()
    return words.replace(text, f"{sign}{text}{sign}") if text and sign not in text else words


def mattermost(message: Message) -> dict[str, object]:
    """Markdown. The server itself replaces `<!channel>` and finds `@all` before that is read, so both are parted."""
    lines = ["".join(map(_mattermost_piece, message.sentence))]
    lines += [f"{_markdown(label)}: {_markdown(value)}" for label, value in message.details]
    lines.append(_mattermost_piece(message.place))
    return {"username": "Boardsite", "text": "  \n".join(lines)}


def _markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text).replace("@", f"@{PARTED}").replace("<", f"<{PARTED}")


def _mattermost_piece(piece: Piece) -> str:
    words = _markdown(piece.text)
    if piece.link:
        return f"[{words}]({piece.link})"
    return _strong_markdown(words) if piece.strong else words


def _strong_markdown(words: str) -> str:
    text = words.strip()
    return words.replace(text, f"**{text}**") if text else words


def matrix(message: Message) -> dict[str, object]:
    """What Hookshot takes: a text, which it would read as Markdown were there no HTML beside it, and the HTML."""
    html = "".join(map(_html_piece, message.sentence))
    html += "".join(f"<br>{_html(label)}: {_html(value)}" for label, value in message.details)
    lines = ["".join(piece.text for piece in message.sentence)]
    lines += [f"{label}: {value}" for label, value in message.details]
    lines.append(f"{message.place.text}: {message.url}")
    text = "\n".join(lines)
    return {"text": text.replace("@room", f"@{PARTED}room"), "html": f"{html}<br><em>{_html_piece(message.place)}</em>"}


def _html(text: str) -> str:
    return str(escape(text.replace("@room", f"@{PARTED}room")))


def _html_piece(piece: Piece) -> str:
    words = _html(piece.text)
    if piece.link:
        return f'<a href="{escape(piece.link)}">{words}</a>'
    return f"<strong>{words}</strong>" if piece.strong else words


def teams(message: Message) -> dict[str, object]:
    """An Adaptive Card for a workflow. Its runs of text know no Markdown, other than its text blocks."""
    blocks = [_rich(message.sentence)]
    blocks += [_rich([Piece(f"{label}: ", strong=True), Piece(value)]) for label, value in message.details]
    blocks.append(_rich([message.place], subtle=True))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
        "actions": [{"type": "Action.OpenUrl", "title": message.link_words, "url": message.url}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _rich(pieces: Iterable[Piece], *, subtle: bool = False) -> dict[str, object]:
    return {"type": "RichTextBlock", "inlines": [_run(piece, subtle) for piece in pieces]}


def _run(piece: Piece, subtle: bool) -> dict[str, object]:
    run: dict[str, object] = {"type": "TextRun", "text": piece.text, "isSubtle": subtle}
    if piece.strong:
        run["weight"] = "Bolder"
    if piece.link:
        run["selectAction"] = {"type": "Action.OpenUrl", "url": piece.link}
    return run


SHAPES: dict[WebhookFormat, Callable[[Message], dict[str, object]]] = {
    WebhookFormat.SLACK: slack,
    WebhookFormat.MATTERMOST: mattermost,
    WebhookFormat.MATRIX: matrix,
    WebhookFormat.TEAMS: teams,
}
