"""Imports beside other work: whoever was a moment faster, while an import waited for the lock, is heard."""

import pytest
from django.urls import reverse

from boards.models import Column, ImportState, Project, Task
from boards.services import columns, tasks, transactions
from boards.transfer import bringing
from tests.factories import fresh, make_project
from tests.transfer.exports import a_card, a_list
from tests.transfer.pages.bringing import address, trello

pytestmark = pytest.mark.django_db


@pytest.fixture
def just_before(monkeypatch):
    """`just_before(change)`: it is made by whoever gets the lock of the project right before the next service does."""

    def just_before(change):
        take, waiting = transactions.lock_and_read, [change]

        def lock_and_read(*args, **kwargs):
            while waiting:
                waiting.pop()()
            return take(*args, **kwargs)

        monkeypatch.setattr(transactions, "lock_and_read", lock_and_read)

    return just_before


@pytest.mark.parametrize("is_new", [True, False], ids=["a project of its own", "into one that was there"])
def test_who_was_a_moment_faster_is_heard(client, bring, choose, owner, member, just_before, is_new):
    found = bring(trello(cards=[a_card(1), a_card(2)]), into=None if is_new else make_project(owner=owner))
    choose(found)
    task = Task.objects.get(title="Card 2")
    just_before(lambda: tasks.update(task=task, changed={"title": "Mine"}, seen_version=None, actor=member))
    response = client.post(reverse("import-undo", args=[found.pk]))
    assert response.status_code == 409 and "worked on since" in response.content.decode()
    assert fresh(found).state == ImportState.DONE
    assert (fresh(task).deleted_at, fresh(task.project).deleted_at) == (None, None)


def waiting(client, found):
    """The import with what its form says, ready for the job."""
    form = client.get(address(found)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address(found), {**sent, "then": "import"}).status_code == 303
    return fresh(found)


def cards(count, **fields):
    return trello(cards=[a_card(number, id=f"{number:024x}", **fields) for number in range(1, count + 1)])


def test_two_updates_at_once_bring_what_is_new_once(client, bring, choose, just_before):
    choose(bring(cards(2)))
    first, second = (waiting(client, found) for found in (bring(cards(4)), bring(cards(4))))
    just_before(lambda: bringing.carry_out(first))
    bringing.carry_out(second)
    assert (fresh(first).state, fresh(second).state) == (ImportState.DONE, ImportState.DONE), fresh(second).problem
    told = [fresh(found).report["update"]["added"] for found in (first, second)]
    assert told == [2, 0] and Project.objects.get().tasks.count() == 4


def test_an_update_leaves_alone_what_was_changed_a_moment_before(client, bring, choose, owner, just_before):
    choose(bring(cards(2)))
    task = Task.objects.get(title="Card 2")
    found = waiting(client, bring(cards(2, desc="Theirs")))
    just_before(lambda: tasks.update(task=task, changed={"description": "Ours"}, seen_version=None, actor=owner))
    bringing.carry_out(found)
    assert fresh(task).description == "Ours" and fresh(found).report["update"]["kept"] == 1


def test_a_column_that_went_a_moment_before_is_not_filled(client, bring, owner, just_before):
    project = make_project(owner=owner)
    lane = columns.create(project=project, name="Oven", status="in_progress", actor=owner)
    found = waiting(client, bring(trello(lists=[a_list(1, name="Oven")], cards=[a_card(1)]), into=project))
    just_before(lambda: columns.delete(column=lane, into=project.columns.first(), actor=owner))
    bringing.carry_out(found)
    assert fresh(found).state == ImportState.DONE
    assert Column.objects.get(tasks__title="Card 1").name == "Oven"


def test_a_board_that_was_imported_while_its_preview_lay_open_is_looked_at_again(bring, choose):
    content = trello(lists=[a_list(1)], cards=[a_card(1), a_card(2)])
    first, second = bring(content), bring(content)
    choose(first)
    choose(second)
    assert (first.state, second.state) == ("done", "failed") and "since you looked" in second.problem
    assert Project.objects.count() == 1
    choose(second, then="look")
    choose(second, update="0")
    assert second.state == "done" and Project.objects.count() == 2
