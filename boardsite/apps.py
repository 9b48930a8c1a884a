"""Django's static files, without what a package brings and the site never serves."""

from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Leaves out files that would take most of the time to compress, and others nobody asks for.

    These are django-htmx's copy of htmx (ours is in static/vendor, and some of theirs import what isn't there),
    the second viewer of OpenAPI documents that django-ninja brings, and source maps.
    """

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "django_htmx", "redoc.standalone.*", "*.map"]
