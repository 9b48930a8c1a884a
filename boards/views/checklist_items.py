"""The items of checklists: added, ticked, edited, put elsewhere, deleted."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from boards import access
from boards.exceptions import EditConflict, InvalidInput
from boards.forms.checklists import ItemForm, ItemPlaceForm
from boards.models import ChecklistItem
from boards.policy import Action, Rights
from boards.queries import checklists as queries
from boards.queries import conflicts, people
from boards.rules.checklists import lines_of
from boards.services import checklist_items
from boards.services.checklist_items import Draft
from boards.views.answers import is_htmx, person, refusal, see_other, signed_in, then_focus
from boards.views.checklists import answered, place_of
from boards.views.tasks import conflict_answer


@signed_in("GET", "POST")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item for each line; the field stays open for the next."""
    user = person(request)
    checklist, rights = access.get_checklist(user, pk, Action.EDIT_TASK)
    if request.method != "POST":
        return see_other(request, place_of(checklist.task))
    drafts = [Draft(*line) for line in lines_of("lines", request.POST.get("lines", ""))]
    made = checklist_items.add(checklist=checklist, drafts=drafts, actor=user)
    text = _("Added %(count)s items.") % {"count": len(made)} if len(made) > 1 else _("Item added.")
    task = made[0].checklist.task
    answer = answered(request, checklist.task, task, rights, text, tells=len(made) > 1, added=checklist)
    return then_focus(answer, f"#item-new-{pk} textarea") if is_htmx(request) else answer


@signed_in("POST")
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an item as done (`done` is yes), or not."""
    item, rights = access.get_item(person(request), pk, Action.EDIT_TASK)
    is_done = request.POST.get("done") == "yes"
    ticked = checklist_items.tick(item=item, done=is_done, actor=person(request))
    return answered(request, item.checklist.task, ticked.checklist.task, rights, _("Saved."))


@signed_in("GET", "POST")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the form, within the item for htmx, else a page. POST: save what was sent."""
    user = person(request)
    item, rights = access.get_item(user, pk, Action.EDIT_TASK)
    if request.method != "POST":
        return _form_page(request, item, rights, _form(item))
    form = _form(item, request).only_sent()
    if not form.is_valid():
        return _form_page(request, item, rights, form)
    seen, task = form.cleaned_data.get("version"), item.checklist.task
    values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    try:
        changed = conflicts.kept(values, request.POST, item)
        saved = checklist_items.update(item=item, changed=changed, seen_version=seen, actor=user)
    except EditConflict as error:
        found = conflicts.of_item(form, error, seen or item.version)
        return conflict_answer(request, task, rights, found, back=place_of(task), draft=f"item-{pk}")
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return _form_page(request, item, rights, form)
    return answered(request, task, saved.checklist.task, rights, _("Saved."), fresh=pk)


@signed_in("POST")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item elsewhere: by dragging or keys (`checklist`, `after`), or by the buttons of its form (`step`)."""
    user = person(request)
    item, rights = access.get_item(user, pk, Action.EDIT_TASK)
    form = ItemPlaceForm(request.POST)
    if not form.is_valid():
        return refusal(request, _("Choose a checklist of this task."), 422)
    to, after = form.cleaned_data["checklist"], form.cleaned_data["after"]
    if form.cleaned_data["step"] == "end":
        after = queries.last_of(to or item.checklist_id)
    elif form.cleaned_data["step"]:
        step = queries.step(item, form.cleaned_data["step"])
        if step is None:
            return refusal(request, _("It can't go further that way."), 409)
        to, after = item.checklist_id, step.after
    task = item.checklist.task
    moved, gone = checklist_items.move(item=item, checklist_id=to, after_id=after, actor=user)
    text = _("It went to the end: the item above it was gone.") if gone else _("Moved.")
    return answered(request, task, moved.checklist.task, rights, text, tells=gone, fresh=pk)


@signed_in("POST")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an item; the toast offers to undo it."""
    item, rights = access.get_item(person(request), pk, Action.EDIT_TASK)
    deleted = checklist_items.delete(item=item, actor=person(request))
    return answered(request, item.checklist.task, deleted.checklist.task, rights, _("Deleted the item."), tells=True)


def _form(item: ChecklistItem, request: HttpRequest | None = None) -> ItemForm:
    initial = {"text": item.text, "assignee": item.assignee_id, "due_date": item.due_date, "version": item.version}
    project = item.checklist.task.project
    return ItemForm(
        request.POST if request else None,
        initial=initial,
        people=people.assignable(project, keeping=item.assignee_id),
        auto_id=f"id_item_{item.pk}_%s",
    )


def _form_page(request: HttpRequest, item: ChecklistItem, rights: Rights, form: BaseForm) -> HttpResponse:
    task = item.checklist.task
    context = {"item": item, "task": task, "project": task.project, "rights": rights, "form": form, "tab": ""}
    context |= {"lists": [each for each in queries.lists_of(task) if each.pk != item.checklist_id]}
    status = 422 if form.is_bound else 200
    template = "boards/checklists/_item_form.html" if is_htmx(request) else "boards/checklists/item.html"
    response = render(request, template, context, status=status)
    if form.is_bound and is_htmx(request):
        response["HX-Retarget"], response["HX-Reswap"] = f"#item-form-{item.pk}", "innerHTML"
    return response
