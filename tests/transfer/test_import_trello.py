"""The command: what it makes, what it prints, and that it makes all or nothing."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import Activity, ChecklistItem, Comment, Project, Task
from boards.services import bulk_creation
from tests.factories import make_user
from tests.transfer.exports import EVERYTHING, a_card, a_list, export, large, written

pytestmark = pytest.mark.long

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


def test_more_members_than_a_card_has_room_for_are_named(bring, member):
    crowd = [make_user(name=f"p{number}") for number in range(22)]
    people = [{"id": user.email, "fullName": user.display_name, "email": user.email} for user in crowd]
    task = bring(export(members=people, cards=[a_card(idMembers=[user.email for user in crowd])])).tasks.get()
    assert (task.assignee, len(task.others)) == (crowd[0], 20)
    assert "## Members\n\n- P21\n" in task.description


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


def test_sixty_lists_find_room(bring):
    lists = [a_list(number) for number in range(1, 60)] + [a_list(60, name="Done")]
    cards = [a_card(number, idList=f"list{number}") for number in range(1, 61)]
    project = bring(export(lists=lists, cards=cards))
    assert project.columns.count() == 49
    assert "From the list “List 59”" in project.tasks.get(title="Card 59").description
    assert project.tasks.get(title="Card 59").column.name == "More lists"
    assert project.tasks.get(title="Card 60").is_completed


def test_what_is_too_long_is_cut_and_kept_whole_elsewhere(bring):
    card, column, label, board = "c" * 501, "l" * 51, "t" * 51, "b" * 501
    project = bring(
        export(
            name=board,
            lists=[a_list(name=column)],
            labels=[{"id": "L", "name": label, "color": "pink"}],
            cards=[a_card(name=card, idLabels=["L"])],
        )
    )
    task = project.tasks.get()
    assert (task.title, task.column.name) == ("c" * 499 + "…", "l" * 49 + "…")
    assert (project.title, task.tags.get().name) == ("b" * 499 + "…", "t" * 49 + "…")
    assert f"- In full: {card}\n" in task.description
    assert f"- Label: {label}\n" in task.description
    assert f"- In full: {column}\n" in project.description
    assert f"- In full: {board}\n" in project.description


def test_description_that_is_too_long_goes_on_on_further_cards(bring):
    fields = [
        {"idCustomField": f"field{number}", "value": {"text": f"{number} " + "x" * 16_000}} for number in range(20)
    ]
    project = bring(export(cards=[a_card(customFieldItems=fields), a_card(2)], desc="y" * 250_000))
    assert titles(project, "List 1") == [
        *("Card 1", "Card 1 (2)", "Card 1 (3)", "Card 1 (4)", "Card 2"),
        *["Description of the board, continued"] * 2,
    ]
    texts = "".join(task.description for task in project.tasks.in_order() if "Card 1" in task.title)
    assert [f":** {number} x" in texts for number in range(20)] == [True] * 20
    assert sum(len(text) for text in project.tasks.values_list("description", flat=True)) > 450_000


def test_line_breaks_and_blanks_in_names(bring):
    project = bring(export(lists=[a_list(name=" \n")], cards=[a_card(1, name="Two\r\nlines"), a_card(2, name="  ")]))
    assert titles(project, "List 1") == ["Two lines", "Without a title"]


def test_characters_that_cannot_be_stored_are_replaced_and_named(bring):
    project = bring(export(cards=[a_card(name="nul \0 half \ud83d", desc="\udc00")]))
    task = project.tasks.get()
    assert (task.title, task.description) == ("nul � half �", "�")
    assert (
        "Texts with characters that can't be stored, now “�”: 2 (“cards[0].name”, “cards[0].desc”)" in project.printed
    )


@pytest.mark.parametrize(
    "due",
    [
        "soon",
        "1111-11-11",
        "3000-01-01T00:00:00Z",
        "2024-13-01T00:00:00Z",
        "0000-01-01",
        "9999-12-31T23:59:59.999Z",
        "-5",
        12,
        True,
    ],
)
def test_due_date_that_is_none_goes_into_the_description(bring, owner, due):
    owner.time_zone = "Pacific/Kiritimati"
    owner.save()
    task = bring(export(cards=[a_card(due=due)])).tasks.get()
    assert task.due_date is None
    assert f"- Due: {str(due).lower() if due is True else due}" in task.description


@pytest.mark.parametrize(
    "due", ["2024-05-06", "2024-05-06T10:00:00", "2024-05-06T23:30:00-03:00", "2024-05-05T23:30-05:00"]
)
def test_due_date_in_any_spelling(bring, due):
    days = {datetime.date(2024, 5, 6), datetime.date(2024, 5, 7)}
    assert bring(export(cards=[a_card(due=due)])).tasks.get().due_date in days


def test_no_time_lies_in_the_future(bring):
    card = a_card(id="f" * 24, idList="list2", dateLastActivity="2999-01-01T00:00:00Z")
    task = bring(export(lists=[a_list(), a_list(2, name="Done")], cards=[card])).tasks.get()
    assert task.created_at <= task.completed_at <= task.updated_at


def test_things_that_are_twice_in_the_file_count_once(bring):
    project = bring(export(lists=[a_list(), a_list()], cards=[a_card(), a_card()]))
    assert (project.tasks.count(), project.columns.count()) == (1, 2)
    assert "Things that are twice in the file, taken once: 2 (“cards[1]”, “lists[1]”)" in project.printed


def test_sixty_labels_on_one_card(bring):
    labels = [{"id": f"L{number}", "name": f"Label {number}", "color": "sky"} for number in range(60)]
    task = bring(export(labels=labels, cards=[a_card(idLabels=[row["id"] for row in labels])])).tasks.get()
    assert task.tags.count() == 50
    assert "- Label: Label 59\n" in task.description


def test_comma_in_a_label_becomes_a_slash(bring):
    project = bring(export(labels=[{"id": "L", "name": "Bread, cake", "color": "sky"}]))
    assert project.tags.get().name == "Bread / cake"
    assert "which a tag can't have; a slash stands for it: 1 (“Bread, cake”)" in project.printed


def test_empty_checklist_and_a_comment_of_nobody(bring):
    action = {"type": "commentCard", "data": {"text": "Hm", "card": {"id": "card1"}}, "date": "9999-12-31T23:59:59Z"}
    attachments = [{"name": "Only a name"}, {"url": "http://example.com/[x]", "name": "[x]"}]
    task = bring(export(actions=[action], closed=True, cards=[a_card(attachments=attachments)])).tasks.get()
    assert task.comments.get().text == "Hm"
    assert "- Only a name" in task.description
    assert task.web_links.get().url == "http://example.com/[x]"


def test_labels_alike_in_name_and_colour_are_one_tag(bring):
    labels = [{"id": key, "name": "Bug", "color": "red"} for key in ("A", "B")]
    project = bring(export(labels=labels, cards=[a_card(idLabels=["A", "B"])]))
    assert (project.tags.count(), project.tasks.get().tags.count()) == (1, 1)
    assert "Labels alike in name and colour, now one tag: 1 (“Bug”)" in project.printed


def test_label_that_only_its_card_describes(bring):
    task = bring(export(cards=[a_card(labels=[{"id": "L", "name": "Rare", "color": "lime"}])])).tasks.get()
    assert task.tags.get().name == "Rare"


def test_unknown_labels_and_members(bring):
    project = bring(export(cards=[a_card(idLabels=["gone"], idMembers=["left"])]))
    assert "Labels on cards that the file does not describe: 1 (“Card 1”)" in project.printed
    assert "## Members\n\n- left\n" in project.tasks.get().description


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


@pytest.mark.unmeasured
def test_five_thousand_cards_take_few_queries(bring):
    with CaptureQueriesContext(connection) as queries:
        project = bring(large(5000))
    assert project.tasks.count() == 5000
    # Some six statements for each 500 cards.
    assert len(queries) < 120
