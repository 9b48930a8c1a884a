"""The tables. Everything outside reads them through `access` and `queries`, and writes through `services`."""

from boards.models.activity import Activity, Kind
from boards.models.attachments import Attachment, Preview
from boards.models.calls import CallCount, KeptAnswer
from boards.models.checklists import Checklist, ChecklistItem
from boards.models.columns import Column, Status
from boards.models.comments import Comment, Emoji, Reaction
from boards.models.feeds import CalendarFeed, Shows
from boards.models.groups import Group, GroupPerson, GroupRole
from boards.models.imports import Import, ImportedTask, ImportState
from boards.models.invitations import Invitation
from boards.models.jobs import Job, JobState
from boards.models.keys import ApiKey
from boards.models.links import BoardLink, BoardVisit
from boards.models.mails import AccountMail, Mail, MailState
from boards.models.notifications import (
    EmailPace,
    Notification,
    NotificationPreference,
    NotificationSettings,
    Reason,
    Watch,
)
from boards.models.ownership import OwnershipOffer
from boards.models.projects import Membership, Project, Role, Visibility
from boards.models.reports import ReportMark
from boards.models.sign_ins import SignIn
from boards.models.stream import Stream, StreamPerson, StreamPosition
from boards.models.task_links import LinkKind, Relation, TaskLink
from boards.models.tasks import Priority, Tag, Task, TaskAssignee
from boards.models.users import Theme, User, WeekStart
from boards.models.web_links import WebLink
from boards.models.webhooks import DeliveryState, OffReason, Webhook, WebhookDelivery, WebhookFormat

__all__ = [
    "AccountMail",
    "Activity",
    "ApiKey",
    "Attachment",
    "BoardLink",
    "BoardVisit",
    "CalendarFeed",
    "CallCount",
    "Checklist",
    "ChecklistItem",
    "Column",
    "Comment",
    "DeliveryState",
    "EmailPace",
    "Emoji",
    "Group",
    "GroupPerson",
    "GroupRole",
    "Import",
    "ImportState",
    "ImportedTask",
    "Invitation",
    "Job",
    "JobState",
    "KeptAnswer",
    "Kind",
    "LinkKind",
    "Mail",
    "MailState",
    "Membership",
    "Notification",
    "NotificationPreference",
    "NotificationSettings",
    "OffReason",
    "OwnershipOffer",
    "Preview",
    "Priority",
    "Project",
    "Reaction",
    "Reason",
    "Relation",
    "ReportMark",
    "Role",
    "Shows",
    "SignIn",
    "Status",
    "Stream",
    "StreamPerson",
    "StreamPosition",
    "Tag",
    "Task",
    "TaskAssignee",
    "TaskLink",
    "Theme",
    "User",
    "Visibility",
    "Watch",
    "WebLink",
    "Webhook",
    "WebhookDelivery",
    "WebhookFormat",
    "WeekStart",
]
