"""Microsoft Planner's workbooks in the headings that files of several languages show."""

import io

import openpyxl
import pytest

from boards.transfer.formats.registry import recognised
from tests.transfer.reading import brought, lists
from tests.transfer.table_samples import PLANNER
from tests.transfer.test_tables import workbook

# Headings, and the words for what is going on, done, important and of medium priority.
SPANISH = (
    "Id. de tarea|Nombre de la tarea|Nombre del depósito|Progreso|Priority|Asignado a|Creado por|Fecha de creación"
    "|Fecha de inicio|Fecha de vencimiento|Es periódica|Con retraso|Fecha de finalización|Completado por"
    "|Elementos de la lista de comprobación completados|Elementos de la lista de comprobación|Etiquetas|Descripción",
    "En curso|Completado|Importante|Media",
)
PORTUGUESE = (
    "Identificação da tarefa|Nome da tarefa|Nome do Bucket|Progresso|Prioridade|Atribuído a|Criado por|Criado em"
    "|Data de início|Data de conclusão|É Recorrente|Atrasados|Concluído em|Concluída por"
    "|Itens concluídos da lista de verificação|Itens da lista de verificação|Rótulos|Descrição",
    "Em andamento|Concluída|Importante|Média",
)
# The layout with goals, which calls buckets categories.
FRENCH = (
    "ID de tâche|Nom de tâche|Catégorie|Statut|Priorité|Attribué à|Créé par|Date de création|Date de début"
    "|Date d’échéance|Est périodique|En retard|Date de fin|Exécuté par|Éléments de la liste de contrôle effectués"
    "|Éléments de la liste de contrôle|Étiquettes|Commentaires",
    "En cours|Terminées|Important|Moyen",
)


@pytest.mark.parametrize("heads, words", [SPANISH, PORTUGUESE, FRENCH])
def test_planner_means_the_same_in_each_language(tmp_path, heads, words):
    doing, done, high, medium = words.split("|")
    paint = ["a1", "Paint", "Garden", doing, high, "Ada;Bob", "Bob", "12/20/2025", "12/21/2025", "12/26/2025"]
    mow = ["a2", "Mow", "House", done, medium, "", "Bob", "12/20/2025", "", ""]
    rows = (
        [*paint, "false", "true", "", "", "1/2", "Buy;Mix", "Red;Blue", "A text"],
        [*mow, "false", "false", "12/22/2025", "Ada", "2/2", "Cut;Rake", "", ""],
    )
    file = brought(tmp_path, workbook(heads.split("|"), *rows))
    (board,) = recognised(file).parse(file)
    first, second = board.cards
    assert board.tool == "Microsoft Planner" and lists(board) == [("Garden", "", 1), ("House", "", 1)]
    assert (first.title, first.start, first.due, first.priority) == ("Paint", "2025-12-21", "2025-12-26", 3)
    assert (first.description, first.labels, first.members) == ("A text", ("Red", "Blue"), ("Ada", "Bob"))
    assert not first.done and [value for _name, value in first.fields] == ["Bob", "1/2"]
    assert second.done and second.done_at.day == 22 and second.priority == 2
    assert [item.done for item in second.checklists[0].items] == [True, True]


def sheets(**tables):
    """A workbook of these sheets."""
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(held)
    return held.getvalue()


COVER = [["Plan name", "Old house"], ["Plan ID", "x"], ["Date of export", "1"]]


@pytest.mark.parametrize("content", [{"Plan": COVER, "Tasks": PLANNER}, {"Tasks": PLANNER, "Plan": COVER}])
def test_the_tasks_may_stand_behind_a_sheet_that_tells_of_the_plan(tmp_path, content):
    file = brought(tmp_path, sheets(**content))
    (board,) = recognised(file).parse(file)
    assert (board.tool, board.name, len(board.cards)) == ("Microsoft Planner", "Old house", 2)


def test_a_narrow_sheet_with_nothing_wider_behind_it_is_the_table(tmp_path):
    rows = [["Task", "Status"], ["Sow", "To do"]]
    file = brought(tmp_path, sheets(List=rows, Other=[["Key", "Value"], *([["a", "b"]] * 20)]))
    (board,) = recognised(file).parse(file)
    assert [card.title for card in board.cards] == ["Sow"]
