"""What a server has loaded once it is ready to answer: what only some of its work needs waits for that work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Libraries, and parts of ours, that a server may do without for as long as it lives.
IDLE = {
    "PIL",
    "boards.openapi",
    "boards.transfer.archive",
    "boards.transfer.bringing",
    "boards.transfer.formats",
    "boards.transfer.mapping",
    "boto3",
    "botocore",
    "celery",
    "confluent_kafka",
    "defusedxml",
    "django_celery_beat",
    "icalendar",
    "jwt",
    "kombu",
    "lxml",
    "openpyxl",
    "opentelemetry",
    "requests",
    "sentry_sdk",
    "storages",
    "weasyprint",
    "xlsxwriter",
}
LOADS = """
import sys
import boardsite.asgi
from django.urls import reverse
reverse("home")
print(*sorted(set({idle}) & set(sys.modules)))
"""
READY = """
import sys
import boardsite.asgi
import boardsite.server.config
boardsite.server.config.when_ready(None)
print(*sorted({"boards.templatetags.ui", "boards.templatetags.inbox", "jinja2"} - set(sys.modules)))
"""
BUILT = """
import boardsite.asgi
import boards.openapi
from pydantic import BaseModel
def below(model):
    for each in model.__subclasses__():
        yield each
        yield from below(each)
print(sum(each.__pydantic_complete__ for each in below(BaseModel) if each.__module__.startswith(("boards.", "ninja."))))
"""
PARSERS = """
import gc
import boardsite.asgi
from django.urls import reverse
from markdown_it import MarkdownIt
reverse("home")
print(sum(isinstance(each, MarkdownIt) for each in gc.get_objects()))
"""


@pytest.fixture
def said(tmp_path):
    """What a process prints that has loaded what a server loads."""
    settings = {"DATABASE_URL": "sqlite:///:memory:", "SECRET_KEY": "x" * 50, "VAR_DIR": str(tmp_path)}
    given = os.environ | settings | {"DJANGO_SETTINGS_MODULE": "boardsite.settings", "DEBUG": "0"}

    def run(program):
        asked = [sys.executable, "-W", "ignore", "-c", program]
        return subprocess.run(asked, cwd=ROOT, env=given, check=True, capture_output=True, text=True).stdout.strip()

    return run


@pytest.mark.once
def test_what_only_some_work_needs_is_not_loaded_at_the_start(said):
    assert said(LOADS.format(idle=sorted(IDLE))) == ""


@pytest.mark.once
def test_tags_of_templates_are_there_before_the_workers_which_share_them(said):
    assert said(READY) == ""


@pytest.mark.once
def test_checkers_of_calls_are_made_with_the_first_call_that_needs_them(said):
    # Of five hundred.
    assert int(said(BUILT)) < 50


@pytest.mark.once
def test_parsers_for_texts_that_would_cost_too_much_wait_for_such_a_text(said):
    # One for texts, one for the first words of descriptions.
    assert said(PARSERS) == "2"
