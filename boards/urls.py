"""Every page of the board, grouped by what it is about."""

from __future__ import annotations

from django.urls import path, register_converter

from boards.accounts.views import account as account_views
from boards.accounts.views import groups as group_views
from boards.accounts.views import joining, keys, oidc, profile
from boards.accounts.views import people as people_views
from boards.accounts.views import stream as stream_views
from boards.calendars import views as calendar_views
from boards.live.views import changes as change_views
from boards.live.views import here as here_views
from boards.notifications.mail import views as mail_views
from boards.notifications.views import inbox as inbox_views
from boards.notifications.views import preferences as preference_views
from boards.notifications.views import watching as watching_views
from boards.reports.views import pages as report_views
from boards.reports.views import pdf
from boards.transfer.views import exports as export_views
from boards.transfer.views import imports as import_views
from boards.transfer.views import sites as site_views
from boards.views import attachments as attachment_views
from boards.views import board as board_views
from boards.views import boxes as box_views
from boards.views import cells, columns, members, tags
from boards.views import checklist_items as checklist_item_views
from boards.views import checklist_tasks as checklist_task_views
from boards.views import checklists as checklist_views
from boards.views import comments as comment_views
from boards.views import history as history_views
from boards.views import home as home_views
from boards.views import invitations as invitation_views
from boards.views import jobs as job_views
from boards.views import links as link_views
from boards.views import lists as list_views
from boards.views import operations as operation_views
from boards.views import ownership as ownership_views
from boards.views import printing as printing_views
from boards.views import project_groups as project_group_views
from boards.views import projects as project_views
from boards.views import quick_add as quick_add_views
from boards.views import task_links as task_link_views
from boards.views import tasks as task_views
from boards.views import texts as text_views
from boards.views import web_links as web_link_views
from boards.webhooks.views import webhooks as webhook_views


class PkConverter:
    """An id as the database can hold it."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digits."""
        return str(value)


register_converter(PkConverter, "pk")


# Answered by OperationsMiddleware; here they have their names.
operations = [
    path("healthz", operation_views.healthz, name="healthz"),
    path("readyz", operation_views.readyz, name="readyz"),
    path("metrics", operation_views.metrics_page, name="metrics"),
]

overview = [
    path("", home_views.home, name="home"),
    path("tasks/", list_views.task_list, name="task-list"),
    path("projects/", list_views.project_list, name="project-list"),
    path("projects/<pk:pk>/list/", list_views.project_tasks, name="project-tasks"),
]

projects = [
    path("projects/new/", project_views.create, name="project-create"),
    path("projects/<pk:pk>/about/", project_views.about, name="project-about"),
    path("projects/<pk:pk>/activity/", history_views.of_project, name="project-activity"),
    path("projects/<pk:pk>/settings/", project_views.settings, name="project-settings"),
    path("projects/<pk:pk>/archive/", project_views.archive, name="project-archive"),
    path("projects/<pk:pk>/restore/", project_views.restore, name="project-restore"),
    path("projects/<pk:pk>/delete/", project_views.delete, name="project-delete"),
    path("projects/<pk:pk>/transfer/", project_views.transfer, name="project-transfer"),
    path("projects/<pk:pk>/offer/", ownership_views.offer, name="offer"),
    path("projects/<pk:pk>/offer/accept/", ownership_views.accept, name="offer-accept"),
    path("projects/<pk:pk>/offer/end/", ownership_views.end, name="offer-end"),
    path("projects/<pk:pk>/links/", link_views.links_page, name="project-links"),
    path("projects/<pk:pk>/links/<pk:link_id>/revoke/", link_views.revoke, name="project-link-revoke"),
    path("shared/<str:secret>/", link_views.shared, name="shared-board"),
    path("projects/<pk:pk>/leave/", members.leave, name="project-leave"),
    path("projects/<pk:pk>/columns/new/", columns.create, name="column-create"),
    path("columns/<pk:pk>/edit/", columns.edit, name="column-edit"),
    path("columns/<pk:pk>/move/", columns.move, name="column-move"),
    path("columns/<pk:pk>/delete/", columns.delete, name="column-delete"),
    path("projects/<pk:pk>/tags/new/", tags.create, name="tag-create"),
    path("tags/<pk:pk>/edit/", tags.edit, name="tag-edit"),
    path("tags/<pk:pk>/merge/", tags.merge, name="tag-merge"),
    path("tags/<pk:pk>/delete/", tags.delete, name="tag-delete"),
    path("projects/<pk:pk>/members/new/", members.add, name="member-add"),
    path("projects/<pk:pk>/members/<pk:user_id>/edit/", members.edit, name="member-edit"),
    path("projects/<pk:pk>/members/<pk:user_id>/remove/", members.remove, name="member-remove"),
    path("projects/<pk:pk>/members/<pk:user_id>/hand-on/", project_group_views.hand_on, name="member-hand-on"),
    path("projects/<pk:pk>/groups/new/", project_group_views.add, name="project-group-add"),
    path("projects/<pk:pk>/groups/<pk:group_id>/edit/", project_group_views.edit, name="project-group-edit"),
    path("projects/<pk:pk>/groups/<pk:group_id>/remove/", project_group_views.remove, name="project-group-remove"),
    path("projects/<pk:pk>/invitations/<pk:invitation_id>/resend/", invitation_views.resend, name="invitation-resend"),
    path(
        "projects/<pk:pk>/invitations/<pk:invitation_id>/withdraw/",
        invitation_views.withdraw,
        name="invitation-withdraw",
    ),
]

board = [
    path("projects/<pk:pk>/", board_views.board, name="board"),
    path("columns/<pk:pk>/cards/", board_views.column_cards, name="column-cards"),
    path("projects/<pk:pk>/print/", printing_views.board, name="board-print"),
    path("projects/<pk:pk>/list/print/", printing_views.task_list, name="list-print"),
    path("tasks/<pk:pk>/print/", printing_views.task, name="task-print"),
    path("projects/<pk:pk>/print.css", pdf.running_head, name="print-head"),
]

tasks = [
    path("projects/<pk:pk>/tasks/new/", task_views.create, name="task-create"),
    path("projects/<pk:pk>/tasks/understood/", quick_add_views.understood, name="quick-add-understood"),
    path("tasks/<pk:pk>/", task_views.task, name="task"),
    path("tasks/<pk:pk>/edit/", task_views.edit, name="task-edit"),
    path("tasks/<pk:pk>/move/", task_views.move, name="task-move"),
    path("tasks/<pk:pk>/complete/", task_views.complete, name="task-complete"),
    path("tasks/<pk:pk>/reopen/", task_views.reopen, name="task-reopen"),
    path("tasks/<pk:pk>/archive/", task_views.archive, name="task-archive"),
    path("tasks/<pk:pk>/restore/", task_views.restore, name="task-restore"),
    path("tasks/<pk:pk>/delete/", task_views.delete, name="task-delete"),
    path("tasks/<pk:pk>/comments/", comment_views.talk, name="task-comments"),
    path("tasks/<pk:pk>/box/", box_views.of_task, name="task-box"),
    path("comments/<pk:pk>/box/", box_views.of_comment, name="comment-box"),
    path("tasks/<pk:pk>/checklists/", checklist_views.lists, name="task-checklists"),
    path("tasks/<pk:pk>/item/", checklist_task_views.into_item, name="task-item"),
    path("checklists/<pk:pk>/edit/", checklist_views.edit, name="checklist-edit"),
    path("checklists/<pk:pk>/move/", checklist_views.move, name="checklist-move"),
    path("checklists/<pk:pk>/delete/", checklist_views.delete, name="checklist-delete"),
    path("checklists/<pk:pk>/items/", checklist_item_views.add, name="checklist-items"),
    path("checklist-items/<pk:pk>/edit/", checklist_item_views.edit, name="item-edit"),
    path("checklist-items/<pk:pk>/tick/", checklist_item_views.tick, name="item-tick"),
    path("checklist-items/<pk:pk>/move/", checklist_item_views.move, name="item-move"),
    path("checklist-items/<pk:pk>/delete/", checklist_item_views.delete, name="item-delete"),
    path("checklist-items/<pk:pk>/task/", checklist_task_views.into_task, name="item-task"),
    path("tasks/<pk:pk>/links/", task_link_views.links, name="task-links"),
    path("tasks/<pk:pk>/links/<pk:task_link_id>/remove/", task_link_views.remove, name="task-link-remove"),
    path("tasks/<pk:pk>/web-links/", web_link_views.links, name="task-web-links"),
    path("web-links/<pk:pk>/edit/", web_link_views.edit, name="web-link-edit"),
    path("web-links/<pk:pk>/delete/", web_link_views.delete, name="web-link-delete"),
    path("comments/<pk:pk>/edit/", comment_views.edit, name="comment-edit"),
    path("comments/<pk:pk>/delete/", comment_views.delete, name="comment-delete"),
    path("comments/<pk:pk>/react/", comment_views.react, name="comment-react"),
    path("comments/<pk:pk>/quote/", comment_views.quote, name="comment-quote"),
    path("tasks/<pk:pk>/attachments/", attachment_views.files, name="task-attachments"),
    path("attachments/<pk:pk>/", attachment_views.download, name="attachment"),
    path("attachments/<pk:pk>/inline/", attachment_views.inline, name="attachment-inline"),
    path("attachments/<pk:pk>/view/", attachment_views.view, name="attachment-view"),
    path("attachments/<pk:pk>/thumbnail/", attachment_views.thumbnail, name="attachment-thumbnail"),
    path("attachments/<pk:pk>/row/", attachment_views.row, name="attachment-row"),
    path("attachments/<pk:pk>/rename/", attachment_views.rename, name="attachment-rename"),
    path("attachments/<pk:pk>/cover/", attachment_views.cover, name="attachment-cover"),
    path("attachments/<pk:pk>/delete/", attachment_views.delete, name="attachment-delete"),
    path("tasks/<pk:pk>/column/", cells.column, name="task-column"),
    *(path(f"tasks/<pk:pk>/{field}/", cells.cell, {"field": field}, name=f"task-{field}") for field in cells.FIELDS),
    path("tasks/<pk:pk>/history/", history_views.of_task, name="task-history"),
    path("tasks/<pk:pk>/stream/", stream_views.stream, name="task-stream"),
    path("activity/<pk:pk>/", history_views.change, name="activity-change"),
    path("activity/<pk:pk>/restore/", history_views.restore, name="activity-restore"),
    path("activity/<pk:pk>/undo/", task_views.undo_activity, name="activity-undo"),
    path("preview/", text_views.preview, name="text-preview"),
]

live = [
    path("projects/<pk:pk>/changes/", change_views.board_changes, name="board-changes"),
    path("projects/<pk:pk>/here/", here_views.here, name="board-here"),
    path("tasks/<pk:pk>/changes/", change_views.task_changes, name="task-changes"),
]

reports = [
    path("projects/<pk:pk>/report/", report_views.report, name="project-report"),
    path("projects/<pk:pk>/report/remember/", report_views.remember, name="report-remember"),
    path("projects/<pk:pk>/report.csv", report_views.download, name="project-report-csv"),
    path("projects/<pk:pk>/report.pdf", pdf.report_pdf, name="project-report-pdf"),
    path("portfolio/", report_views.portfolio, name="portfolio"),
    path("portfolio/definitions/", report_views.definitions, name="report-definitions"),
]

account = [
    path("account/", profile.profile, name="profile"),
    path("account/theme/", profile.theme, name="theme"),
    path("account/devices/", account_views.devices, name="devices"),
    path("account/devices/sign-out/", account_views.end_devices, name="devices-end"),
    path("devices/<pk:pk>/sign-out/", account_views.end_device, name="device-end"),
    path("account/data/", account_views.data, name="account-data"),
    path("account/data/download/", account_views.download, name="account-download"),
    path("account/data/files/", account_views.download_files, name="account-download-files"),
    path("account/delete/", account_views.delete, name="account-delete"),
    path("account/single-sign-on/", oidc.check, name="oidc-check"),
    path("invitation/<str:token>/", joining.opened, name="invitation"),
    path("joining/", joining.joining, name="joining"),
    path("joining/as-somebody-else/", joining.switch, name="joining-switch"),
    path("account/keys/", keys.key_list, name="keys"),
    path("account/keys/<pk:pk>/revoke/", keys.revoke, name="key-revoke"),
]

imports = [
    path("projects/<pk:pk>/export/", export_views.choose, name="project-export"),
    path("projects/<pk:pk>/export/file/", export_views.download, name="project-export-file"),
    path("import/", import_views.bring, name="import"),
    path("projects/<pk:pk>/import/", import_views.bring_into, name="project-import"),
    path("imports/<pk:pk>/", import_views.one, name="import-one"),
    path("imports/<pk:pk>/again/", import_views.again, name="import-again"),
    path("imports/<pk:pk>/cancel/", import_views.cancel, name="import-cancel"),
    path("imports/<pk:pk>/undo/", import_views.undo, name="import-undo"),
]

jobs = [
    path("jobs/", job_views.job_list, name="job-list"),
    path("jobs/retry/", job_views.retry_all, name="jobs-retry"),
    path("jobs/<pk:pk>/retry/", job_views.retry, name="job-retry"),
    path("site/export/", site_views.export, name="site-export"),
]
notifications = [
    path("inbox/", inbox_views.entries, name="inbox"),
    path("inbox/count/", inbox_views.count, name="inbox-count"),
    path("inbox/all/", inbox_views.everything, name="inbox-all"),
    path("inbox/undo/", inbox_views.undo, name="inbox-undo"),
    path("inbox/<pk:pk>/", inbox_views.open_entry, name="inbox-open"),
    path("inbox/<pk:pk>/read/", inbox_views.read, name="inbox-read"),
    path("inbox/<pk:pk>/archive/", inbox_views.archive, name="inbox-archive"),
    path("inbox/<pk:pk>/restore/", inbox_views.restore, name="inbox-restore"),
    path("inbox/<pk:pk>/snooze/", inbox_views.snooze, name="inbox-snooze"),
    path("tasks/<pk:pk>/watch/", watching_views.of_task, name="task-watch"),
    path("tasks/<pk:pk>/watchers/", watching_views.of_watchers, name="task-watchers"),
    path("projects/<pk:pk>/watch/", watching_views.of_project, name="project-watch"),
    path("account/notifications/", preference_views.preferences_page, name="notification-preferences"),
]

mail = [
    path("notifications/unsubscribe/<str:token>/", mail_views.unsubscribe, name="unsubscribe"),
    path("notifications/unsubscribe/<str:token>/undo/", mail_views.subscribe, name="subscribe"),
    path("notifications/test-mail/", mail_views.test_mail, name="test-mail"),
    path("notifications/withdraw-links/", mail_views.withdraw_links, name="withdraw-links"),
]

calendars = [
    path("calendar/<str:secret>.ics", calendar_views.calendar, name="calendar"),
    path("account/calendars/", calendar_views.feed_list, name="calendar-feeds"),
    path("calendars/<pk:pk>/revoke/", calendar_views.revoke, name="calendar-revoke"),
    path("projects/<pk:pk>/calendars/", calendar_views.project_feeds, name="project-calendars"),
]

people = [
    path("people/", people_views.people_list, name="people-list"),
    path("people/new/", people_views.create, name="person-create"),
    path("people/<pk:pk>/", people_views.one, name="person"),
    path("people/<pk:pk>/link/", people_views.link, name="person-link"),
    path("people/<pk:pk>/deactivate/", people_views.deactivate, name="person-deactivate"),
    path("people/<pk:pk>/activate/", people_views.activate, name="person-activate"),
    path("people/<pk:pk>/promote/", people_views.promote, name="person-promote"),
    path("people/<pk:pk>/demote/", people_views.demote, name="person-demote"),
    path("people/<pk:pk>/hand-on/", people_views.hand_on, name="person-hand-on"),
    path("people/<pk:pk>/reset-factors/", people_views.reset_factors, name="person-reset-factors"),
]

groups = [
    path("groups/", group_views.group_list, name="group-list"),
    path("groups/new/", group_views.create, name="group-create"),
    path("groups/<pk:pk>/", group_views.one, name="group"),
    path("groups/<pk:pk>/edit/", group_views.edit, name="group-edit"),
    path("groups/<pk:pk>/delete/", group_views.delete, name="group-delete"),
    path("groups/<pk:pk>/people/", group_views.add_people, name="group-people-add"),
    path("groups/<pk:pk>/people/<pk:user_id>/remove/", group_views.remove_person, name="group-person-remove"),
]

webhooks = [
    path("projects/<pk:pk>/webhooks/", webhook_views.of_project, name="project-webhooks"),
    path("projects/<pk:pk>/webhooks/new/", webhook_views.create_of_project, name="project-webhook-create"),
    path("webhooks/", webhook_views.of_site, name="webhooks"),
    path("webhooks/new/", webhook_views.create_of_site, name="webhook-create"),
    path("webhooks/<pk:pk>/", webhook_views.one, name="webhook"),
    path("webhooks/<pk:pk>/edit/", webhook_views.edit, name="webhook-edit"),
    path("webhooks/<pk:pk>/secret/", webhook_views.rotate, name="webhook-rotate"),
    path("webhooks/<pk:pk>/switch/", webhook_views.switch, name="webhook-switch"),
    path("webhooks/<pk:pk>/test/", webhook_views.test, name="webhook-test"),
    path("webhooks/<pk:pk>/delete/", webhook_views.delete, name="webhook-delete"),
    path("deliveries/<pk:pk>/", webhook_views.delivery, name="delivery"),
    path("deliveries/<pk:pk>/retry/", webhook_views.retry, name="delivery-retry"),
]

# Boards and tasks are asked for most.
urlpatterns = [
    *board,
    *tasks,
    *live,
    *overview,
    *projects,
    *reports,
    *notifications,
    *account,
    *calendars,
    *mail,
    *people,
    *groups,
    *webhooks,
    *imports,
    *jobs,
    *operations,
]
