"""The code on docs/webhooks.md does what it says, on messages that are really sent."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from boards.services import members
from boards.webhooks.services import webhooks
from tests.factories import make_task
from tests.webhooks.conftest import work

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")


def block(language: str, word: str) -> str:
    return next(code for code in re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL) if word in code)


@pytest.fixture
def message(hook, receiver, project):
    make_task(project=project, title="Ünïcode 🎉")
    work()
    return receiver.messages[0]


def test_python_without_a_library(hook, message):
    names: dict = {}
    exec(block("python", "is_genuine"), names)
    assert names["is_genuine"](hook.plain, message.headers, message.body)
    assert not names["is_genuine"](hook.plain, message.headers, message.body + b" ")
    assert not names["is_genuine"](hook.plain, message.headers | {"webhook-timestamp": "1"}, message.body)


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_javascript(hook, message):
    asked = json.dumps([hook.plain, message.headers, message.body.decode()])
    script = (
        block("js", "isGenuine")
        + f"""
const [secret, headers, body] = {asked};
console.log(isGenuine(secret, headers, body), isGenuine(secret, headers, body + " "));
"""
    )
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["true", "false"]


def test_the_example_has_what_is_sent(message):
    told = re.search(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[1]
    event = json.loads(message.body)
    assert set(re.findall(r'^ {2}"(\w+)"', told, flags=re.MULTILINE)) == set(event)
    assert set(re.findall(r'^ {4}"(\w+)"', told, flags=re.MULTILINE)) == set(event["data"])


# --- What becomes of them with people ---------------------------------------------------------------------------------


def test_your_data_names_webhooks_without_what_opens_anything(client_of, owner, hook):
    text = b"".join(client_of(owner).get("/account/data/download/")).decode()
    assert [row["name"] for row in json.loads(text)["webhooks"]] == ["Hook"]
    assert "whsec" not in text and hook.address not in text


def test_who_deletes_the_account_leaves_a_webhook_that_sends_nothing(hook_of, project, admin, receiver):
    from boards.accounts.services import account_deletion

    hook = hook_of(actor=admin)
    account_deletion.leave(user=admin, actor=admin)
    make_task(project=project)
    work()
    hook.refresh_from_db()
    assert receiver.messages == [] and hook.off_reason == "no_rights" and hook.user.display_name == "Former member"


def test_who_leaves_the_project_is_told_no_more(hook_of, project, admin, receiver):
    hook_of(actor=admin)
    members.remove(project=project, user=admin, actor=admin)
    make_task(project=project)
    work()
    assert receiver.messages == []


def test_a_backup_brings_webhooks_back(hook, receiver, project, tmp_path, transactional_db):
    from boards.transfer.backup import restoring, writing

    make_task(project=project)
    work()
    writing.write(tmp_path / "x.backup")
    webhooks.delete(webhook=hook, actor=project.owner)
    restoring.restore(tmp_path / "x.backup", replace=True)
    make_task(project=project, title="Later")
    work()
    assert receiver.messages[-1].verified(hook.plain)["data"]["task"]["title"] == "Later"
