import pytest

from boards.models import Status
from boards.transfer.list_names import meaning, statuses

DONE = """
Done|DONE! 🙌🏽|✅ Completed|Done this week|Done (March 2024)|Done & Deployed|finished|Erledigt|FERTIG|Terminé|TERMINE
Fait|Hecho|Completado|Concluído|Feito|Klaar|Gereed|Färdig|Klar|Ferdig|Færdig|Valmis|Gotowe|Ukończone|Hotovo|Dokončeno|Готово|Сделано|完成|已完成|完了
완료|완료됨 🎉|Kész|Tamamlandı|TAMAMLANDI|Đã xong|เสร็จแล้ว|تم|הושלם|पूर्ण|Ολοκληρώθηκε|Fatto|Ｄｏｎｅ|--- Done ---
"""
NOT_DONE = """
Not done|To be done|Nicht erledigt|未完成|To do|Definition of done|Ready to release|Archive|Sprint 12|This week||🎉
Won't do|Undone
"""


@pytest.mark.parametrize("name", [name for line in DONE.split("\n") for name in line.split("|") if name])
def test_name_means_done(name):
    assert meaning(name) is Status.COMPLETED


@pytest.mark.parametrize("name", [name for line in NOT_DONE.strip().split("\n") for name in line.split("|")])
def test_name_does_not_mean_done(name):
    assert meaning(name) is not Status.COMPLETED


@pytest.mark.parametrize(
    "name", ["DOING ⚙️", "In progress (max 3)", "Code review", "In Arbeit", "En cours", "进行中", "В работе"]
)
def test_name_means_under_way(name):
    assert meaning(name) is Status.IN_PROGRESS


def test_unknown_lists_between_the_first_under_way_and_the_first_done_are_under_way():
    names = ["Alpha", "Doing", "Waiting", "Done", "Beta"]
    assert statuses(names, [False] * 5) == ["pending", "in_progress", "in_progress", "completed", "pending"]


def test_a_list_said_to_be_done_is_done_whatever_its_name():
    assert statuses(["To do", "Shelf"], [False, True]) == ["pending", "completed"]


def test_very_long_name_takes_no_time():
    assert meaning("word " * 100_000) is None
