"""What tests of checklists do and look at, again and again."""

from boards.models import Activity, ChecklistItem
from boards.services import checklist_items, undo
from boards.services.checklist_items import Draft
from tests.factories import fresh


def latest() -> Activity:
    return Activity.objects.latest("pk")


def texts(checklist):
    return list(ChecklistItem.objects.filter(checklist=checklist, deleted_at=None).values_list("text", flat=True))


def counts(task):
    return fresh(task).item_count, fresh(task).items_done


def item_of(task, text):
    return ChecklistItem.objects.select_related("checklist__task").get(checklist__task=task, text=text)


def add(checklist, *lines, actor):
    return checklist_items.add(checklist=checklist, drafts=[Draft(line) for line in lines], actor=actor)


def tick(item, actor, *, done=True):
    return checklist_items.tick(item=item, done=done, actor=actor)


def take_back(actor, activity=None):
    return undo.undo(activity=activity or latest(), actor=actor)
