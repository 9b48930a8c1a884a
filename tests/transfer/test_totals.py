"""Rows of totals at the end of a table: left out where they are certain, else cards as all rows."""

import pytest

from boards.transfer import opening
from tests.transfer.reading import brought
from tests.transfer.test_tables import workbook

HEAD = 'Title,Status,Hours,Cost\nBake,Open,1.5,"1,000.50"\nSell,Done,2,"2,000"\nRest,Open,,0\n'


@pytest.mark.parametrize(
    "row",
    [
        'Total,,3.5,"3,000.50"',
        "Grand total:,,3.5,",
        ",Sum,3.5,1000.17",
        "Summe,,,3000.5 €",
        ',,3.5,"3,000.50"',
        "合計,,3.50,",
    ],
)
def test_a_row_of_totals_is_no_card_and_told_of(tmp_path, row):
    (board,) = opening.opened(brought(tmp_path, f"{HEAD}{row}\n".encode())).boards
    assert [card.title for card in board.cards] == ["Bake", "Sell", "Rest"]
    assert [words for words, _place in board.remarks] == ["Rows of totals, left out"]


@pytest.mark.parametrize(
    "row", ["Total,,,", "Total,Open,3.5,", "Total,,4,", "Count totals,,3.5,", ",,3.5,7", ",Open,3.5,", "Total,,0,0"]
)
def test_what_may_be_a_task_stays_a_card(tmp_path, row):
    (board,) = opening.opened(brought(tmp_path, f"{HEAD}{row}\n".encode())).boards
    assert len(board.cards) == 4 and not board.remarks


@pytest.mark.parametrize("rows", ["ID,Hours\n1,2\n2,3\n3,5\n", "ID,Title\n1,Bake\n2,Sell\n3,Total\n"])
def test_numbers_of_tasks_may_happen_to_add_up(tmp_path, rows):
    (board,) = opening.opened(brought(tmp_path, rows.encode())).boards
    assert len(board.cards) == 3


def test_totals_are_known_with_commas_for_decimals(tmp_path):
    content = "Titel;Stunden\nBacken;1.001,5\nRuhen;2,25\nGesamt;1.003,75\n"
    (board,) = opening.opened(brought(tmp_path, content.encode())).boards
    assert [card.title for card in board.cards] == ["Backen", "Ruhen"]


def test_totals_of_a_workbook_are_known(tmp_path):
    content = workbook(["Title", "Hours"], ["Bake", 0.1], ["Rest", 0.2], [None, 0.1 + 0.2])
    (board,) = opening.opened(brought(tmp_path, content, "plan.xlsx")).boards
    assert [card.title for card in board.cards] == ["Bake", "Rest"]
