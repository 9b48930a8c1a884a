"""What the tests of these pages ask for: the page of an import, and a file of Trello's."""

from django.urls import reverse

from tests.transfer.exports import export, written


def address(found):
    return reverse("import-one", args=[found.pk])


def trello(**fields):
    return written(export(name="Bakery", **fields))
