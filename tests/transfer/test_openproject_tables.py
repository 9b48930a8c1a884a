"""OpenProject's tables in other languages than English: the day something is to end, and who only answers for it."""

import pytest

from boards.transfer.boards import Link
from boards.transfer.formats.registry import recognised
from tests.transfer.reading import brought

GERMAN = (
    "ID,Typ,Thema,Status,Zugewiesen an,Verantwortlich,Priorität,Anfangstermin,Endtermin,% abgeschlossen,"
    "Übergeordnetes Arbeitspaket,Version,Kategorie,Angelegt am,Aktualisiert am,Beschreibung"
)
FRENCH = (
    "ID,Type,Sujet,Statut,Assigné à,Responsable,Priorité,Date de début,Date de fin,% réalisé,"
    "Parent,Version,Catégorie,Créé le,Mis à jour le,Description"
)
SPANISH = (
    "ID,Tipo,Asunto,Estado,Asignado a,Responsable,Prioridad,Fecha de inicio,Fecha de finalización,% completado,"
    "Padre,Versión,Categoría,Creado el,Actualizado el,Descripción"
)
ROWS = """3,Feature,Map,New,Ada,Bob,Normal,01/02/2026,13/03/2026,40%,,1.0,Web,01/01/2026 10:00,02/01/2026 11:00,A text
4,Task,Icons,New,,,Normal,,,0%,3,,,01/01/2026 10:00,02/01/2026 11:00,
"""


@pytest.mark.parametrize("heads", [GERMAN, FRENCH, SPANISH])
def test_openproject_means_the_same_in_each_language(tmp_path, heads):
    file = brought(tmp_path, f"{heads}\n{ROWS}".encode("utf-8-sig"))
    (board,) = recognised(file).parse(file)
    first, second = board.cards
    assert board.tool == "OpenProject" and (first.start, first.due) == ("2026-02-01", "2026-03-13")
    assert not first.done and not first.done_at and first.changed_at.day == 2
    assert first.members == ("Ada",) and [value for _name, value in first.fields] == ["Bob"]
    assert first.labels == ("Feature", "1.0", "Web") and second.links == (Link("parent", "3"),)
