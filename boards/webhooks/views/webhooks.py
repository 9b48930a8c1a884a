"""The webhooks of a project, for its admins, and those of the site, for its administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access as board_access
from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Project, Webhook
from boards.policy import Action, Rights
from boards.views.answers import done, form_page, is_htmx, person, refused_form, signed_in
from boards.views.project_context import in_project
from boards.webhooks import access
from boards.webhooks.access import Managed
from boards.webhooks.forms import WebhookForm
from boards.webhooks.queries import webhooks as webhook_queries
from boards.webhooks.services import deliveries, webhooks
from boards.webhooks.services.webhooks import BOTH_HOLD, WithSecret


@signed_in("GET")
def of_project(request: HttpRequest, pk: int) -> HttpResponse:
    """The webhooks of a project."""
    project, rights = board_access.get_project(person(request), pk, Action.EDIT_PROJECT)
    return _list(request, project, rights)


@signed_in("GET")
def of_site(request: HttpRequest) -> HttpResponse:
    """The webhooks that are told of every project."""
    access.check_site(person(request))
    return _list(request, None, None)


@signed_in("GET", "POST")
def create_of_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one for a project."""
    project, rights = board_access.get_project(person(request), pk, Action.EDIT_PROJECT)
    return _create(request, project, rights)


@signed_in("GET", "POST")
def create_of_site(request: HttpRequest) -> HttpResponse:
    """Make one for the whole site."""
    access.check_site(person(request))
    return _create(request, None, None)


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a webhook."""
    managed = access.get_webhook(person(request), pk)
    form = WebhookForm.of(managed.webhook, request.POST if request.method == "POST" else None)
    context = _below(managed.project, managed.rights, form=form, webhook=managed.webhook)
    if form.is_valid():
        try:
            webhooks.update(webhook=managed.webhook, changed={**form.values()}, actor=person(request))
            return done(request, _page_of(managed.webhook), _("Webhook saved."))
        except InvalidInput as error:
            form.add_error(error.field, error.sentence)
        except RuleBroken as error:
            return refused_form(request, "boards/webhooks/form.html", context, error)
    return form_page(request, "boards/webhooks/form.html", context)


@signed_in("GET")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A webhook, what can be done with it, and what was sent."""
    managed = access.get_webhook(person(request), pk)
    template = "boards/webhooks/_log.html" if is_htmx(request) else "boards/webhooks/webhook.html"
    return render(request, template, _shown(request, managed))


@signed_in("GET", "POST")
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new secret, and show it this once."""
    managed = access.get_webhook(person(request), pk)
    if request.method != "POST":
        context = _below(managed.project, managed.rights, webhook=managed.webhook, hours=_hours())
        return render(request, "boards/webhooks/rotate.html", context)
    made = webhooks.rotate(webhook=managed.webhook, actor=person(request))
    return _with_secret(request, managed._replace(webhook=made.webhook), made, is_new=False)


@signed_in("POST")
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it on or off."""
    webhook = access.get_webhook(person(request), pk).webhook
    if request.POST.get("on") == "1":
        webhooks.switch_on(webhook=webhook, actor=person(request))
        return done(request, _page_of(webhook), _("“%(name)s” is switched on.") % {"name": webhook.name})
    webhooks.switch_off(webhook=webhook, actor=person(request))
    return done(request, _page_of(webhook), _("“%(name)s” is switched off.") % {"name": webhook.name})


@signed_in("POST")
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a test sent."""
    webhook = access.get_webhook(person(request), pk).webhook
    deliveries.test(webhook=webhook, actor=person(request))
    if is_htmx(request):
        shown = _shown(request, access.get_webhook(person(request), pk))
        return render(request, "boards/webhooks/_log_answer.html", shown | {"text": _("A test is on its way.")})
    return done(request, f"{_page_of(webhook)}#log", _("A test is on its way."))


@signed_in("GET", "POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove it, with its log."""
    managed = access.get_webhook(person(request), pk)
    if request.method != "POST":
        context = _below(managed.project, managed.rights, webhook=managed.webhook)
        return render(request, "boards/webhooks/delete.html", context)
    webhooks.delete(webhook=managed.webhook, actor=person(request))
    return done(request, _list_of(managed.project), _("“%(name)s” was deleted.") % {"name": managed.webhook.name})


@signed_in("GET")
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, and what came back."""
    found, managed = access.get_delivery(person(request), pk)
    texts = {"sent": webhook_queries.readable(found.body), "came": webhook_queries.readable(found.answer_body)}
    context = _below(managed.project, managed.rights, webhook=managed.webhook, delivery=found, **texts)
    return render(request, "boards/webhooks/delivery.html", context)


@signed_in("POST")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it again, now."""
    found, _managed = access.get_delivery(person(request), pk)
    deliveries.retry(delivery=found, actor=person(request))
    return done(request, reverse("delivery", args=[pk]), _("It is being sent again."))


def _list(request: HttpRequest, project: Project | None, rights: Rights | None) -> HttpResponse:
    can_change = project is None or not project.is_archived
    context = _below(project, rights, rows=webhook_queries.rows(project), can_change=can_change)
    return render(request, "boards/webhooks/list.html", context)


def _create(request: HttpRequest, project: Project | None, rights: Rights | None) -> HttpResponse:
    form = WebhookForm.of(None, request.POST if request.method == "POST" else None)
    context = _below(project, rights, form=form)
    if form.is_valid():
        try:
            made = webhooks.create(project=project, **form.values(), actor=person(request))
            return _with_secret(request, Managed(made.webhook, project, rights), made, is_new=True)
        except InvalidInput as error:
            form.add_error(error.field, error.sentence)
        except RuleBroken as error:
            return refused_form(request, "boards/webhooks/form.html", context, error)
    return form_page(request, "boards/webhooks/form.html", context)


def _with_secret(request: HttpRequest, managed: Managed, made: WithSecret, *, is_new: bool) -> HttpResponse:
    """The page of the webhook with the secret above it: it is kept nowhere to be shown again."""
    context = _shown(request, managed) | {"secret": made.secret, "is_new": is_new, "hours": _hours()}
    response = render(request, "boards/webhooks/webhook.html", context, status=201)
    response["Cache-Control"] = "no-store"
    return response


def _shown(request: HttpRequest, managed: Managed) -> dict[str, object]:
    return _below(
        managed.project,
        managed.rights,
        webhook=managed.webhook,
        page=webhook_queries.log(managed.webhook, request.GET.get("page")),
        record=webhook_queries.facts(managed.webhook),
    )


def _below(project: Project | None, rights: Rights | None, **more: object) -> dict[str, object]:
    """The context of a page below a project's header, or of one of the site."""
    context: dict[str, object] = {"project": None, "list_address": _list_of(project), **more}
    return context | in_project(project, rights) if project is not None and rights is not None else context


def _list_of(project: Project | None) -> str:
    return reverse("project-webhooks", args=[project.pk]) if project else reverse("webhooks")


def _page_of(webhook: Webhook) -> str:
    return reverse("webhook", args=[webhook.pk])


def _hours() -> int:
    return int(BOTH_HOLD.total_seconds() // 3600)
