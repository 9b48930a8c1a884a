"""Rows by the thousand, written as they are."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from boards.models import Activity, Attachment, Comment, Preview, Tag
from boardsite.database import loading
from boardsite.database.loading import Loader
from tests.factories import fresh, make_attachment, make_task

MOMENT = datetime.datetime(2020, 2, 29, 23, 59, 59, 123456, datetime.UTC)


@pytest.fixture(autouse=True, params=[0, 40], ids=["as many", "as few"])
def few_rows(request, monkeypatch):
    """Few rows are written in another way than many; here every row is both."""
    monkeypatch.setattr(loading, "FEW_ROWS", request.param)


def fields_of(model):
    return [each for each in model._meta.concrete_fields if not each.primary_key]


def values(row):
    return {each.attname: getattr(row, each.attname) for each in fields_of(type(row))}


def tags(project, *names):
    return [{"project_id": project.pk, "name": name, "name_key": name, "colour": 0} for name in names]


def test_keys_come_in_the_order_of_the_rows(project):
    loader = Loader(Tag, fields_of(Tag))
    keys = loader.write(tags(project, "b", "a", "c"))
    assert [Tag.objects.get(pk=key).name for key in keys] == ["b", "a", "c"]
    # The next one by Django's own way gets a key of its own.
    assert Tag.objects.create(project=project, name="d", colour=1).pk not in keys


def test_rows_are_as_they_were(project):
    task = make_task(project=project, title="“ä”\t\\N 見積もり\n")
    row = Activity.objects.filter(task=task).latest("pk")
    told = values(row) | {"created_at": MOMENT, "changes": {"text": [None, "a\\b\n\t'\"%s"]}, "is_told": True}
    (key,) = Loader(Activity, fields_of(Activity)).write([told])
    found = Activity.objects.get(pk=key)
    assert values(found) == told
    assert Activity.objects.filter(pk=key, changes__text__1="a\\b\n\t'\"%s").exists()


def test_choices_are_written_by_their_values(project):
    made = make_attachment(task=make_task(project=project))
    (key,) = Loader(Attachment, fields_of(Attachment)).write([values(made) | {"key": "x", "preview": Preview.WAITING}])
    assert Attachment.objects.get(pk=key).preview == "waiting"


def test_keys_may_be_given(project):
    row = fresh(Tag.objects.create(project=project, name="old", colour=3))
    Tag.objects.all().delete()
    told = values(row) | {"id": row.pk + 1000}
    assert Loader(Tag, list(Tag._meta.concrete_fields)).write([told]) == []
    assert Tag.objects.get().pk == row.pk + 1000


def test_what_the_database_refuses_is_told_as_ever(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        Loader(Tag, fields_of(Tag)).write(tags(project, "a", "a"))
    assert not Tag.objects.exists()


def test_nothing_is_no_statement(project, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Loader(Tag, fields_of(Tag)).write([]) == []


def test_what_rows_do_not_tell_is_the_same_or_by_default(project):
    rows = [{"name": name, "name_key": name} for name in ("one", "two", "\\N", "\t")]
    keys = loading.make_rows(Tag, rows, project_id=project.pk)
    found = [Tag.objects.get(pk=key) for key in keys]
    assert [(tag.name, tag.project_id, tag.colour) for tag in found] == [(row["name"], project.pk, 0) for row in rows]
    assert loading.make_rows(Tag, []) == []


def test_more_rows_than_a_statement_takes(project, monkeypatch):
    monkeypatch.setattr(loading, "MOST_VALUES", 20)
    names = [f"tag {number}" for number in range(1234)]
    keys = loading.make_rows(Tag, tags(project, *names))
    assert dict(Tag.objects.values_list("pk", "name")) == dict(zip(keys, names, strict=True))


def test_models_get_their_keys_and_moments(project):
    task = make_task(project=project)
    comments = [Comment(task=task, text=f"Remark {number}") for number in range(3)]
    comments[1].created_at = MOMENT
    loading.make_all(comments)
    loading.make_all([])
    for made in comments:
        found = Comment.objects.get(pk=made.pk)
        assert values(found) == values(made) and not made._state.adding
    assert comments[1].created_at == MOMENT < comments[0].created_at <= comments[2].created_at
