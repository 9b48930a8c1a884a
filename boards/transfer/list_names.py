"""What a list means, told by its name: finished, under way, or still to come.

Names are compared without case, accents, punctuation and emoji. A name means done only if all of it does
("Done 🎉", "Done this week", "Erledigt (KW 12)"), for "To be done" and "Not done" mean the opposite; one that tells
of work under way or to come may say more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from boards.models import Status

DONE = """
done; all done; already done; well done; completed; complete; finished; closed; resolved; fixed; shipped; released;
deployed; delivered; launched; published; merged
erledigt; erledigte; fertig; abgeschlossen; abgeschlossene; fertiggestellt; beendet; vollendet; gemacht; getan
fait; faits; faite; faites; termine; terminee; termines; terminees; fini; finie; finis; finies; acheve; achevee;
accompli; complete; livre
hecho; hecha; hechos; hechas; completado; completada; completados; completadas; terminado; terminada; terminados;
terminadas; finalizado; finalizada; finalizados; finalizadas; acabado; listo; realizado; realizados; cerrado
concluido; concluida; concluidos; concluidas; feito; feita; feitos; feitas; completo; entregue
fatto; fatti; fatta; fatte; completato; completati; completata; completate; finito; finiti; concluso; conclusi;
terminato; terminati
fet; fets; feta; acabat; acabats; completat; completats; feito; rematado; eginda; amaituta
klaar; gereed; afgerond; voltooid; gedaan; afgehandeld
fardig; fardigt; fardiga; klar; klart; klara; avslutad; avslutat; avslutade; slutford; slutfort; slutforda; gjort
ferdig; ferdige; fullfort; fullforte; utfort; utforte; avsluttet; gjort
færdig; færdige; færdigt; afsluttet; afsluttede; udført; fuldført; gjort
valmis; valmiit; tehty; tehdyt; suoritettu; lokið; búið; tilbúið
valmis; tehtud; lopetatud; lõpetatud; gatavs; gatavi; pabeigts; pabeigti; izdarits; atlikta; baigta; padaryta
gotowe; zrobione; ukonczone; zakonczone; wykonane; skonczone
hotovo; hotove; hotova; dokonceno; dokoncene; dokoncena; splneno; splnene; vyrizeno; uzavreno; ukoncene
kesz; elkeszult; befejezett; befejezve; lezart; megoldva
gata; finalizat; finalizate; terminat; terminate; realizat; realizate; incheiat
gotovo; zavrseno; zavrsena; dovrseno; obavljeno; koncano; opravljeno; dokoncano; zakljuceno
готово; готовые; сделано; сделанные; завершено; завершенные; завершённые; выполнено; выполненные; закончено; закрыто
зроблено; виконано; виконані; завершені; закінчено; гатова; зроблена
завършено; завършени; изпълнено; приключено; направено; завршено; урађено; готово
ολοκληρωθηκε; ολοκληρωθηκαν; ολοκληρωμενα; ολοκληρωμενο; τελειωσε; τελος; εγινε; εγιναν
tamamlandi; tamamlananlar; tamamlanan; bitti; bitenler; biten; yapildi; yapilanlar
完成; 已完成; 完成了; 已完成任务; 已完成的任务; 已完成任務; 做完; 做完了; 已做完; 已結束; 已结束; 结束; 結束; 搞定
完了; 完了済み; 完了済; 完了しました; 完了タスク; 完成済み; 済; 済み; 終了; 終わり; 終わった; おわり; できた
완료; 완료됨; 완료된 작업; 완료한 일; 완료 목록; 끝; 끝남; 완성
xong; da xong; hoan thanh; da hoan thanh; selesai; sudah selesai; telah selesai; tapos; tapos na; natapos
เสร็จ; เสร็จแล้ว; เสร็จสิ้น; เสร็จสมบูรณ์
مكتمل; مكتملة; المكتملة; اكتمل; تم; تمت; منجز; منجزة; منتهي; تم الانتهاء; تم الإنجاز; انتهى
انجام شد; انجام شده; تمام شده; تمام شد; تکمیل شده; مکمل; ہو گیا
הושלם; הושלמו; בוצע; בוצעו; נעשה; סיום; הסתיים; גמור; גמרנו
पूर्ण; पूरा; पूरा हुआ; हो गया; समाप्त; সম্পন্ন; শেষ; முடிந்தது; పూర్తయింది
imefanyika; imekamilika; gedoen; voltooi; farita; farite; finita
"""

UNDER_WAY = """
doing; in progress; progress; wip; work in progress; working; working on; ongoing; on going; under way; underway;
in development; in dev; developing; implementing; active; current; currently; in work; in flight; this sprint;
review; reviewing; in review; code review; testing; in test; to test; test; qa; verify; verification; validation;
staging; uat; acceptance; proofreading; approval
in arbeit; in bearbeitung; in umsetzung; laufend; lauft; angefangen; begonnen; prufung; in prufung; im test; abnahme
en cours; en progression; en revue; a tester; en test; relecture; a valider; en validation
en progreso; en proceso; en curso; haciendo; en desarrollo; en revision; revision; en pruebas; pruebas
em andamento; em progresso; em curso; fazendo; em execucao; em desenvolvimento; em revisao; revisao; em teste; testes
in corso; in lavorazione; in revisione; revisione; in esecuzione; en proces; en curs; en proces
bezig; mee bezig; in uitvoering; in behandeling; onder handen; lopend; ter review; nakijken; testen
pagaende; pagar; paborjad; pagaar; i gang; igang; i arbeid; under arbeid; granskning; til godkjenning; under arbete
kaynnissa; tyon alla; kesken; tekeilla; testaus; toos; tegemisel; darba; procesa; vykdoma; daroma
w toku; w trakcie; robione; w realizacji; do sprawdzenia; testowanie; testy
probiha; rozpracovane; rozpracovano; v procesu; prebieha; v praci; testovani; ke kontrole
folyamatban; in lucru; in curs; u tijeku; u toku; v teku; v delu
в работе; в процессе; делается; делаем; выполняется; на проверке; проверка; тестирование; ревью
в роботі; в процесі; виконується; перевірка; тестування; у процесу; в процес
σε εξελιξη; εκτελειται; devam eden; devam edenler; devam ediyor; yapiliyor; surecte; testte; inceleme
进行中; 進行中; 正在进行; 正在進行; 处理中; 處理中; 开发中; 開發中; 测试; 测试中; 測試中; 审核; 审核中
作業中; 対応中; 実行中; 着手中; 確認中; レビュー; レビュー中; レビュー待ち; テスト中; 検証中
진행; 진행중; 진행 중; 작업중; 작업 중; 하는 중; 검토; 검토중; 검토 중; 테스트; 테스트중
dang lam; dang thuc hien; dang tien hanh; sedang dikerjakan; sedang berjalan; dalam proses; dalam pengerjaan; ginagawa
กำลังทำ; กำลังดำเนินการ; ดำเนินการ; ตรวจสอบ
قيد التنفيذ; قيد العمل; جاري العمل; جاري; قيد المراجعة; در حال انجام; בתהליך; בביצוע; בעבודה; בבדיקה; प्रगति में; चल रहा है
"""

TO_COME = """
to do; todo; to dos; todos; backlog; ideas; idea; brainstorm; brainstorming; inbox; next; next up; up next; later;
someday; planned; not started; not done; to be done; icebox; wishlist; wish list; new; incoming; requests; queue;
ready for development; ready for dev; ready to start; ready for work; info; information; resources
zu tun; zu erledigen; offen; ideen; geplant; spater; als nachstes; nicht begonnen; nicht erledigt; eingang
a faire; idees; plus tard; prevu; a venir; por hacer; pendiente; pendientes; proximos; mas tarde; sin empezar
a fazer; para fazer; pendentes; proximas; nao iniciado; da fare; idee; prossimi; per fer; pendents
te doen; ideeen; later; gepland; nog te doen; att gora; ideer; nasta; senare; a gjore; at gore; tehtava; tehtavat
do zrobienia; pomysly; k vyrizeni; udelat; napady; nejdrive; teendok; otletek; de facut; za uraditi; za napraviti
сделать; к выполнению; нужно сделать; идеи; бэклог; позже; зробити; до виконання; ідеї; за правене
yapilacaklar; yapilacak; fikirler; 待办; 待辦; 待办事项; 待辦事項; 未完成; 待完成; 未着手; 未対応; 할 일; 할일; 대기
can lam; viec can lam; akan dikerjakan; belum selesai; สิ่งที่ต้องทำ; للتنفيذ; للقيام به; לביצוע; לעשות
"""

# What may stand beside a word for done without changing it.
BESIDE = """
the; this; last; all; our; my; and; in; of; for; list; lists; task; tasks; card; cards; item; items; things; stuff; work
week; weeks; month; months; year; today; yesterday; sprint; release; version; archive; archived; q; kw; v; w
jan; january; feb; february; mar; march; apr; april; may; jun; june; jul; july; aug; august; sep; sept; september; oct;
october; nov; november; dec; december; januar; februar; marz; mai; juni; juli; oktober; dezember
und; et; y; e; en; og; och; i; diese; dieser; woche; monat; heute; aufgaben; liste; cette; semaine; mois; taches; esta;
semana; mes; tareas; lista; tarefas; deze; week; maand; taken; и; за; неделю; задачи
"""


# Letters with a stroke, which Unicode does not take apart as it does with accents.
LIKE = str.maketrans({"ı": "i", "đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


def key(name: str) -> str:
    """A name without case, accents, punctuation, emoji: words of letters and digits with one space between."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(LIKE)
    kept = "".join(_kept(character) for character in folded)
    return " ".join(kept.split())


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] in "LN":
        return character
    return "" if kind[0] == "M" or kind == "Cf" else " "


def _keys(words: str) -> frozenset[str]:
    return frozenset(key(word) for word in words.replace("\n", ";").split(";") if word.strip())


_DONE, _UNDER_WAY, _TO_COME, _BESIDE = _keys(DONE), _keys(UNDER_WAY), _keys(TO_COME), _keys(BESIDE)


def meaning(name: str) -> Status | None:
    """The status a list's name tells; None if it doesn't."""
    words = key(name).split()
    if _means_done(words):
        return Status.COMPLETED
    parts = frozenset(_parts(words))
    if parts & _TO_COME:
        return Status.PENDING
    return Status.IN_PROGRESS if parts & _UNDER_WAY else None


def _means_done(words: list[str]) -> bool:
    if " ".join(words) in _DONE:
        return True
    telling = [word for word in words if word not in _BESIDE and not any(map(str.isnumeric, word))]
    return bool(telling) and (" ".join(telling) in _DONE or all(word in _DONE for word in telling))


def _parts(words: list[str]) -> Iterable[str]:
    """Every run of up to four words."""
    for start in range(min(len(words), 50)):
        for length in range(1, 5):
            yield " ".join(words[start : start + length])


def statuses(names: Iterable[str], done: Iterable[bool]) -> list[Status]:
    """A status for each list of a board, left to right; `done` says which are completed whatever their name.

    A list whose name tells nothing is under way between the first that is and the first completed one,
    else pending.
    """
    told = [Status.COMPLETED if sure else meaning(name) for name, sure in zip(names, done, strict=True)]
    found: list[Status] = []
    for status in told:
        begun, ended = Status.IN_PROGRESS in found, Status.COMPLETED in found
        found.append(status or (Status.IN_PROGRESS if begun and not ended else Status.PENDING))
    return found
