"""To whom the tasks of a person go."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext as _

from boards.forms.fields import FormData
from boards.queries.handing_on import Workload

NOBODY = "nobody"


class HandOnForm(forms.Form):
    """One person for all projects they take part in, and for each project another choice."""

    def __init__(self, data: FormData = None, *, workloads: Iterable[Workload]) -> None:
        super().__init__(data)
        self.workloads = [one for one in workloads if one.open]
        if len(self.workloads) > 1:
            everywhere = sorted(
                {heir for one in self.workloads for heir in one.heirs}, key=lambda heir: heir[1].casefold()
            )
            hint = _("In projects they don't take part in, the tasks stay, unless you choose somebody below.")
            self.fields["all"] = _choice(_("In all projects"), hint, [("", _("Choose somebody")), *_named(everywhere)])
        unchosen = _("As chosen above") if len(self.workloads) > 1 else _("Choose somebody")
        for one in self.workloads:
            choices = [("", unchosen), *_named(one.heirs), (NOBODY, _("Nobody"))]
            self.fields[f"project-{one.project.pk}"] = _choice(one.project.title, one.text, choices)

    def clean(self) -> dict[str, object]:
        """`to`: the id of the person for each project, None for nobody; projects without a choice are left out."""
        everywhere = self.cleaned_data.get("all", "")
        to: dict[int, int | None] = {}
        for one in self.workloads:
            chosen = self.cleaned_data.get(f"project-{one.project.pk}", "")
            if not chosen and everywhere in [str(pk) for pk, _name in one.heirs]:
                chosen = everywhere
            if chosen:
                to[one.project.pk] = None if chosen == NOBODY else int(chosen)
        if not to and not self.errors:
            raise forms.ValidationError(_("Choose who gets the tasks."))
        return {"to": to}


def _named(people: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in people]


def _choice(label: str, hint: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=choices, required=False)
