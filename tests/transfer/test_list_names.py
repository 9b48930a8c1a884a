import pytest

from boards.models import Status
from boards.transfer.list_names import WORDS, key, meaning, statuses

DONE = """
Done|DONE! 🙌🏽|✅ Completed|Done this week|Done (March 2024)|Done & Deployed|finished|Erledigt|FERTIG|Terminé|TERMINE
Fait|Hecho|Completado|Concluído|Feito|Klaar|Gereed|Färdig|Klar|Ferdig|Færdig|Valmis|Gotowe|Ukończone|Hotovo|Dokončeno|Готово|Сделано|完成|已完成|完了
완료|완료됨 🎉|Kész|Tamamlandı|TAMAMLANDI|Đã xong|เสร็จแล้ว|تم|הושלם|पूर्ण|Ολοκληρώθηκε|Fatto|Ｄｏｎｅ|--- Done ---
"""
# One word for “closed” in each language that has a table of them.
CLOSED = """
Closed|Geschlossen|Fermé|Fermées|Clos|Cerrado|CERRADAS|Chiuso|Fechado|Encerrado|Gesloten
Stängd|Lukket|Suljettu|Zamknięte|Uzavřeno|Zatvorené|Lezárva|Închis|Zatvoreno|Zaprto|Закрыто
Закриті|Затворено|Κλειστά|Kapatıldı|关闭|已關閉|クローズ|クローズ済み|닫힘|종료|Đã đóng|Ditutup|ปิดแล้ว|مغلق
بسته شد|סגור|Tancat|Pechado|Itxita|Lokað|Suletud|Slēgts|Uždaryta|Fermita
🔒 Geschlossen (2024)
"""
TO_COME = "New|Neu|Nouveau|Nueva|Nuovo|Nova|Nieuw|Nowy|Новая|新規|新建|Nový|Ny|Uusi|Új|Yeni|Open|Reopened|Offen"
NOT_DONE = """
Not done|To be done|Nicht erledigt|未完成|To do|Definition of done|Ready to release|Archive|Sprint 12|This week||🎉
Won't do|Undone|To close|Not closed|Nicht geschlossen|À fermer|Por cerrar|Da chiudere|Close
"""


@pytest.mark.parametrize("name", [name for line in (DONE + CLOSED).split("\n") for name in line.split("|") if name])
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


@pytest.mark.parametrize("name", TO_COME.split("|"))
def test_name_means_to_come(name):
    assert meaning(name) is Status.PENDING


def test_unknown_lists_between_the_first_under_way_and_the_first_done_are_under_way():
    names = ["Alpha", "Doing", "Waiting", "Done", "Beta"]
    assert statuses(names, [None] * 5) == ["pending", "in_progress", "in_progress", "completed", "pending"]


def test_a_list_said_to_be_done_is_done_whatever_its_name():
    assert statuses(["To do", "Shelf"], [None, Status.COMPLETED]) == ["pending", "completed"]


def test_words_stand_by_language():
    assert set(WORDS) == {"done", "under_way", "to_come", "beside"}
    assert len(WORDS["done"]) > 40
    assert all(WORDS[table].keys() <= WORDS["done"].keys() for table in WORDS)
    for table in WORDS.values():
        assert list(table) == ["English", *sorted(table.keys() - {"English"})]
        assert all(key(word) for words in table.values() for word in words.replace("\n", ";").split(";") if word)


def test_no_word_means_two_things():
    tables = [_words(WORDS[name]) for name in ("done", "under_way", "to_come")]
    assert len(set().union(*tables)) == sum(map(len, tables))


def _words(languages):
    return {key(word) for text in languages.values() for word in text.replace("\n", ";").split(";") if word}


def test_very_long_name_takes_no_time():
    assert meaning("word " * 100_000) is None
