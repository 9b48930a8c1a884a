"""What containers and hosts are told is compared with what the settings know."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.urls import reverse

from boards.accounts import data_files
from boards.jobs import registry, thumbnails
from boards.live import hub
from boards.reports import pdf_jobs
from boards.transfer import site_files
from boardsite import oidc
from boardsite.server import edge, uploads
from tests.test_documents import DOCUMENTS, variables

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
NGINX = ROOT / "deploy" / "nginx"
SECRETS = {"SECRET_KEY", "JWT_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "EMAIL_URL", "TLS_CERTIFICATE", "TLS_KEY"}
DEMANDED = SECRETS | {"SITE_URL", "DEFAULT_FROM_EMAIL"}


class Loader(yaml.SafeLoader):
    """Knows Compose's own tags, and keeps what they stand at."""


def plain(loader, _tag, node):
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else None


Loader.add_multi_constructor("!", plain)


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def compose(name):
    return yaml.load(read(name), Loader)


DEMONSTRATION = compose("compose.yaml")
PRODUCTION = compose("deploy/compose.production.yaml")


def used(name):
    """The variables that a file takes from the environment: name → what stands behind it."""
    return dict(re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", read(name)))


@pytest.mark.parametrize("file", [DEMONSTRATION, PRODUCTION], ids=["demonstration", "production"])
@pytest.mark.parametrize("service", ["web", "migrate", "worker", "beat"])
def test_the_site_is_told_nothing_it_does_not_know(file, service):
    assert set(file["services"][service]["environment"]) <= set(variables())


def test_the_demonstration_is_for_this_machine_alone():
    ports = [port for service in DEMONSTRATION["services"].values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)
    assert all(rest.startswith(":-") for rest in used("compose.yaml").values()), "something has to be set"


@pytest.mark.parametrize("name", DEMONSTRATION["services"])
def test_services_are_watched_bounded_and_started_again(name):
    service = DEMONSTRATION["services"][name]
    assert "healthcheck" in service or name == "web", "web has that of its image"
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert service["restart"] == ("no" if name in ("migrate", "topics") else "unless-stopped")
    assert "no-new-privileges:true" in service["security_opt"]
    assert "container_name" not in service, "web is scaled"


def megabytes(text):
    return int(text[:-1]) * {"m": 1, "g": 1024}[text[-1]]


# What one process that serves pages takes; docs/deployment.md has the same sum.
A_PROCESS = 150
# And a process of a worker, or the one that leads them.
A_WORKER = 120


IMAGE = dict(re.findall(r"^    (\w+)=(\d+) ?\\?$", read("Dockerfile"), flags=re.MULTILINE))
NUMBERS = {name: variables()[name] for name in ("WORKER_PROCESSES", "PDFS_AT_ONCE")} | {"WORKERS": IMAGE["WORKERS"]}


@pytest.mark.parametrize(
    ("service", "variable", "needed"),
    [
        ("web", "WEB_MEMORY", int(NUMBERS["WORKERS"]) * A_PROCESS),
        (
            "worker",
            "WORKER_MEMORY",
            (int(NUMBERS["WORKER_PROCESSES"]) + 1) * A_WORKER
            + int(NUMBERS["PDFS_AT_ONCE"]) * pdf_jobs.MEGABYTES
            + thumbnails.MEGABYTES,
        ),
    ],
)
def test_all_processes_and_all_pdfs_fit(service, variable, needed):
    [files] = [megabytes(re.search(r"size=(\w+)", each)[1]) for each in DEMONSTRATION["services"][service]["tmpfs"]]
    limit = DEMONSTRATION["services"][service]["deploy"]["resources"]["limits"]["memory"]
    assert needed + files <= megabytes(limit) < (needed + files) * 1.25
    # In production each number can be changed, the limit with them.
    assert used("deploy/compose.production.yaml")[variable] == f":-{limit}"
    for name, value in NUMBERS.items():
        assert used("deploy/compose.production.yaml")[name] == f":-{value}"


def test_the_broker_has_a_number_of_its_own_and_keeps_its_messages():
    site, redis = DEMONSTRATION["services"]["web"]["environment"], DEMONSTRATION["services"]["redis"]
    assert site["BROKER_URL"].rpartition("/")[0] == site["REDIS_URL"].rpartition("/")[0]
    assert site["BROKER_URL"] != site["REDIS_URL"]
    assert "volatile-lru" in redis["command"] and "volatile-lru" in PRODUCTION["services"]["redis"]["command"]


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_background_work_is_asked_how_it_is_and_given_time_to_end(name):
    service = DEMONSTRATION["services"][name]
    assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "boardsite.server.health", name]
    assert service["command"] == ["celery", "--quiet", "-A", "boardsite.celery", name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    if name == "worker":
        # What is broken off is begun again. That costs little, but for files that take long to make.
        long = {data_files.JOB, site_files.JOB}
        longest = max(known.seconds for known in registry.every_job() if known.every is None and known.name not in long)
        assert longest <= int(service["stop_grace_period"].removesuffix("s"))


def test_a_relay_is_asked_without_starting_all_of_the_site():
    relay = DEMONSTRATION["services"]["relay"]
    assert relay["healthcheck"]["test"] == ["CMD", "python", "-m", "boardsite.server.health", "relay"]


def test_a_small_host_makes_one_pdf_at_a_time():
    assert json.loads(read("app.json"))["env"]["PDFS_AT_ONCE"]["value"] == "1"


def test_databases_talk_to_the_site_alone():
    assert DEMONSTRATION["networks"]["data"] == {"internal": True}
    assert all(DEMONSTRATION["services"][name]["networks"] == ["data"] for name in ("db", "redis", "minio"))


def test_the_database_sorts_as_in_the_tests():
    arguments = DEMONSTRATION["services"]["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    tests = read("tests/servers.py")
    assert all(f'"{each}"' in tests for each in arguments if "locale" in each)


def test_site_and_keycloak_agree(monkeypatch):
    site = DEMONSTRATION["services"]["web"]["environment"]
    keycloak = DEMONSTRATION["services"]["keycloak"]
    for name in [name for name in site if name.startswith("OIDC_")]:
        monkeypatch.setenv(name, site[name])
    [provider] = oidc.providers()
    realm = json.loads(read("deploy/keycloak/realm.json"))
    [client] = [client for client in realm["clients"] if client["clientId"] == provider.client_id]
    assert provider.issuer == f"{keycloak['environment']['KC_HOSTNAME']}/realms/{realm['realm']}"
    assert provider.issuer.split("/")[2].split(":")[0] in keycloak["networks"]["default"]["aliases"]
    assert provider.client_secret == keycloak["environment"]["BOARDSITE_CLIENT_SECRET"]
    assert keycloak["environment"]["BOARDSITE_URL"] == site["SITE_URL"]
    assert client["redirectUris"] == [reverse("openid_connect_callback", args=[provider.id])]
    assert set(provider.admin_groups) | set(provider.project_roles) == {group["name"] for group in realm["groups"]}
    assert len(realm["users"]) == 2


def test_production_demands_every_secret():
    behind = used("deploy/compose.production.yaml")
    assert {name for name, rest in behind.items() if rest.startswith(":?")} == DEMANDED
    assert "demonstration" not in read("deploy/compose.production.yaml").lower()
    assert read("deploy/compose.production.yaml").count("environment: *environment") == 6


def test_production_leaves_out_what_only_shows():
    assert PRODUCTION["services"]["keycloak"] is None and PRODUCTION["services"]["mailpit"] is None
    assert PRODUCTION["services"]["web"]["environment"]["DEMO"] == "0"


def test_the_example_explains_each_variable_and_gives_no_value():
    lines = read(".env.example").splitlines()
    given = [line for line in lines if line and not line.startswith("#")]
    named = {line.split("=")[0] for line in given}
    assert named == set(used("deploy/compose.production.yaml")) | set(used("compose.yaml"))
    assert all(line.endswith("=") for line in given)
    demanded = read(".env.example").split("may stay empty")[0]
    assert all(f"\n{name}=" in demanded for name in DEMANDED)


@pytest.mark.parametrize("file", [DEMONSTRATION, PRODUCTION], ids=["demonstration", "production"])
def test_files_that_are_mounted_exist(file):
    services = [service for service in file["services"].values() if service]
    mounted = [each.split(":")[0] for service in services for each in service.get("volumes", [])]
    assert [each for each in mounted if each.startswith("./") and not (ROOT / each).exists()] == []


def test_proxy_and_server_refuse_the_same_bodies():
    [limit] = re.findall(r"client_max_body_size (\d+)m;", read("deploy/nginx/nginx.conf"))
    assert int(limit) * 1024 * 1024 == edge.MOST_BYTES


def test_proxy_believes_no_client_about_itself():
    told = dict(re.findall(r"^proxy_set_header (\S+) (.+);$", read("deploy/nginx/headers.conf"), flags=re.MULTILINE))
    assert told["X-Forwarded-For"] == "$remote_addr" and told["X-Forwarded-Proto"] == "$scheme"
    assert told["X-Forwarded-Host"] == told["Forwarded"] == '""'
    site = read("deploy/nginx/site.conf")
    assert site.count("proxy_pass ") == site.count("include /etc/nginx/boardsite/headers.conf;")


def test_proxy_carries_sockets_and_lets_them_go():
    site = read("deploy/nginx/site.conf")
    [inside] = re.findall(r"location /ws/ \{(.*?)\}", site, flags=re.DOTALL)
    assert "proxy_set_header Upgrade $http_upgrade;" in inside and "proxy_set_header Connection upgrade;" in inside
    [idle] = re.findall(r"^proxy_read_timeout (\d+)s;", site, flags=re.MULTILINE)
    assert int(idle) > hub.QUIET + hub.ROUND
    assert "worker_shutdown_timeout" in read("deploy/nginx/nginx.conf")


def test_files_of_the_proxy_exist():
    text = "".join(path.read_text() for path in NGINX.iterdir())
    named = re.findall(r"/etc/nginx/boardsite/([\w.]+)", text) + re.findall(r"/(away\.\w+)\b", text)
    assert named and all((NGINX / name).exists() for name in named)
    assert json.loads(read("deploy/nginx/away.json"))["status"] == 503


def test_image_sets_what_the_settings_know():
    text = read("Dockerfile")
    [settings] = re.findall(r"^ENV (PATH=/opt/venv/bin:\$PATH \\\n(?:    .+\n)+)", text, flags=re.MULTILINE)
    names = set(re.findall(r"^(?: {4})?(\w+)=", settings, flags=re.MULTILINE))
    assert names - {"PATH", "HOME", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= set(variables())
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", text, flags=re.MULTILINE)


def test_image_gets_what_is_named_and_nothing_else():
    first, *rest = [line for line in read(".dockerignore").splitlines() if line and not line.startswith("#")]
    named = [line.removeprefix("!") for line in rest if line.startswith("!")]
    assert first == "*" and all((ROOT / name).exists() for name in named)
    assert not {".git", "tests", "var", ".env", "docs"} & set(named)


def test_hosts_like_heroku_are_told_what_the_settings_know():
    app = json.loads(read("app.json"))
    assert set(app["env"]) <= set(variables())
    assert not [name for name in SECRETS & set(app["env"]) if "value" in app["env"][name]]
    lines = dict(line.split(": ", 1) for line in read("Procfile").splitlines())
    assert set(lines) == {"release", "web", "worker", "beat"} and lines["release"] == "python manage.py prepare"
    assert lines["web"].endswith("gunicorn -c python:boardsite.server.config")


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, ROOT / "Dockerfile", ROOT / "compose.yaml"], ids=lambda path: path.name
)
def test_commands_that_are_named_exist(document):
    named = set(re.findall(r"manage\.py ([a-z_]+)\b", document.read_text(encoding="utf-8")))
    assert named <= set(get_commands())


def test_the_modules_that_are_started_exist():
    for name in (
        "boardsite.celery",
        "boardsite.server.config",
        "boardsite.server.health",
        "boardsite.server.worker",
        "boardsite.asgi",
    ):
        ast.parse(read(f"{name.replace('.', '/')}.py"))


def test_proxy_hands_large_files_on_and_keeps_none():
    site = read("deploy/nginx/site.conf")
    [address, inside] = re.findall(r"location ~ (\S*tasks\S*) \{(.*?)\}", site, flags=re.DOTALL)[0]
    assert "proxy_request_buffering off;" in inside and "client_max_body_size 0;" in inside
    for path in ("/tasks/7/attachments/", "/api/v1/tasks/7/attachments/", "/api/v1/tasks/7/attachments"):
        assert re.match(address, path) and uploads.ADDRESSES.fullmatch(path)
    for path in ("/import/", "/projects/7/import/", "/api/v1/imports/", "/api/v1/imports"):
        assert re.match(address, path) and uploads.IMPORTS.fullmatch(path) and uploads.ADDRESSES.fullmatch(path)
    for path in ("/tasks/7/attachments/x", "/imports/7/", "/api/v1/imports/7", "/x/tasks/7/attachments/"):
        assert not re.match(address, path) and not uploads.ADDRESSES.fullmatch(path)
