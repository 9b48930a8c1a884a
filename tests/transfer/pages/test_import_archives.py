"""An archive of ours comes in on the page like any other file, and gives its bringer no power over others."""

import pytest
from django.urls import reverse

from boards.models import Activity, Comment, Import, Membership, Project, Task, Watch
from boards.services import comments, tasks
from tests.factories import make_attachment, make_comment, make_project, make_task, make_user
from tests.transfer.archives import altered, content, packed
from tests.transfer.pages.bringing import address
from tests.transfer.test_archive import head, line_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery(owner):
    """A project of others, with something of each kind."""
    boss, ben = make_user(name="boss", display_name="Berta Boss"), make_user(name="ben", display_name="Ben Baker")
    project = make_project(owner=boss, title="Bakery", roles={ben: "admin"}, visibility="public")
    project.boss, project.ben = boss, ben
    first = make_task(project=project, title="Rye", assignee=ben, description=f"For @[Ben](person:{ben.pk})")
    make_task(project=project, title="Oat")
    make_comment(task=first, actor=ben, text="Warm it up")
    make_attachment(task=first)
    return project


@pytest.fixture
def packet(bakery):
    made = packed(bakery)
    Project.objects.filter(pk=bakery.pk).update(title="There before")
    return made


@pytest.fixture
def came(bring, choose):
    """`came(packet, **fields)`: the project that comes of it."""

    def came(packet, **fields):
        found = bring(packet, "bakery.zip")
        choose(found, **fields)
        assert found.state == "done", found.problem
        return found.project

    return came


def place(found, name):
    return next(place for place, each in enumerate(found.outline["members"]) if each["name"] == name)


def test_looked_at_and_brought_in_as_it_was(client, bring, choose, owner, bakery, packet, folder):
    found = bring(packet, "bakery.zip")
    page = client.get(address(found)).content.decode()
    assert found.format == "boardsite" and "What the file holds: Boardsite" in page
    assert "You become the owner" in page and "Changes in the history" in page and "Completed" in page
    # By the names that things have here.
    assert all(f"<dt>{name}</dt>" in page for name in ("Columns", "Cards", "People", "Files and web links"))
    assert "Different from the file" in page and " lists" not in page
    assert not Project.objects.filter(owner=owner).exists()
    choose(found, title="Ours")
    new = Project.objects.get(owner=owner)
    assert (new.title, new.visibility, new.tasks.count()) == ("Ours", "personal", 2)
    assert new.activities.count() == bakery.activities.count()
    assert Comment.objects.get(task__project=new).text == "**Ben Baker:**\n\nWarm it up"
    assert Task.objects.get(project=new, number=1).attachments.count() == 1
    page = client.get(address(found)).content.decode()
    assert "Imported" in page and new.get_absolute_url() in page and not list(folder.iterdir())


def test_strangers_are_names_and_nobody_takes_part(client, came, owner, bakery, packet):
    new = came(packet)
    assert new.owner == owner and not new.memberships.exists()
    assert not Task.objects.filter(project=new, assignee__isnull=False).exists()
    assert Task.objects.get(project=new, number=1).description == "For @[Ben](person:0)"
    assert not new.activities.exclude(actor=None).exists()
    page = client.get(reverse("project-activity", args=[new.pk])).content.decode()
    assert "Ben Baker" in page and "Berta Boss" in page


def test_a_stranger_can_be_chosen_by_no_address(client, bring, choose, bakery, packet):
    found = bring(packet, "bakery.zip")
    assert f'value="{bakery.ben.email}"' not in client.get(address(found)).content.decode()
    choose(found, status=422, **{f"member-{place(found, 'Ben Baker')}": bakery.ben.email})


def test_who_is_known_and_chosen_is_what_they_were(came, owner, bakery, packet):
    make_project(owner=owner, roles={bakery.ben: "viewer", bakery.boss: "viewer"})
    new = came(packet)
    assert dict(new.memberships.values_list("user", "role")) == {bakery.ben.pk: "admin", bakery.boss.pk: "admin"}
    task = Task.objects.get(project=new, number=1)
    assert task.assignee == bakery.ben and f"person:{bakery.ben.pk}" in task.description
    assert Comment.objects.get(task__project=new).author == bakery.ben


def test_who_is_known_and_not_chosen_takes_no_part(bring, choose, owner, bakery, packet):
    make_project(owner=owner, roles={bakery.ben: "viewer"})
    found = bring(packet, "bakery.zip")
    choose(found, **{f"member-{place(found, 'Ben Baker')}": ""})
    assert not Membership.objects.filter(project=found.project).exists()
    assert not Task.objects.filter(project=found.project, assignee=bakery.ben).exists()


def test_nobody_is_two_people(bring, choose, owner, bakery, packet):
    make_project(owner=owner, roles={bakery.ben: "viewer"})
    found = bring(packet, "bakery.zip")
    response = choose(found, status=422, **{f"member-{place(found, 'Berta Boss')}": bakery.ben.email})
    assert "named for somebody else already" in response.content.decode()


def test_who_takes_no_part_there_has_and_watches_nothing_here(bring, choose, owner, bakery, packet):
    make_project(owner=owner, roles={bakery.ben: "viewer"})

    def no_members(entries):
        entries["members.jsonl"] = ""

    found = bring(altered(packet, no_members), "bakery.zip")
    choose(found)
    new = found.project
    assert not new.memberships.filter(user=bakery.ben).exists()
    assert not Task.objects.filter(project=new, assignee=bakery.ben).exists()
    assert not Watch.objects.filter(project=new, user=bakery.ben).exists()


def test_taken_back_for_a_day(client, bring, choose, packet):
    found = bring(packet, "bakery.zip")
    choose(found)
    client.post(reverse("import-undo", args=[found.pk]))
    found.project.refresh_from_db()
    assert found.project.deleted_at is not None
    assert Project.objects.get(title="There before").deleted_at is None


def test_not_taken_back_once_somebody_has_worked_on_it(client, came, packet):
    new = came(packet)
    make_task(project=new, title="New")
    assert client.post(reverse("import-undo", args=[Import.objects.get().pk])).status_code == 409


def test_cards_go_into_a_project_that_is_there(client, bring, choose, owner, packet):
    shop = make_project(owner=owner, title="Shop")
    make_task(project=shop, title="Here before")
    found = bring(packet, "bakery.zip", into=shop)
    page = client.get(address(found)).content.decode()
    assert "Entries of the history in Boardsite" in page
    choose(found)
    assert sorted(shop.tasks.values_list("title", flat=True)) == ["Here before", "Oat", "Rye"]
    rye = shop.tasks.get(title="Rye")
    assert "@[Ben](person:0)" in rye.description and "Ben Baker" in rye.description
    assert rye.attachments.count() == 1 and rye.comment_count == 1


class TestOnceMore:
    def test_the_same_archive_changes_nothing(self, client, bring, choose, came, packet):
        new = came(packet)
        before = new.activities.count()
        found = bring(packet, "bakery.zip")
        assert "This board was imported before" in client.get(address(found)).content.decode()
        choose(found)
        assert found.report["update"] == {"added": 0, "changed": 0, "same": 2, "kept": 0, "gone": 0, "absent": 0}
        # Called as things are called here.
        assert {"Columns", "Tags", "People"} < {each["name"] for each in found.report["counts"]}
        assert found.project == new and new.activities.count() == before

    def test_also_with_people_who_are_here(self, bring, choose, came, owner, bakery, packet):
        make_project(owner=owner, roles={bakery.ben: "viewer"})
        came(packet)
        found = bring(packet, "bakery.zip")
        choose(found)
        assert found.report["update"] == {"added": 0, "changed": 0, "same": 2, "kept": 0, "gone": 0, "absent": 0}

    def test_a_newer_archive_brings_what_is_new(self, bring, choose, came, bakery, packet):
        new = came(packet)
        oat = bakery.tasks.get(title="Oat")
        tasks.update(task=oat, changed={"title": "Oats"}, seen_version=None, actor=bakery.boss)
        make_task(project=bakery, title="Spelt")
        found = bring(packed(bakery), "bakery.zip")
        choose(found)
        assert found.report["update"] == {"added": 1, "changed": 1, "same": 1, "kept": 0, "gone": 0, "absent": 0}
        assert sorted(new.tasks.values_list("number", "title")) == [(1, "Rye"), (2, "Oats"), (3, "Spelt")]

    def test_what_was_changed_here_stays(self, bring, choose, came, owner, bakery, packet):
        new = came(packet)
        tasks.update(task=new.tasks.get(number=2), changed={"title": "Ours"}, seen_version=None, actor=owner)
        comments.add(task=new.tasks.get(number=1), text="Said here", actor=owner)
        oat = bakery.tasks.get(title="Oat")
        tasks.update(task=oat, changed={"title": "Oats"}, seen_version=None, actor=bakery.boss)
        found = bring(packed(bakery), "bakery.zip")
        choose(found)
        assert found.report["update"] == {"added": 0, "changed": 0, "same": 1, "kept": 1, "gone": 0, "absent": 0}
        assert new.tasks.get(number=2).title == "Ours"

    def test_or_makes_everything_anew(self, bring, choose, came, owner, packet):
        came(packet)
        came(packet, update="0")
        assert Project.objects.filter(owner=owner, title="Bakery").count() == 2


class TestRefused:
    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (head(version=2), "made by a later release"),
            (lambda entries: entries.pop("tasks.jsonl"), "is missing"),
            (line_of("tasks", title=5), "has no usable “title”"),
            (lambda entries: entries.update({"project.json": '{"format": "boardsite-project"'}), "damaged"),
        ],
    )
    def test_while_it_is_looked_at(self, client, bring, packet, change, sentence):
        found = bring(altered(packet, change), "bakery.zip")
        assert found.state == "failed" and sentence in found.problem
        assert "Nothing was changed" in client.get(address(found)).content.decode()

    def test_while_it_is_made(self, bring, choose, owner, packet):
        found = bring(altered(packet, line_of("history", kind="bogus")), "bakery.zip")
        choose(found)
        assert found.state == "failed" and "history.jsonl" in found.problem
        assert not Project.objects.filter(owner=owner).exists()

    def test_cancelled_in_the_midst(self, bring, choose, owner, packet, monkeypatch):
        from boards.transfer import shelf

        found = bring(packet, "bakery.zip")
        monkeypatch.setattr(shelf, "tell_progress", lambda file, done, total: shelf.ask_to_stop(file))
        choose(found)
        assert found.state == "cancelled" and not Project.objects.filter(owner=owner).exists()


def test_what_has_come_goes_out_again_as_it_came(came, bakery, packet, owner):
    make_project(owner=owner, roles={bakery.ben: "viewer", bakery.boss: "viewer"})
    new = came(packet, visibility="public")
    there, here = content(packet), content(packed(new))
    for name in set(there) - {"head", "history.jsonl", "people.jsonl", "members.jsonl", "watches.jsonl"}:
        assert len(here[name]) == len(there[name]), name
    assert len(here["history.jsonl"]) == Activity.objects.filter(project=bakery).count()


def test_nobody_comes_as_a_second_owner(bring, choose, owner, bakery, packet):
    make_project(owner=owner, roles={bakery.ben: "viewer"})

    def owners(entries):
        entries["members.jsonl"] = entries["members.jsonl"].replace('"admin"', '"owner"')

    found = bring(altered(packet, owners), "bakery.zip")
    assert found.state == "failed" and "role" in found.problem
    assert not Membership.objects.filter(role="owner").exists()
