"""The application: what is wired when Django starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardsConfig(AppConfig):
    """Connects the reactions and the live board to the events, the signals to the models, the log to the sign-ins."""

    name = "boards"
    verbose_name = _("Boards")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Subscribe once, at start."""
        from boards import events, reactions, signals
        from boards.accounts import jobs as accounts_jobs  # noqa: F401  makes its jobs known, as those below
        from boards.accounts import letters, mailing, sign_ins  # noqa: F401
        from boards.jobs import beside, cleaning, telling, thumbnails  # noqa: F401
        from boards.live import publishing
        from boards.notifications import jobs as clock  # noqa: F401  makes its jobs known
        from boards.notifications import telling as news
        from boards.notifications.mail import jobs as mail_jobs  # noqa: F401  makes its jobs known
        from boards.reports import pdf_jobs  # noqa: F401
        from boards.services import link_counts
        from boards.stream import numbers as stream_numbers
        from boards.transfer import jobs as transfer_jobs  # noqa: F401  makes its jobs known
        from boards.webhooks import jobs as webhook_jobs

        beside.connect()
        events.follow(link_counts.follow)
        reactions.subscribe_all()
        publishing.connect()
        events.subscribe_durably("notifications", news.consume)
        signals.connect()
        stream_numbers.connect()
        webhook_jobs.connect()
        sign_ins.connect()
