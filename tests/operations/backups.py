"""Backups as files: read, altered, refused."""

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command


def manifest(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


def contents(path):
    return {table["name"]: (table["rows"], table["sha256"]) for table in manifest(path)["tables"]}


def empty():
    call_command("flush", interactive=False, verbosity=0)


def refused(path, **options):
    with pytest.raises(CommandError) as caught:
        call_command("restore", str(path), **options)
    return str(caught.value)


def altered(path, *, name=None, content=None, leave_out=None, add=None):
    """A copy of the backup with one part changed."""
    target = path.with_name("altered")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.namelist():
            if entry != leave_out:
                copy.writestr(entry, content(source.read(entry)) if entry == name else source.read(entry))
        if add:
            copy.writestr(add, b"[]\n")
        copy.comment = source.comment
    return target


def rewritten(text):
    told = json.loads(text)
    told["tables"][0]["rows"] += 1
    return json.dumps(told).encode()
