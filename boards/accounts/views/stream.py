"""How a person reads a task: its talk and its history as one, or apart."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from boards import access
from boards.accounts.services import users
from boards.exceptions import InvalidInput
from boards.policy import Action
from boards.views.answers import is_htmx, person, see_other, signed_in
from boards.views.tasks import with_task

_CHOICES = {"one": True, "apart": False}


@signed_in("POST")
def stream(request: HttpRequest, pk: int) -> HttpResponse:
    """Read talk and history as `one`, or `apart`, from now on and of every task; the open task is laid anew."""
    user = person(request)
    task, _rights = access.get_task(user, pk, Action.VIEW)
    chosen = request.POST.get("stream", "")
    if chosen not in _CHOICES:
        raise InvalidInput("stream", _("Choose whether to read them as one, or apart."))
    users.set_stream(user=user, is_one=_CHOICES[chosen], actor=user)
    if not is_htmx(request):
        return see_other(request, f"{task.get_absolute_url()}#comments")
    return with_task(request, HttpResponse(), task)
