"""Django's static files, without what a package brings and the site never serves."""

from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Leaves out django-htmx's copy of htmx: ours is in static/vendor, and some of theirs import what isn't there."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "django_htmx"]
