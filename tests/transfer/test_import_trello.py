"""The command: what it makes, what it prints, and that it makes all or nothing."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Activity, ChecklistItem, Comment, Project, Task
from boards.services import bulk_creation
from tests.transfer.exports import EVERYTHING, a_card, a_list, export, large, written

REAL = {
    "03-mclang-nc-import-testing.json": """
  Lists: 3
  Cards: 5
  Labels: 6 (3 without a name)
  Checklists: 1 (2 items, 1 done)
  Members: 1
  Due dates: 1
  Attachments: 0
  Comments: 0
""",
    "04-trello2planka-sample.json": """
  Lists: 5 (1 archived)
  Cards: 10 (1 archived)
  Labels: 8 (5 without a name)
  Checklists: 4 (12 items, 7 done)
  Members: 1
  Due dates: 0
  Attachments: 5
  Comments: 4
""",
}


def titles(project, column, archived=False):
    cards = project.tasks.filter(column__name=column, archived_at__isnull=not archived)
    return [task.title for task in cards.in_order()]


def columns(project):
    return [(column.name, column.status) for column in project.columns.all()]


@pytest.mark.parametrize("name", REAL)
def test_real_export_gives_the_known_counts(name, bring, test_data):
    path = test_data / "trello" / name
    if not path.exists():
        pytest.skip("TEST_DATA names no folder with the real exports.")
    project = bring(path.read_bytes())
    assert REAL[name] in project.printed
    assert project.tasks.count() == len(project.tasks.values("number").distinct())
    assert project.tags.count() == {"03": 6, "04": 8}[name[:2]]
    assert project.tasks.count() == {"03": 5, "04": 10}[name[:2]]
    items = ChecklistItem.objects.filter(checklist__task__project=project)
    assert items.exclude(done_at=None).count() == {"03": 1, "04": 7}[name[:2]]
    assert items.filter(done_at=None).count() == {"03": 1, "04": 5}[name[:2]]
    said = Comment.objects.filter(task__project=project, text__startswith="**Trello Sample User:**\n\n")
    assert said.count() == {"03": 0, "04": 4}[name[:2]]


class TestEverything:
    """One small file with some of each kind."""

    @pytest.fixture
    def project(self, bring, owner):
        owner.time_zone = "Australia/Sydney"
        owner.save()
        return bring(EVERYTHING.read_bytes())

    def test_columns(self, project):
        assert columns(project) == [
            ("Zu tun", "pending"),
            ("In Arbeit", "in_progress"),
            ("Waiting for flour", "in_progress"),
            ("Fertig ✅", "completed"),
            ("Last", "pending"),
        ]

    def test_order(self, project):
        assert titles(project, "Zu tun") == [
            "On top",
            "Tied, first in the file",
            "Tied, second in the file",
            "Rye bread",
            "Without a place",
            "Of a list that is gone",
        ]

    def test_archived(self, project):
        assert titles(project, "In Arbeit", archived=True) == ["Archived"]
        assert titles(project, "Zu tun", archived=True) == ["In an archived list"]
        assert "From the list “Old ideas”" in project.tasks.get(title="In an archived list").description

    def test_completed(self, project):
        assert titles(project, "Fertig ✅") == ["Baked", "Ticked elsewhere"]
        baked, ticked = project.tasks.filter(column__name="Fertig ✅").in_order()
        assert (baked.progress, baked.completed_at.isoformat()) == (100, "2024-01-20T09:00:00+00:00")
        assert ticked.completed_at.isoformat() == "2024-01-21T09:00:00+00:00"
        assert "Marked complete in the list “In Arbeit”" in ticked.description

    def test_tags(self, project):
        assert {tag.name: tag.colour for tag in project.tags.all()} == {
            "Bread": 5,
            "bread (dark blue)": 8,
            "BREAD (light green)": 5,
            "red": 0,
            "no colour": 6,
        }
        assert [tag.name for tag in project.tasks.get(title="Rye bread").tags.all()] == ["Bread", "red"]

    def test_due_date_falls_in_the_zone_of_the_owner(self, project):
        assert project.tasks.get(title="Rye bread").due_date == datetime.date(2024, 3, 11)

    def test_description(self, project):
        assert project.tasks.get(title="Rye bread").description == (
            "Sour dough.\nTwo days.\n\n"
            "## Attachments\n\n- Script `javascript:alert(1)`\n- Recipe [old] `https://example.com/a b(1).pdf`\n"
            "\n## Members\n\n- Berta Baker\n- olga\n\n"
            "## Custom fields\n\n- **Oven:** Stone\n- **Loaves:** 12\n\n"
            "## From Trello\n\n- Start date: 2024-03-08\n"
        )

    def test_addresses_are_web_links(self, project):
        assert project.tasks.get(title="Rye bread").web_links.get().url == "https://example.com/flour"

    def test_what_is_different_is_printed(self, project):
        for line in (
            "  - Archived lists are no columns here; their cards are archived and name them: 1 (“Old ideas”)",
            "  - Labels without a name, called by their colour: 2 (“red”, “no colour”)",
            "  - Members of cards, now named in the description: 2 (“Berta Baker”, “olga”)",
            "  - Cards marked complete in other lists, moved to “Fertig ✅”: 1 (“Ticked elsewhere”)",
            "  - Cards of a list that is not in the file, put into the first column: 1 (“Of a list that is gone”)",
            "  - Checklists and comments of cards that are not in the file: 1 (“Lost”)",
            "  - Comments that Trello left out of the file: 1 (“Rye bread”)",
            "  - Votes for cards: 1 (“Rye bread”)",
            "  - Entries of the history in Trello: 2",
        ):
            assert line in project.printed.splitlines()

    def test_checklists_are_real(self, project):
        task = project.tasks.get(title="Rye bread")
        assert [each.title for each in task.checklists.all()] == ["Steps", "Second"]
        knead, bake = task.checklists.first().items.all()
        assert (knead.text, knead.is_done, bake.text, bake.is_done) == ("Knead", True, "Bake (Berta Baker)", False)
        assert bake.due_date == datetime.date(2024, 3, 11)
        assert (task.item_count, task.items_done) == (2, 1)

    def test_comments_are_real(self, project):
        task = project.tasks.get(title="Rye bread")
        assert [(each.text, each.author, each.created_at.isoformat()) for each in task.comments.all()] == [
            ("**olga:**\n\nEarlier", None, "2024-01-18T20:00:00+00:00"),
            ("**Berta Baker:**\n\nLater\n# not a heading of the card", None, "2024-01-19T20:00:00+00:00"),
        ]
        assert task.comment_count == 2

    def test_everything_is_one_change_by_import(self, project, owner):
        assert {row.means for row in project.activities.all()} == {"import"}
        assert {row.project_revision for row in project.activities.filter(kind="task.created")} == {project.revision}
        assert (project.owner, project.last_number, project.progress) == (owner, 10, 25)


def test_member_with_an_account_takes_part_and_has_the_card(bring, member):
    project = bring(EVERYTHING.read_bytes())
    card = project.tasks.get(title="Rye bread")
    assert card.assignee == member
    assert project.memberships.get().user == member
    assert "## Members\n\n- Berta Baker\n\n" in card.description


def test_several_members_with_accounts_have_the_card(bring, member, admin):
    known = [("a", "Ada", admin.email), ("m", "Mem", member.email), ("n", "Noa", ""), ("d", "Double", admin.email)]
    people = [{"id": key, "fullName": name, "email": email} for key, name, email in known]
    project = bring(export(members=people, cards=[a_card(idMembers=["n", "m", "a", "d"])]))
    task = project.tasks.get()
    assert (task.assignee, task.others) == (member, [admin])
    assert "## Members\n\n- Noa\n" in task.description
    assert "Double" not in task.description


def test_lists_named_as_completed(bring):
    lists = [a_list(1), a_list(2, name="Shelf 📚"), a_list(3, name="Attic")]
    project = bring(export(lists=lists), completed=["shelf", "attic"])
    assert columns(project) == [("List 1", "pending"), ("Shelf 📚", "completed"), ("Attic", "completed")]


def test_list_named_as_completed_that_is_not_there(bring):
    with pytest.raises(CommandError, match="There is no list “Shelf”. The lists of this board: “List 1”."):
        bring(export(), completed=["Shelf"])
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("names", "expected", "of_the_card"),
    [
        ([], ["Pending", "Completed"], "Pending"),
        (["Doing"], ["Pending", "Doing", "Completed"], "Doing"),
        (["Done"], ["Pending", "Done"], "Done"),
        (["Alpha"], ["Alpha", "Completed"], "Alpha"),
    ],
)
def test_a_board_gets_the_columns_it_lacks(bring, names, expected, of_the_card):
    project = bring(export(lists=[a_list(number, name=name) for number, name in enumerate(names, 1)]))
    assert [name for name, _status in columns(project)] == expected
    assert project.tasks.get().column.name == of_the_card


def test_title_and_visibility_are_chosen(bring):
    project = bring(export(), title="Mine", visibility="public")
    assert (project.title, project.visibility) == ("Mine", "public")


@pytest.mark.parametrize("title", ["", "x" * 501, "a\0b"])
def test_title_that_does_not_fit(bring, title):
    with pytest.raises(CommandError):
        bring(export(), title=title)
    assert not Project.objects.exists()


def test_dry_run_changes_nothing(owner, tmp_path, capsys):
    path = tmp_path / "board.json"
    path.write_bytes(written(export()))
    call_command("import_trello", path, owner=owner.email, dry_run=True)
    assert capsys.readouterr().out.startswith("“Board” would be imported.\nIn the file:\n  Lists: 1\n")
    assert not Project.objects.exists()


def test_what_is_printed_steers_no_terminal(bring):
    project = bring(export(name="\x1b[31mred\x1b[0m \u202eevil", lists=[a_list(name="\x1b]0;x\x07")]))
    assert not set("\x1b\x07\u202e") & set(project.printed)


def test_owner_who_is_not_there(tmp_path, db):
    with pytest.raises(CommandError, match="There is no account with the address nobody@example.com."):
        call_command("import_trello", tmp_path / "board.json", owner="nobody@example.com")


def test_owner_who_is_deactivated(tmp_path, owner):
    owner.is_active = False
    owner.save()
    with pytest.raises(CommandError, match="The account owner@example.com is deactivated"):
        call_command("import_trello", tmp_path / "board.json", owner="Owner@Example.com")


@pytest.mark.django_db(transaction=True)
def test_failure_near_the_end_leaves_nothing(bring, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("stop")

    monkeypatch.setattr(bulk_creation.events, "publish_made", fail)
    with pytest.raises(RuntimeError):
        bring(EVERYTHING.read_bytes())
    assert not Project.objects.exists()
    assert not Task.objects.exists()
    assert not Activity.objects.exists()


def test_same_file_twice_makes_two_projects_alike(bring):
    first, second = bring(EVERYTHING.read_bytes()), bring(EVERYTHING.read_bytes())
    rows = [
        list(each.tasks.order_by("number").values_list("title", "description", "column__name"))
        for each in (first, second)
    ]
    assert rows[0] == rows[1]


@pytest.mark.long
@pytest.mark.unmeasured
def test_five_thousand_cards_take_few_queries(bring):
    with CaptureQueriesContext(connection) as queries:
        project = bring(large(5000))
    assert project.tasks.count() == 5000
    # Some six statements for each 500 cards.
    assert len(queries) < 120
