"""The icons that stand for a status or a priority, beside its word."""

from __future__ import annotations

STATUS_ICONS = {"pending": "circle-dashed", "in_progress": "circle-dot", "completed": "circle-check"}
# By priority; whatever is above the last one looks like it.
PRIORITY_ICONS = ("signal-zero", "signal-low", "signal-medium", "signal-high", "octagon-alert")
