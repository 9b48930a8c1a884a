"""How the collected static files are named, joined and compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from boardsite.bundles import bundles

if TYPE_CHECKING:
    from collections.abc import Iterator

    Collected = dict[str, tuple[Storage, str]]


def _of_files_served(patterns: tuple) -> tuple:
    """The ways in which one file names another, without source maps: those are left out (`boardsite.apps`)."""
    return tuple(
        (extension, tuple(way for way in ways if "sourceMappingURL" not in str(way))) for extension, ways in patterns
    )


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content, also in the imports between our JavaScript modules; and bundles."""

    joins_files = True
    support_js_module_import_aggregation = True
    patterns = _of_files_served(HashedFilesMixin.patterns)

    def post_process(self, paths: Collected, dry_run: bool = False, **options: object) -> Iterator[tuple]:
        """As for files that were found, but first the bundles are made from them."""
        made = {} if dry_run else joined(paths)
        yield from super().post_process({**paths, **made}, dry_run=dry_run, **options)


class _Texts(Storage):
    """Files that lie nowhere: only what they become once they are named and compressed is stored."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def _open(self, name: str, _mode: str = "rb") -> ContentFile:
        return ContentFile(self.texts[name].encode(), name=name)


def joined(paths: Collected) -> Collected:
    """The bundles joined out of the files that were collected, as further files of the same kind."""

    def read(path: str) -> str:
        storage, name = paths[path]
        with storage.open(name) as file:
            return file.read().decode()

    texts = _Texts(bundles(read))
    return {path: (texts, path) for path in texts.texts}
