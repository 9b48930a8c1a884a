"""A project as a file, for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from boards import access
from boards.api import routes
from boards.api.auth import person
from boards.api.errors import Problem
from boards.api.schemas.common import PathId
from boards.services.made_files import State
from boards.transfer import answers, packing
from boards.transfer.api.schemas import ExportProgress, ExportQuery
from boards.transfer.exports import offers
from boards.transfer.packing import Order
from boards.transfer.record_shapes import ExportProgressRecord

router = Router(tags=["Exports"])
_TYPES = sorted({each.content_type.partition(";")[0] for each in offers.OFFERS})


@routes.get_made(router, "projects/{number:project_id}/export", _TYPES, ExportProgress)
def export_project(request: HttpRequest, project_id: PathId, query: Query[ExportQuery]) -> HttpResponse:
    """The project as a file. Of a large one the answer is 202 until it is made: ask again after `Retry-After` seconds.

    The same address then gives the file, for a day, to the same person, as long as they may see the project.
    """
    user, export = person(request), offers.offer_of(query.format) or offers.ARCHIVE
    project, _rights = access.get_project(user, project_id, offers.action_for(export))
    order = Order(project, user, export, query.separator)
    if order.is_small:
        return answers.at_once(order)
    packet = packing.ask(order)
    if packet.state is State.DONE:
        return answers.file(order, packet)
    if packet.state is not State.MAKING:
        raise Problem(503, answers.sentence(packet), kind=f"export-{packet.state}")
    known: ExportProgressRecord = {"state": packet.state.value, "detail": answers.sentence(packet)}
    headers = {"Cache-Control": "private, no-store", "Retry-After": str(answers.AGAIN)}
    return HttpResponse(routes.dump(known), status=202, content_type="application/json", headers=headers)
