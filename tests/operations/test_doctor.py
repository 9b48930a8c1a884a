"""`manage.py doctor` says what is wrong, and what to do about it."""

import datetime
import socketserver
import threading
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from boards.management import doctor
from boards.queries import readiness
from boards.services import stored_files
from boardsite.attachments import store
from boardsite.oidc import Provider
from tests.factories import fresh, make_attachment, make_project, make_task, make_user


@pytest.fixture
def examine(db, settings, tmp_path, capsys, monkeypatch):
    """Runs it on a healthy site with these settings; what it printed, and whether it found a failure."""
    monkeypatch.setattr(readiness, "fragments", lambda: "ok")
    settings.VAR_DIR, settings.SITE, settings.HTTPS = tmp_path, urlsplit("https://boards.example.com"), True
    settings.TRUSTED_PROXIES, settings.SECRET_KEY = 1, "k" * 50
    tmp_path.chmod(0o700)

    def examine(**changes):
        for name, value in changes.items():
            setattr(settings, name, value)
        try:
            call_command("doctor")
        except CommandError as error:
            return capsys.readouterr().out + str(error), True
        return capsys.readouterr().out, False

    return examine


def test_a_healthy_site(examine):
    text, failed = examine()
    assert not failed and "FAIL" not in text and "The site can work." in text


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"DEBUG": True}, "Unset DEBUG"),
        ({"TRUSTED_PROXIES": 0}, "Set TRUSTED_PROXIES"),
    ],
)
def test_settings_that_are_not_safe(examine, changes, advice):
    text, failed = examine(**changes)
    assert failed and advice in text


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"SITE": urlsplit("http://boards.example.com"), "HTTPS": False}, "a proxy with TLS"),
        ({"SECRET_KEY": "short"}, "50 random characters"),
    ],
)
def test_settings_that_should_be_seen_to(examine, changes, advice):
    text, failed = examine(**changes)
    assert not failed and advice in text


def test_accounts_of_the_demonstration_on_a_public_site(examine):
    user = make_user(name="viewer")
    text, failed = examine()
    assert failed and "Deactivate or delete them" in text
    user.is_active = False
    user.save()
    assert not examine()[1]


def test_accounts_of_the_demonstration_at_home(examine):
    make_user(name="viewer")
    assert not examine(SITE=urlsplit("http://127.0.0.1:8000"), HTTPS=False, TRUSTED_PROXIES=0)[1]


def test_a_migration_that_waits(examine):
    MigrationRecorder(connection).record_unapplied("boards", "0001_initial")
    text, failed = examine()
    assert failed and "1 migrations wait: boards.0001_initial" in text and "manage.py prepare" in text


def test_a_database_that_is_away(examine, monkeypatch):
    monkeypatch.setattr(readiness, "pending", refuse)
    text, failed = examine()
    assert failed and "The database can't be reached" in text and "DATABASE_URL" in text


def refuse():
    from django.db import OperationalError

    raise OperationalError("connection refused")


def test_the_table_of_limits(examine, settings):
    missing = {**caches.settings["default"], "LOCATION": "no_such_table"}
    text, failed = examine(CACHES={**caches.settings, "default": missing})
    assert failed and "nobody can sign in" in text


def test_redis_away_is_a_warning(examine, monkeypatch):
    monkeypatch.setattr(readiness, "fragments", lambda: "away (ConnectionError); pages are slower")
    text, failed = examine()
    assert not failed and "Look at REDIS_URL" in text


class MailServer(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 mail\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 mail\r\n")


def test_mail(examine):
    away = {
        "SENDS_EMAIL": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": 1,
    }
    text, failed = examine(**away)
    assert failed and "EMAIL_URL" in text
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        text, failed = examine(**away | {"EMAIL_PORT": server.server_address[1]})
        server.shutdown()
    assert not failed and "takes our mail" in text


def test_a_provider_that_is_away(examine):
    provider = Provider(id="away", issuer="http://127.0.0.1:1", client_id="boardsite", client_secret="s", name="Away")
    text, failed = examine(OIDC_PROVIDERS=[provider])
    assert failed and "Nobody can sign in through Away" in text


def test_clocks_that_disagree(examine, monkeypatch):
    monkeypatch.setattr(doctor, "clock_apart", lambda: 90.0)
    text, failed = examine()
    assert failed and "90 seconds apart" in text and "NTP" in text


def test_the_clock_of_the_database(db):
    assert abs(readiness.database_now() - timezone.now()) < datetime.timedelta(seconds=30)


def test_secrets_that_others_can_read(examine, tmp_path):
    (tmp_path / "secret_key").write_text("secret")
    (tmp_path / "secret_key").chmod(0o644)
    text, failed = examine()
    assert failed and "chmod 600" in text


def test_a_folder_that_everybody_may_write_into_or_that_is_missing(examine, tmp_path):
    tmp_path.chmod(0o777)
    assert examine()[1]
    assert "is missing" in examine(VAR_DIR=tmp_path / "nowhere")[0]


# --- Attached files ---------------------------------------------------------------------------------------------------


@pytest.fixture
def old(monkeypatch):
    """What is there is older than a day, as far as the doctor knows."""
    from boards.queries import stored_files as queries

    monkeypatch.setattr(queries, "YOUNG", datetime.timedelta(days=-1))


def test_files_that_are_where_they_belong(examine):
    make_attachment(task=make_task(project=make_project()))
    text, failed = examine()
    assert not failed and "The content of all 1 attached files is there." in text


def test_a_row_without_content(examine):
    attachment = make_attachment(task=make_task(project=make_project()))
    stored_files.discard([attachment.key])
    text, failed = examine()
    assert failed and f"the content is missing: 1 (#{attachment.pk})" in text and "from a backup" in text


def test_content_without_a_row_is_found_and_removed(examine, settings, old):
    attachment = make_attachment(task=make_task(project=make_project()))
    stored_files.keep_thumbnail(attachment.thumbnail_key, b"small")
    stored_files.clean()
    left = stored_files.keep(ContentFile(b"left"))
    half = settings.ATTACHMENTS.arriving / "half.upload"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"ha")
    text, failed = examine()
    assert not failed and "Content that belongs to no file: 2." in text and "doctor --clean" in text
    call_command("doctor", clean=True)
    assert not store().exists(left.key) and not half.exists()
    assert store().exists(attachment.key) and store().exists(attachment.thumbnail_key) and fresh(attachment)


def test_what_may_be_on_its_way_is_left_alone(examine, settings):
    young = stored_files.keep(ContentFile(b"young"))
    call_command("doctor", clean=True)
    assert store().exists(young.key)
    stored_files.discard([young.key])


def test_a_store_that_is_away(examine, monkeypatch):
    from boards.queries import stored_files as queries

    def away():
        raise OSError("connection refused")

    monkeypatch.setattr(queries, "look", away)
    text, failed = examine()
    assert failed and "can't be read: OSError: connection refused" in text
