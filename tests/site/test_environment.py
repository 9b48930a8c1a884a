"""How variables are read, and refused with a sentence."""

from pathlib import Path

import pytest

from boardsite import environment as env


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("THING", "THING_FILE"):
        monkeypatch.delenv(name, raising=False)


def refused(capsys, read, *parts):
    with pytest.raises(SystemExit) as stop:
        read()
    sentence = capsys.readouterr().err
    assert stop.value.code == env.EXIT_CODE
    assert sentence.startswith("Boardsite can't start: ") and sentence.count("\n") == 1
    assert all(part in sentence for part in parts)
    return sentence


def test_default_stands_for_unset_and_empty(monkeypatch):
    assert env.text("THING", "a") == "a"
    monkeypatch.setenv("THING", " ")
    assert env.text("THING", "a") == "a"


def test_file_holds_the_value(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("hush\n")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    assert env.text("THING") == "hush"


def test_value_and_file_together_are_refused(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("THING", "a")
    monkeypatch.setenv("THING_FILE", str(tmp_path))
    refused(capsys, lambda: env.text("THING"), "THING_FILE", "both")


@pytest.mark.parametrize("path", ["/no/such/file", "."])
def test_unreadable_file_is_refused(monkeypatch, capsys, path):
    monkeypatch.setenv("THING_FILE", path)
    refused(capsys, lambda: env.text("THING"), "THING_FILE", path)


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_flag(monkeypatch, value, expected):
    monkeypatch.setenv("THING", value)
    assert env.flag("THING", default=not expected) is expected


def test_odd_flag_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("THING", "maybe")
    refused(capsys, lambda: env.flag("THING", default=True), "THING", "maybe")


@pytest.mark.parametrize("value", ["x", "-1", "0", "11", "1.5", "٣"])
def test_odd_number_is_refused(monkeypatch, capsys, value):
    monkeypatch.setenv("THING", value)
    refused(capsys, lambda: env.number("THING", 5, 1, 10), "THING", "from 1 to 10")


def test_choice_in_any_case(monkeypatch, capsys):
    monkeypatch.setenv("THING", "warning")
    assert env.choice("THING", "INFO", ("INFO", "WARNING")) == "WARNING"
    refused(capsys, lambda: env.choice("THING", "INFO", ("INFO",)), "warning")


def test_words(monkeypatch):
    monkeypatch.setenv("THING", " a, b,,c ")
    assert env.words("THING") == ["a", "b", "c"]


def test_several_of_a_choice(monkeypatch, capsys):
    monkeypatch.setenv("THING", "mail, files")
    assert env.several("THING", ("mail", "webhooks", "files")) == ["mail", "files"]
    refused(capsys, lambda: env.several("THING", ("mail", "webhooks")), "THING", "'files'", "mail, webhooks")
    monkeypatch.delenv("THING")
    assert env.several("THING", ("mail",)) == []


@pytest.mark.parametrize("value", ["Mars", "America", "../UTC", "/etc/passwd"])
def test_odd_time_zone_is_refused(monkeypatch, capsys, value):
    monkeypatch.setenv("THING", value)
    refused(capsys, lambda: env.time_zone("THING", "UTC"), value)


@pytest.mark.parametrize(
    "value",
    [
        "boards.example.com",
        "ftp://a",
        "https://",
        "https://a/b",
        "https://a?b",
        "https://u@a",
        "http://a:99999",
        "http://[",
    ],
)
def test_odd_site_address_is_refused(monkeypatch, capsys, value):
    monkeypatch.setenv("THING", value)
    refused(capsys, lambda: env.site_url("THING", "http://localhost"), "THING")


def test_postgres_address(monkeypatch):
    monkeypatch.setenv("THING", "postgres://me:p%40ss@db:5433/boards?sslmode=require")
    found = env.database("THING", Path("unused"))
    assert found["ENGINE"].endswith("postgresql")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("boards", "me", "p@ss")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("db", "5433", {"sslmode": "require"})


def test_sqlite_by_default_in_a_folder_with_odd_letters():
    path = Path("/srv/50% #1/db.sqlite3")
    assert env.database("THING", path) == {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


@pytest.mark.parametrize("value", ["mysql://a/b", "postgres://me:hush@db", "postgres://me:hush@db:port/a"])
def test_refused_database_address_keeps_its_password(monkeypatch, capsys, value):
    monkeypatch.setenv("THING", value)
    assert "hush" not in refused(capsys, lambda: env.database("THING", Path("x")), "THING")


def test_redis_address(monkeypatch, capsys):
    assert env.redis("THING") == ""
    monkeypatch.setenv("THING", "redis://:hush@cache:6379/1")
    assert env.redis("THING") == "redis://:hush@cache:6379/1"
    monkeypatch.setenv("THING", "http://cache")
    refused(capsys, lambda: env.redis("THING"), "rediss:")


@pytest.mark.parametrize(
    ("value", "port", "tls", "ssl"),
    [
        ("smtp://mail", 25, False, False),
        ("smtp+tls://mail", 587, True, False),
        ("smtps://mail:4650", 4650, False, True),
    ],
)
def test_mail_address(monkeypatch, value, port, tls, ssl):
    monkeypatch.setenv("THING", value)
    found = env.email("THING")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_mail_goes_to_the_console_by_default(monkeypatch, capsys):
    assert "console" in env.email("THING")["EMAIL_BACKEND"]
    monkeypatch.setenv("THING", "smtp:")
    refused(capsys, lambda: env.email("THING"), "mail server")


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.5", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_loopback(host, expected):
    assert env.is_loopback(host) is expected


def test_signing_key(monkeypatch):
    monkeypatch.setenv("KEY", "x" * 32)
    assert env.signing_key("KEY") == "x" * 32
    monkeypatch.delenv("KEY")
    assert env.signing_key("KEY") == ""


@pytest.mark.parametrize("value", ["too-short", "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----"])
def test_refused_signing_key_is_not_repeated(monkeypatch, capsys, value):
    monkeypatch.setenv("KEY", value)
    with pytest.raises(SystemExit):
        env.signing_key("KEY")
    said = capsys.readouterr().err
    assert "KEY" in said
    assert value not in said
    assert "nonsense" not in said


def test_signing_key_may_be_an_rsa_key_on_one_line(monkeypatch):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
    monkeypatch.setenv("KEY", pem.replace("\n", "\\n"))
    assert env.signing_key("KEY").strip() == pem.strip()
