"""How the collected static files are named and compressed."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content, also in the imports between our JavaScript modules."""

    support_js_module_import_aggregation = True
