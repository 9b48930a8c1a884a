"""Web links of a task: added, changed, deleted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import EditConflict, RuleBroken
from boards.forms.web_links import WebLinkForm
from boards.models import Task
from boards.policy import Action
from boards.queries import conflicts
from boards.queries.web_links import NewWebLink
from boards.services import web_links
from boards.views.answers import is_htmx, person, refusal, see_other, signed_in
from boards.views.task_links import answered, place_of
from boards.views.tasks import conflict_answer, task_context


@signed_in("GET", "POST")
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: add a web link; GET leads to the task."""
    user = person(request)
    if request.method != "POST":
        task, _rights = access.get_task(user, pk, Action.VIEW)
        return see_other(request, place_of(task))
    task, _rights = access.get_task(user, pk, Action.EDIT_TASK)
    form = WebLinkForm(request.POST)
    if not form.is_valid():
        return _refused(request, task, form, _wrong(form), 422)
    try:
        made = web_links.add(task=task, url=form.cleaned_data["url"], title=form.cleaned_data["title"], actor=user)
    except RuleBroken as error:
        return _refused(request, task, form, error.sentence, 409)
    return answered(request, made.task, _("Web link added."))


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a web link; if somebody has changed the same meanwhile, both are shown."""
    user = person(request)
    link, rights = access.get_web_link(user, pk, Action.EDIT_TASK)
    if request.method != "POST":
        return see_other(request, place_of(link.task))
    form = WebLinkForm(request.POST)
    if not form.is_valid():
        return refusal(request, _wrong(form), 422)
    seen = form.cleaned_data["version"]
    sent = {name: form.cleaned_data[name] for name in web_links.FIELDS}
    changed = {name: str(value) for name, value in conflicts.kept(sent, request.POST, link).items()}
    try:
        saved = web_links.update(link=link, changed=changed, seen_version=seen, actor=user)
    except EditConflict as error:
        found = conflicts.of_web_link(form, error, seen or link.version)
        return conflict_answer(request, link.task, rights, found, back=place_of(link.task))
    return answered(request, saved.task, _("Web link changed."))


@signed_in("POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a web link; the toast offers to undo it."""
    link, _rights = access.get_web_link(person(request), pk, Action.EDIT_TASK)
    deleted = web_links.delete(link=link, actor=person(request))
    return answered(request, deleted.task, _("Web link deleted."))


def _wrong(form: WebLinkForm) -> str:
    return " ".join(str(each) for wrong in form.errors.values() for each in wrong)


def _refused(request: HttpRequest, task: Task, form: WebLinkForm, wrong: str, status: int) -> HttpResponse:
    """The form as it was filled in, and why it can't be: in its place, or on the page of the task."""
    shown = NewWebLink(form["url"].value() or "", form["title"].value() or "", wrong)
    if is_htmx(request):
        context = {"task": task, "web_link_form": shown}
        response = render(request, "boards/web_links/_new.html", context, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#web-link-new", "outerHTML"
        return response
    whole, rights = access.get_task(person(request), task.pk, Action.VIEW)
    context = task_context(request, whole, rights) | {"web_link_form": shown}
    return render(request, "boards/task.html", context, status=status)
