"""Bringing a board: the file, what is chosen for it, how far it is, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import InvalidInput, RuleBroken
from boards.models import Import, ImportState, Project
from boards.policy import Action
from boards.transfer import shelf
from boards.transfer.choices import Choices
from boards.transfer.files import MOST_BYTES
from boards.transfer.queries import imports as queries
from boards.transfer.services import imports as services
from boards.transfer.services.imports import Brought
from boards.views.answers import done, form_page, is_htmx, person, refused_form, see_other, signed_in
from boards.views.project_context import in_project
from boardsite.server import uploads

if TYPE_CHECKING:
    from boards.transfer.forms.imports import ChoicesForm, FileForm

MEGABYTE = 1024 * 1024
SHOWN = 20


@signed_in("GET", "POST")
def bring(request: HttpRequest) -> HttpResponse:
    """A file for a new project, and what was brought before."""
    return _bring(request, "boards/imports/bring.html", None, {})


@signed_in("GET", "POST")
def bring_into(request: HttpRequest, pk: int) -> HttpResponse:
    """A file whose cards go into a project."""
    project, rights = access.get_project(person(request), pk, Action.EDIT_PROJECT)
    return _bring(request, "boards/imports/bring_into.html", project, in_project(project, rights))


@signed_in("GET", "POST")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """An import as it is: being read or carried out, to be chosen for, or over."""
    found = queries.one(person(request), pk)
    if request.method == "POST":
        return _chosen(request, found)
    if queries.is_at_work(found):
        template = "boards/imports/_at_work.html" if is_htmx(request) else "boards/imports/at_work.html"
        return render(request, template, _at_work(found))
    if is_htmx(request):
        # It has ended while the page was open.
        return see_other(request, _address(found))
    if found.state == ImportState.READY or (found.state == ImportState.FAILED and found.outline):
        return _preview(request, found, _form(found))
    return render(request, "boards/imports/over.html", _over(found))


@signed_in("POST")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is to come of a file; what is at work with it ends."""
    found = queries.one(person(request), pk)
    file = found.file
    if file:
        # First: with SQLite nothing can be written before the work has ended.
        shelf.ask_to_stop(file)
    if not services.cancel(found=found):
        raise RuleBroken(_("It is over already: what has come of it can be taken back."))
    if file:
        shelf.remove(file)
    return done(request, _bring_address(found), _("Nothing of “%(name)s” was imported.") % {"name": found.name})


@signed_in("POST")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what has come of a file."""
    found = queries.one(person(request), pk)
    services.take_back(found=found, actor=person(request))
    return done(request, _address(found), _("The import of “%(name)s” was taken back.") % {"name": found.name})


@signed_in("POST")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another board of a file that holds several: at first the next one, with the people as they were named before."""
    found = queries.one(person(request), pk)
    if not found.file or not shelf.path_of(found.file).is_file():
        raise RuleBroken(_("The file is not here any more. Bring it again."))
    return see_other(request, _address(services.begin_next(found=found, choices=_next_choices(found).as_json())))


def _next_choices(found: Import) -> Choices:
    chosen, boards = Choices.of_json(found.choices), found.outline.get("boards", ())
    following = chosen.board + 1 if chosen.board + 1 < len(boards) else 0
    return Choices(format=chosen.format, board=following, visibility=chosen.visibility, people=chosen.people)


def _bring(request: HttpRequest, template: str, project: Project | None, context: dict[str, object]) -> HttpResponse:
    sent = request.method == "POST"
    if uploads.SIZE_HEADER in request.headers and not sent:
        services.check_room(person(request))
        return HttpResponse(status=204)
    # The forms, and with them what knows the formats, are loaded with the first page that shows them.
    from boards.transfer.forms.imports import FileForm

    form = FileForm(request.POST if sent else None, request.FILES if sent else None)
    earlier = list(queries.of(person(request), project)[:SHOWN])
    context |= {"form": form, "earlier": earlier, "formats": _formats(), "megabytes": MOST_BYTES // MEGABYTE}
    if not form.is_valid():
        return form_page(request, template, context)
    try:
        return see_other(request, _address(_kept(request, form, project)))
    except InvalidInput as error:
        form.add_error("file", error.sentence)
        return form_page(request, template, context)
    except RuleBroken as error:
        return refused_form(request, template, context, error)


def _formats() -> list[tuple[str, str]]:
    """Each tool with the kinds of its files."""
    from boards.transfer.formats.registry import FORMATS

    kinds: dict[str, dict[str, None]] = {}
    for each in FORMATS:
        kinds.setdefault(each.name, {})[str(each.kind)] = None
    return [(name, ", ".join(kinds[name])) for name in sorted(kinds, key=str.casefold)]


def _kept(request: HttpRequest, form: FileForm, project: Project | None) -> Import:
    owner, file = person(request), form.cleaned_data["file"]
    services.check_room(owner)
    kept = shelf.keep(file.chunks())
    brought = Brought(file.name, kept.file, kept.size, kept.sha256)
    choices = Choices(format=form.cleaned_data["format"]).as_json()
    try:
        return services.begin(owner=owner, brought=brought, into=project, choices=choices, remove=shelf.remove)
    except BaseException:
        shelf.remove(kept.file)
        raise


def _chosen(request: HttpRequest, found: Import) -> HttpResponse:
    if found.state == ImportState.FAILED and not found.outline:
        services.choose(found=found, choices=found.choices, start=False)
        return see_other(request, _address(found))
    if found.state not in (ImportState.READY, ImportState.FAILED):
        raise RuleBroken(services.why_no_choice(found))
    form = _form(found, request.POST)
    if not form.is_valid():
        return _preview(request, found, form, 422)
    values = form.values()
    start = request.POST.get("then") == "import" and not form.is_to_be_read_anew(values)
    services.choose(found=found, choices=values.as_json(), start=start)
    return see_other(request, _address(found))


def _form(found: Import, data: object = None) -> ChoicesForm:
    from boards.transfer.forms.imports import ChoicesForm

    people = {user.pk: user for user in queries.choosable(found)} | queries.matched(found.outline)
    return ChoicesForm(found, list(people.values()), data)  # type: ignore[arg-type]


def _preview(request: HttpRequest, found: Import, form: ChoicesForm, status: int = 200) -> HttpResponse:
    people = sorted(form.by_address.values(), key=lambda user: user.display_name.casefold())
    context = _about(found) | {
        "form": form,
        "people": people,
        "outline": found.outline,
        "before": queries.before(found),
    }
    context |= {"earlier": queries.project_of(found)}
    return render(request, "boards/imports/preview.html", context, status=status)


def _at_work(found: Import) -> dict[str, object]:
    told = shelf.progress(found.file) if found.file else None
    return _about(found) | {"progress": queries.Progress(*told) if told else None}


def _over(found: Import) -> dict[str, object]:
    has_more = bool(found.file) and len(found.outline.get("boards", ())) > 1
    is_open = services.can_be_taken_back(found)
    hindrance = services.work_since(found) if is_open else ""
    more = {"can_undo": is_open and not hindrance, "hindrance": hindrance}
    return _about(found) | more | {"has_more": has_more, "report": found.report}


def _about(found: Import) -> dict[str, object]:
    return {"found": found, "back": _bring_address(found), "state": found.state}


def _address(found: Import) -> str:
    return reverse("import-one", args=[found.pk])


def _bring_address(found: Import) -> str:
    return reverse("project-import", args=[found.into.pk]) if found.into else reverse("import")
