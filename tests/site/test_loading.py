"""Rows by the thousand, written as they are."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from boards.models import Activity, Attachment, Preview, Tag
from boardsite.database.loading import Loader
from tests.factories import fresh, make_attachment, make_task

MOMENT = datetime.datetime(2020, 2, 29, 23, 59, 59, 123456, datetime.UTC)


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
