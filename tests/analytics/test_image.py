"""What the image of the analytics service is given, and told."""

import re

import pytest
from analytics import settings
from analytics.settings import SettingsError

from tests.analytics.conftest import FOLDER
from tests.deployment.test_files import DEMONSTRATION, PRODUCTION

ROOT = FOLDER.parents[1]
pytestmark = pytest.mark.once
DATABASE = {"DATABASE_URL": "postgres://localhost/x"}


def pinned(path):
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_it_runs_what_its_tests_run():
    ours = pinned(FOLDER / "requirements.txt")
    known = pinned(ROOT / "requirements.txt") | pinned(ROOT / "requirements-test.txt")
    assert {"flask", "confluent-kafka", "psycopg", "psycopg-binary", "psycopg-pool", "gunicorn"} <= set(ours)
    assert {name: known.get(name) for name in ours} == ours


def test_nothing_of_the_site_is_imported():
    sources = [path.read_text(encoding="utf-8") for path in (FOLDER / "analytics").rglob("*.py")]
    assert not [
        text for text in sources if re.search(r"^\s*(from|import) (boards|boardsite|django)", text, re.MULTILINE)
    ]


@pytest.mark.parametrize("file", [DEMONSTRATION, PRODUCTION], ids=["demonstration", "production"])
@pytest.mark.parametrize("name", ["analytics", "analytics-consumer"])
def test_the_services_are_told_what_the_settings_know(file, name):
    source = (FOLDER / "analytics" / "settings.py").read_text(encoding="utf-8")
    told = file["services"][name]["environment"]
    assert {"DATABASE_URL", "SITE_URL", "KAFKA_BROKERS"} <= set(told) <= set(re.findall(r'"([A-Z_]+)"', source))


def test_each_setting_is_told_in_the_document():
    source = (FOLDER / "analytics" / "settings.py").read_text(encoding="utf-8")
    text = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("analytics.md", "events.md"))
    names = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', source)) - {"UTC", "PLAIN"}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_it_listens_to_this_machine_alone_and_writes_nothing():
    service = DEMONSTRATION["services"]["analytics"]
    assert service["ports"] == ["127.0.0.1:8033:8000"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["profiles"] == ["analytics"]
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", (FOLDER / "Dockerfile").read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DATABASE_URL": ""}, "Set DATABASE_URL."),
        ({"DATABASE_URL_FILE": "/nowhere"}, "DATABASE_URL_FILE: /nowhere can't be read"),
        ({"SITE_URL": "boards.example.com"}, "SITE_URL: use an address"),
        ({"SITE_ADDRESS": "ftp://x"}, "SITE_ADDRESS: use an address"),
        ({"TIME_ZONE": "Nowhere"}, "TIME_ZONE: use the name of a time zone"),
        ({"KAFKA_SASL": "GUESS"}, "KAFKA_SASL: use one of"),
        ({"KAFKA_SASL": "PLAIN"}, "Set KAFKA_USER."),
    ],
)
def test_a_bad_value_is_named(given, sentence):
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        settings.read(DATABASE | given)


def test_how_the_brokers_are_reached(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    given = {"KAFKA_TLS": "1", "KAFKA_TLS_CA": "/ca.pem", "KAFKA_SASL": "PLAIN", "KAFKA_USER": "u"}
    client = settings.read(DATABASE | given | {"KAFKA_PASSWORD_FILE": str(secret)}).client
    assert client == {
        "security.protocol": "sasl_ssl",
        "sasl.mechanism": "PLAIN",
        "sasl.username": "u",
        "sasl.password": "s3cret",
        "ssl.ca.location": "/ca.pem",
    }
    empty = settings.read(DATABASE | dict.fromkeys(["KAFKA_TLS", "KAFKA_SASL", "KAFKA_TOPIC_PREFIX", "TIME_ZONE"], ""))
    assert empty.client == {"security.protocol": "plaintext"} and empty.pattern == "^boardsite[.].*"
