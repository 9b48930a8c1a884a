"""How the collected static files are named and compressed."""

from __future__ import annotations

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _of_files_served(patterns: tuple) -> tuple:
    """The ways in which one file names another, without source maps: those are left out (`boardsite.apps`)."""
    return tuple(
        (extension, tuple(way for way in ways if "sourceMappingURL" not in str(way))) for extension, ways in patterns
    )


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content, also in the imports between our JavaScript modules."""

    support_js_module_import_aggregation = True
    patterns = _of_files_served(HashedFilesMixin.patterns)
