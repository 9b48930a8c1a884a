"""How query parameters choose tasks, and the bar that shows what was chosen."""

from boards.filters.bar import FilterBar
from boards.filters.headings import Heading
from boards.filters.history import HistoryFilter
from boards.filters.printing import PrintedParts
from boards.filters.tasks import TaskFilter

__all__ = ["FilterBar", "Heading", "HistoryFilter", "PrintedParts", "TaskFilter"]
