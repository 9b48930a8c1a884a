"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from boards.models import Column, Membership, Project, Tag, Task, User
from tests.factories import column_of, make_project, make_tag, make_task, make_user


def refuses(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"position": ""},
        {"priority": 1000},
        {"progress": 101},
        {"version": 0},
        {"progress": 100},
        {"completed_at": timezone.now()},
    ],
)
def test_task(project, values):
    task = make_task(project=project)
    refuses(lambda: Task.objects.filter(pk=task.pk).update(**values))


def test_task_number_is_given_once(project):
    make_task(project=project)
    other = make_task(project=project)
    refuses(lambda: Task.objects.filter(pk=other.pk).update(number=1))


@pytest.mark.parametrize(
    "values", [{"title": ""}, {"visibility": "secret"}, {"progress": 101}, {"revision": 0}, {"version": 0}]
)
def test_project(project, values):
    refuses(lambda: Project.objects.filter(pk=project.pk).update(**values))


@pytest.mark.parametrize("values", [{"name": ""}, {"position": ""}, {"status": "done"}, {"wip_limit": 0}])
def test_column(project, values):
    refuses(lambda: Column.objects.filter(pk=column_of(project=project).pk).update(**values))


@pytest.mark.parametrize("values", [{"name": ""}, {"colour": 12}])
def test_tag(project, values):
    tag = make_tag(project=project)
    refuses(lambda: Tag.objects.filter(pk=tag.pk).update(**values))


def test_tag_name_is_unique_in_its_project_beyond_ascii(project):
    make_tag(project=project, name="Straße")
    refuses(lambda: Tag(project=project, name="STRASSE").save())
    Tag(project=make_project(), name="STRASSE").save()


@pytest.mark.parametrize("values", [{"role": "owner"}, {"role": ""}])
def test_membership(project, member, values):
    refuses(lambda: Membership.objects.filter(project=project, user=member).update(**values))


def test_membership_is_given_once(project, member):
    refuses(lambda: Membership.objects.create(project=project, user=member, role="viewer"))


def test_address_is_unique_whatever_its_case(db):
    make_user(name="ada")
    refuses(lambda: User.objects.create_user(email="ADA@Example.com"))
    refuses(lambda: User.objects.bulk_create([User(email="Upper@example.com", display_name="x")]))


def test_unknown_theme(owner):
    refuses(lambda: User.objects.filter(pk=owner.pk).update(theme="pink"))


def test_longest_tag_name_fits_folded(project):
    tag = Tag(project=project, name="\ufdfa" * 50)
    tag.save()
    tag.refresh_from_db()
    assert len(tag.name_key) == 900


def test_longest_title_fits_folded(project):
    task = make_task(project=project, title="\ufdfa" * 500)
    assert len(task.search_text) > 500


def test_positions_are_compared_byte_by_byte(project):
    places = ["Z", "a", "0", "z1", "i", "-", "_"]
    column = column_of(project=project)
    for place in places:
        Task.objects.filter(pk=make_task(project=project, column=column).pk).update(position=place)
    assert [task.position for task in Task.objects.in_order()] == sorted(places)
