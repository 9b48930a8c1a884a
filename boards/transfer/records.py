"""What the API gives of imports: plain values, ready for JSON."""

from __future__ import annotations

from boards.models import Import, ImportState
from boards.queries import records
from boards.transfer import shelf
from boards.transfer.record_shapes import ImportEarlierRecord, ImportPersonRecord, ImportRecord
from boards.transfer.services import imports as services


def one(found: Import) -> ImportRecord:
    """An import, with what the file holds as far as that is known."""
    outline, report = found.outline, found.report
    told = report or outline
    progress = shelf.progress(found.file) if found.file and found.state == ImportState.WAITING else None
    return {
        "id": found.pk,
        "name": found.name,
        "size": found.size,
        "state": str(found.state),
        "format": found.format or None,
        "into_project_id": found.into_id,
        "project_id": found.project_id,
        "problem": found.problem or None,
        "done": progress[0] if progress else None,
        "total": progress[1] if progress else None,
        "created_at": records.moment(found.created_at),
        "finished_at": records.moment(found.finished_at) if found.finished_at else None,
        "can_be_undone": services.can_be_taken_back(found),
        "board": outline.get("board", 0),
        "boards": outline.get("boards", []),
        "counts": told.get("counts", []),
        "lists": [
            {"id": each["id"], "name": each["name"], "cards": each["cards"], "status": each["status"]}
            for each in outline.get("lists", [])
        ],
        "people": _people(found),
        "changed": told.get("changed", []),
        "left_out": told.get("left_out", []),
        "earlier": _earlier(outline.get("earlier")),
        "updated": report.get("update"),
    }


def _earlier(told: dict[str, int] | None) -> ImportEarlierRecord | None:
    return {"project_id": told["project"], "cards": told["cards"]} if told else None


def _people(found: Import) -> list[ImportPersonRecord]:
    """Each with whom they are here: as chosen, or as their address tells."""
    chosen, told = found.choices.get("people", {}), found.outline.get("people", {})
    return [
        {
            "id": each["id"],
            "name": each["name"],
            "email": each["email"],
            "cards": each["cards"],
            "user_id": chosen.get(each["id"], told.get(each["id"])) or None,
            "role": each.get("role"),
        }
        for each in found.outline.get("members", [])
    ]
