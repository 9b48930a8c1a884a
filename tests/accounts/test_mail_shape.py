"""What django-allauth sends looks like the rest of the site's e-mail, and says the same in text."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory

FOLDER = Path(allauth.__file__).parent / "templates"
PREFIXES = sorted(
    path.relative_to(FOLDER).as_posix().removesuffix("_message.txt")
    for app in ("account", "mfa", "socialaccount")
    for path in (FOLDER / app / "email").glob("*_message.txt")
    if not path.name.startswith("base_")
)
URL = "http://testserver/x/?a=1&b=<2>"


@pytest.fixture
def render(db):
    """Renders a message as it is sent."""

    def render(prefix, **more):
        context = {
            "current_site": type("Site", (), {"name": "testserver", "domain": "testserver"})(),
            "email": "ada@example.com",
            "user": None,
            "password_reset_url": URL,
            "activate_url": URL,
            "signup_url": URL,
            **dict.fromkeys(("from_email", "to_email", "deleted_email"), "ada@example.com"),
            "ip": "192.0.2.7",
            "user_agent": "<b>Firefox</b>",
            "timestamp": "now",
            "provider": "Company",
        }
        return get_adapter(RequestFactory().get("/")).render_mail(prefix, "ada@example.com", context | more)

    return render


@pytest.mark.parametrize("prefix", [prefix for prefix in PREFIXES if "confirmation" not in prefix])
def test_every_message_has_both_parts(render, prefix):
    message = render(prefix)
    ((page, kind),) = message.alternatives
    assert kind == "text/html"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for sentence in re.findall(r"[A-Z][a-z ,]{20,}", message.body):
        assert sentence.strip() in words
    assert "<b>Firefox" not in page


def test_link_is_a_button(render):
    ((page, _kind),) = render("account/email/password_reset_key").alternatives
    assert 'href="http://testserver/x/?a=1&amp;b=&lt;2&gt;"' in page
    assert "Choose a new password" in page


def test_code_stands_out(render):
    ((page, _kind),) = render("account/email/email_confirmation", code="AB12-CD34").alternatives
    assert re.search(r'<p class="mail-code"[^>]*>AB12-CD34</p>', page)


def test_what_changed_is_told_with_where_from(render):
    ((page, _kind),) = render("account/email/password_changed").alternatives
    assert "192.0.2.7" in page
    assert "&lt;b&gt;Firefox&lt;/b&gt;" in page
