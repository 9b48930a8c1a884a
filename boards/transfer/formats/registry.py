"""Which formats there are: a file is recognised by what it holds, never by its name alone."""

from __future__ import annotations

from boards.transfer.files import Brought
from boards.transfer.formats import (
    any_table,
    asana,
    asana_json,
    boardsite,
    boardsite_table,
    clickup,
    deck,
    deck_csv,
    focalboard,
    github_issues,
    github_projects,
    gitlab,
    gitlab_issues,
    jira_csv,
    jira_xml,
    kanboard,
    kanboard_csv,
    linear,
    monday,
    ms_project,
    notion,
    openproject,
    planka,
    planka_dump,
    planner,
    redmine,
    taiga,
    taiga_csv,
    taskwarrior,
    ticktick,
    todo_txt,
    todoist,
    trello,
    trello_csv,
    vikunja,
    vtodo,
    wekan,
    wekan_csv,
)
from boards.transfer.formats.base import Format

# Those told by a mark of their own come before those told by what columns they have; any table is last.
FORMATS: tuple[Format, ...] = (
    boardsite.FORMAT,
    kanboard.FORMAT,
    vikunja.FORMAT,
    focalboard.FORMAT,
    notion.FORMAT,
    wekan.FORMAT,
    taiga.FORMAT,
    deck.FORMAT,
    planka.FORMAT,
    trello.FORMAT,
    github_issues.FORMAT,
    gitlab_issues.FORMAT,
    asana_json.FORMAT,
    taskwarrior.FORMAT,
    vtodo.FORMAT,
    planka_dump.FORMAT,
    ms_project.FORMAT,
    jira_xml.FORMAT,
    boardsite_table.FORMAT,
    asana.FORMAT,
    clickup.FORMAT,
    deck_csv.FORMAT,
    gitlab.FORMAT,
    jira_csv.FORMAT,
    kanboard_csv.EXPORT,
    kanboard_csv.IMPORT,
    kanboard_csv.TRANSLATED,
    linear.FORMAT,
    monday.FORMAT,
    planner.FORMAT,
    taiga_csv.FORMAT,
    ticktick.FORMAT,
    todoist.FORMAT,
    trello_csv.FORMAT,
    wekan_csv.SIMPLE,
    wekan_csv.EXPORT,
    wekan_csv.TRANSLATED,
    github_projects.FORMAT,
    redmine.FORMAT,
    openproject.FORMAT,
    todo_txt.FORMAT,
    any_table.FORMAT,
)


def recognised(file: Brought) -> Format | None:
    """The format of a file; None if it is nobody's own."""
    return next((each for each in FORMATS if each.recognises(file)), None)


def format_of(key: str) -> Format | None:
    """The format of that key."""
    return next((each for each in FORMATS if each.key == key), None)
