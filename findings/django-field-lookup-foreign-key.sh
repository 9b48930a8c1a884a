#!/bin/sh
# Django 5.2.19: a lookup that is registered on Field is there for every kind of field but ForeignKey.
#
# Expected: "Field.register_lookup" makes it available for all Field subclasses (the words of the reference), and ForeignKey is one.
# Seen: `author__same=1` raises "Unsupported lookup 'same' for ForeignKey or join on the field not permitted", while `author__id__same=1` is known: ForeignObject
#   ends the search through its parents at itself, and never asks Field.
# What follows for us: lookups of our own are registered on ForeignObject too (boardsite/database/lookups.py).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check django==5.2.19 2> /dev/null
venv/bin/python - <<'PYTHON'
import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.fields.related import ForeignObject


class Same(models.Lookup):
    lookup_name = "same"

    def as_sql(self, compiler, connection):
        left, before = self.process_lhs(compiler, connection)
        right, after = self.process_rhs(compiler, connection)
        return f"{left} = {right}", [*before, *after]


class Author(models.Model):
    name = models.CharField(max_length=9)

    class Meta:
        app_label = "books"


class Book(models.Model):
    author = models.ForeignKey(Author, models.CASCADE)

    class Meta:
        app_label = "books"


def is_known(queryset, **condition):
    try:
        str(queryset.filter(**condition).query)
    except FieldError as error:
        print(condition, "->", error)
        return False
    print(condition, "-> known")
    return True


models.Field.register_lookup(Same)
assert is_known(Author.objects, id__same=1) and is_known(Author.objects, name__same="x")
assert is_known(Book.objects, author__id__same=1)
assert not is_known(Book.objects, author__same=1)
ForeignObject.register_lookup(Same)
assert is_known(Book.objects, author__same=1)
PYTHON
