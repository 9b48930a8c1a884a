"""What queries hand to the API has the shape that the API's schemas promise: the same names, of the same types."""

import datetime
import types
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from boards.api.schemas import (
    attachments,
    changes,
    checklists,
    comments,
    common,
    groups,
    links,
    members,
    projects,
    rest,
    task_links,
    tasks,
    web_links,
)
from boards.calendars import record_shapes as calendar_shapes
from boards.calendars.api import schemas as calendars
from boards.notifications import record_shapes as notification_shapes
from boards.notifications.api import schemas as notifications
from boards.queries import record_shapes
from boards.reports import record_shapes as report_shapes
from boards.reports.api import schemas as reports
from boards.transfer import record_shapes as import_shapes
from boards.transfer.api import schemas as imports
from boards.webhooks.api import schemas as webhooks
from boards.webhooks.queries import record_shapes as webhook_shapes

pytestmark = pytest.mark.once

SHAPES = {
    record_shapes.PersonRecord: common.Person,
    record_shapes.ColumnRefRecord: tasks.ColumnRef,
    record_shapes.TaskRecord: tasks.TaskOut,
    record_shapes.TaskCountsRecord: projects.TaskCounts,
    record_shapes.ProjectRecord: projects.ProjectOut,
    record_shapes.ColumnRecord: rest.ColumnOut,
    record_shapes.TagRecord: rest.TagOut,
    record_shapes.ThroughRecord: rest.ThroughOut,
    record_shapes.MemberRecord: rest.MemberOut,
    record_shapes.GroupRecord: groups.GroupOut,
    record_shapes.GroupRefRecord: groups.GroupRefOut,
    record_shapes.GroupRoleRecord: groups.GroupRoleOut,
    record_shapes.InvitationRecord: members.InvitationOut,
    record_shapes.OfferRecord: members.OfferOut,
    record_shapes.VisitsRecord: links.VisitsOut,
    record_shapes.LinkRecord: links.LinkOut,
    calendar_shapes.CalendarRecord: calendars.CalendarOut,
    record_shapes.UserRecord: rest.UserOut,
    record_shapes.ReactionRecord: comments.ReactionOut,
    record_shapes.ItemCountsRecord: tasks.ItemCounts,
    record_shapes.ItemRecord: checklists.ItemOut,
    record_shapes.ChecklistRecord: checklists.ChecklistOut,
    record_shapes.WebLinkRecord: web_links.WebLinkOut,
    record_shapes.AttachmentRecord: attachments.AttachmentOut,
    record_shapes.CommentRecord: comments.CommentOut,
    record_shapes.LinkedTaskRecord: task_links.LinkedTaskOut,
    record_shapes.TaskLinkRecord: task_links.TaskLinkOut,
    record_shapes.ActivityRecord: rest.ActivityOut,
    record_shapes.ColumnNamedRecord: changes.ColumnNamed,
    record_shapes.EventDataRecord: changes.EventData,
    import_shapes.ImportBoardRecord: imports.ImportBoardOut,
    import_shapes.ImportCountRecord: imports.ImportCountOut,
    import_shapes.ImportListRecord: imports.ImportListOut,
    import_shapes.ImportPersonRecord: imports.ImportPersonOut,
    import_shapes.ImportEarlierRecord: imports.ImportEarlierOut,
    import_shapes.ImportUpdateRecord: imports.ImportUpdateOut,
    import_shapes.ImportNoteRecord: imports.ImportNoteOut,
    import_shapes.ImportRecord: imports.ImportOut,
    report_shapes.PeriodRecord: reports.ReportPeriod,
    report_shapes.StandingRecord: reports.Standing,
    report_shapes.LineRecord: reports.ReportTask,
    report_shapes.ChangesRecord: reports.ReportChanges,
    report_shapes.ReportColumnRecord: reports.ReportColumn,
    report_shapes.BlockerRecord: reports.BlockingTask,
    report_shapes.BlockedRecord: reports.BlockedTask,
    report_shapes.LoadRecord: reports.Load,
    report_shapes.WorkloadRecord: reports.Workload,
    report_shapes.DayRecord: reports.ReportDay,
    report_shapes.WeekRecord: reports.ReportWeek,
    report_shapes.PercentilesRecord: reports.Percentiles,
    report_shapes.DurationRecord: reports.CompletedTask,
    report_shapes.AgeingRecord: reports.AgeingTask,
    report_shapes.PaceRecord: reports.Pace,
    report_shapes.ForecastRecord: reports.ForecastOut,
    report_shapes.ReportItemRecord: reports.ReportItem,
    report_shapes.ReportChecklistRecord: reports.ReportChecklist,
    report_shapes.ReportCommentRecord: reports.ReportComment,
    report_shapes.ReportRecord: reports.ReportOut,
    report_shapes.PdfProgressRecord: reports.PdfProgress,
    webhook_shapes.WebhookRecord: webhooks.WebhookOut,
    webhook_shapes.DeliveryRecord: webhooks.DeliveryOut,
    webhook_shapes.DeliveryDetailRecord: webhooks.DeliveryDetail,
    webhook_shapes.EventRecord: webhooks.WebhookEvent,
    notification_shapes.ProjectRefRecord: notifications.ProjectRef,
    notification_shapes.TaskRefRecord: notifications.TaskRef,
    notification_shapes.EntryRecord: notifications.EntryOut,
    notification_shapes.CountRecord: notifications.CountOut,
    notification_shapes.WatchRecord: notifications.WatchOut,
    notification_shapes.WatcherRecord: notifications.WatcherOut,
    notification_shapes.WayRecord: notifications.Way,
    notification_shapes.PreferencesRecord: notifications.PreferencesOut,
}
# What JSON makes of a value, and what stands for anything.
WRITTEN = {datetime.date: str, datetime.datetime: str, object: Any}


def shape_of(hint: Any) -> Any:
    """A type as it can be compared: nested records by their schemas, choices of words as text, unions as sets."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return shape_of(arguments[0] | None)
    if origin is Annotated:
        return shape_of(arguments[0])
    if origin is Literal:
        return str
    if origin in (Union, types.UnionType):
        return frozenset(shape_of(each) for each in arguments)
    if origin in (list, dict):
        return origin, *(shape_of(each) for each in arguments)
    return WRITTEN.get(SHAPES.get(hint, hint), SHAPES.get(hint, hint))


def members(shape: Any) -> dict[str, Any]:
    return {name: shape_of(hint) for name, hint in get_type_hints(shape, include_extras=True).items()}


def promised(schema: Any) -> dict[str, Any]:
    return {name: shape_of(field.annotation) for name, field in schema.model_fields.items()}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_record_is_what_its_schema_promises(shape):
    assert members(shape) == promised(SHAPES[shape])


@pytest.mark.parametrize(
    "module",
    [record_shapes, report_shapes, notification_shapes, webhook_shapes],
    ids=["board", "reports", "notifications", "webhooks"],
)
def test_every_shape_is_held_against_a_schema(module):
    assert {shape for shape in vars(module).values() if is_typeddict(shape)} <= SHAPES.keys()
