"""Which parts of a task go on paper beside its text and its facts."""

from __future__ import annotations

from django import forms

from boards.filters.fields import BooleanField

# So many comments, and changes, are printed at most: the newest.
MOST = 200


class PrintedParts(forms.Form):
    """What is printed along, by query parameters; a new part is a field here and a section of the sheet."""

    comments = BooleanField()
    history = BooleanField()
    # It chooses no tasks: the head of a sheet says of those that do that they are filtered.
    is_active = False

    def most(self, part: str) -> int:
        """How many of a part are printed: none unless it was chosen."""
        self.is_valid()
        return MOST if self.cleaned_data.get(part) else 0
