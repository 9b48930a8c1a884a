"""What the page of one task shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from boards.models import Role, Tag, Task, User
from boards.policy import Action, can
from boards.queries import formatting
from boards.rules.markdown import to_html
from boards.rules.references import References

# The form by which the boxes of the description are ticked.
BOXES = "description-boxes"


@dataclass(frozen=True)
class TaskView:
    """A task, ready for its template."""

    task: Task
    description: SafeString
    can_edit: bool
    can_move: bool
    can_restore: bool
    is_locked: bool
    due_state: str
    due_text: str
    due_full: str
    priority_text: str
    tags: list[Tag]
    others: list[User]

    @property
    def has_boxes(self) -> bool:
        """Whether there are boxes to be ticked in the description."""
        return f'form="{BOXES}"' in self.description


def view(task: Task, user: User, role: Role, references: References | None = None) -> TaskView:
    """As somebody with this role sees it; two queries, for tags and people. `references`: tasks its text may name."""
    today = user.today()
    changeable = not task.project.is_archived
    can_edit = changeable and not task.is_archived and not task.is_completed and can(role, Action.EDIT_TASK)
    return TaskView(
        task=task,
        description=to_html(task.description, references, boxes=BOXES if can_edit else ""),
        can_edit=can_edit,
        can_move=changeable and not task.is_archived and can(role, Action.MOVE_TASK),
        can_restore=changeable and task.is_archived and can(role, Action.ARCHIVE_TASK),
        is_locked=task.is_completed,
        due_state=task.due_state(today),
        due_text=formatting.day(task.due_date, today) if task.due_date else "",
        due_full=formatting.full_day(task.due_date) if task.due_date else "",
        priority_text=formatting.priority(task.priority),
        tags=list(task.tags.all()),
        others=task.others,
    )
