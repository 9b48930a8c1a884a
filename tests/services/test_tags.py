import pytest

from boards.exceptions import InvalidInput, NotFound, ProjectArchived, RuleBroken
from boards.models import Tag
from boards.services import projects, tags, tasks
from tests.factories import fresh, make_project, make_tag, make_task, make_tasks, make_user
from tests.watching import latest, nothing_written, one_revision


def names(task):
    return sorted(tag.name for tag in fresh(task).tags.all())


def test_create(project, member):
    with one_revision(project):
        tag = tags.create(project=project, name=" Bug ", colour=5, actor=member)
    assert (tag.name, tag.colour) == ("Bug", 5)
    assert (latest(project).kind, latest(project).changes) == ("tag.created", {"name": [None, "Bug"]})


def test_colours_go_round(project):
    assert [make_tag(project=project, name=str(number)).colour for number in range(14)] == [*range(12), 0, 1]


@pytest.mark.parametrize("name", ["straße", "STRASSE", "Straße"])
def test_one_name_in_any_spelling(project, member, name):
    make_tag(project=project, name="Straße")
    other = make_tag(project=project, name="other")
    with nothing_written(project), pytest.raises(InvalidInput) as caught:
        tags.create(project=project, name=name, actor=member)
    assert caught.value.field == "name"
    with nothing_written(project), pytest.raises(InvalidInput):
        tags.update(tag=other, name=name, colour=0, actor=member)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 51}),
        ("name", {"name": "a,b"}),
        ("colour", {"colour": 12}),
        ("colour", {"colour": -1}),
    ],
)
def test_bad_value_is_refused_by_name(project, member, field, values):
    tag = make_tag(project=project)
    for call, about in ((tags.create, {"project": project}), (tags.update, {"tag": tag})):
        with nothing_written(project), pytest.raises(InvalidInput) as caught:
            call(**about, **{"name": "new", "colour": 1} | values, actor=member)
        assert caught.value.field == field


def test_new_colour_renders_every_column_anew_and_changes_no_task(project, member):
    task = make_task(project=project, tag_names=["bug"])
    with one_revision(project, *project.columns.all()):
        tags.update(tag=project.tags.get(), name="bug", colour=7, actor=member)
    assert fresh(task).version == 1
    assert latest(project).changes == {"colour": [0, 7], "tag": ["bug", "bug"]}


def test_new_name_is_a_change_of_each_task(project, member):
    task = make_task(project=project, tag_names=["bug", "ui"])
    other = make_task(project=project, tag_names=["ui"])
    tag = project.tags.get(name="bug")
    with one_revision(project, *project.columns.all()):
        tags.update(tag=tag, name="Defect", colour=tag.colour, actor=member)
    assert (names(task), fresh(task).version, fresh(other).version) == (["Defect", "ui"], 2, 1)
    row = task.activities.latest("pk")
    assert (row.task_version, row.actor) == (2, member)
    assert [[ref["name"] for ref in refs] for refs in row.changes["tags"]] == [["bug", "ui"], ["Defect", "ui"]]
    assert latest(project).changes == {"name": ["bug", "Defect"], "tag": ["bug", "Defect"]}


def test_new_spelling_of_ones_own_name(project, member):
    tags.update(tag=make_tag(project=project, name="bug"), name="BUG", colour=0, actor=member)
    assert project.tags.get().name == "BUG"


def test_same_values_write_nothing(project, member):
    tag = make_tag(project=project)
    with nothing_written(project):
        tags.update(tag=tag, name=tag.name, colour=tag.colour, actor=member)


def test_merge_gives_every_task_the_other_tag_once(project, member, done):
    one = make_task(project=project, tag_names=["bug"])
    both = make_task(project=project, tag_names=["bug", "defect"])
    neither = make_task(project=project, tag_names=["ui"])
    completed = make_task(project=project, column=done, tag_names=["bug"])
    into = project.tags.get(name="defect")
    with one_revision(project, *project.columns.all()):
        tags.merge(tag=project.tags.get(name="bug"), into=into, actor=member)
    assert [names(task) for task in (one, both, neither, completed)] == [["defect"], ["defect"], ["ui"], ["defect"]]
    assert [fresh(task).version for task in (one, both, neither, completed)] == [2, 2, 1, 2]
    before, after = both.activities.latest("pk").changes["tags"]
    assert [ref["name"] for ref in before] == ["bug", "defect"]
    assert [ref["name"] for ref in after] == ["defect"]
    assert latest(project).changes == {"tag": ["bug", "defect"]}


def test_merge_reaches_archived_and_deleted_tasks(project, member):
    archived, deleted = (make_task(project=project, tag_names=["bug"]) for _ in range(2))
    tasks.archive(task=archived, actor=member)
    tasks.delete(task=deleted, actor=member)
    tags.merge(tag=project.tags.get(), into=make_tag(project=project, name="defect"), actor=member)
    assert names(archived) == names(deleted) == ["defect"]


def test_merge_with_itself_or_a_stranger_is_refused(project, member):
    tag = make_tag(project=project)
    other = make_tag(project=make_project(owner=make_user(name="else")))
    for into in (tag, other):
        with nothing_written(project), pytest.raises(RuleBroken):
            tags.merge(tag=tag, into=into, actor=member)


def test_delete_takes_it_off_every_task(project, member, done):
    task = make_task(project=project, tag_names=["bug", "ui"])
    completed = make_task(project=project, column=done, tag_names=["bug"])
    with one_revision(project, *project.columns.all()):
        tags.delete(tag=project.tags.get(name="bug"), actor=member)
    assert (names(task), names(completed)) == (["ui"], [])
    assert fresh(task).version == 2
    assert latest(project).changes == {"tag": ["bug", None]}


def test_gone_is_not_found(project, member):
    tag = make_tag(project=project)
    tags.delete(tag=fresh(tag), actor=member)
    for call, values in (
        (tags.update, {"name": "x", "colour": 1}),
        (tags.merge, {"into": make_tag(project=project)}),
        (tags.delete, {}),
    ):
        with pytest.raises(NotFound):
            call(tag=tag, **values, actor=member)


@pytest.mark.parametrize("verb", ["rename", "merge", "delete"])
def test_queries_do_not_grow_with_the_tasks(project, member, verb, django_assert_max_num_queries):
    into = make_tag(project=project, name="into")
    tag = make_tag(project=project, name="many")
    made = make_tasks(project=project, count=150)
    tag.tasks.set(made)
    calls = {
        "rename": lambda: tags.update(tag=tag, name="lots", colour=1, actor=member),
        "merge": lambda: tags.merge(tag=tag, into=into, actor=member),
        "delete": lambda: tags.delete(tag=tag, actor=member),
    }
    with django_assert_max_num_queries(24):
        calls[verb]()
    assert Tag.objects.filter(pk=tag.pk).exists() is (verb == "rename")


def test_archived_project_keeps_its_tags(project, owner):
    tag, other = make_tag(project=project), make_tag(project=project, name="other")
    projects.archive(project=project, actor=owner)
    for call, values in (
        (tags.create, {"project": project, "name": "x"}),
        (tags.update, {"tag": tag, "name": "x", "colour": 1}),
        (tags.merge, {"tag": tag, "into": other}),
        (tags.delete, {"tag": tag}),
    ):
        with nothing_written(project), pytest.raises(ProjectArchived):
            call(**values, actor=owner)
