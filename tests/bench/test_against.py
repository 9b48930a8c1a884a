"""What is worked out from measurements: no server is started here."""

import os
from pathlib import Path

import pytest

from tests.bench import growth, report, site
from tests.bench.against import parts, ratios, stage, table

pytestmark = pytest.mark.once


def cost(rate, processor, **more):
    return {"rate": rate, "time": 1000 / rate, "late": 5000 / rate, "wrong": 0, "site": processor, **more}


def cells(found):
    return {row[0]: row[1:] for row in table.rows(found)}


def test_a_round_is_compared_with_its_own_other_half():
    slow_then_fast = ([100, 200, 400], [10, 100, 100])

    assert ratios.between(*slow_then_fast) == 4


def test_a_round_in_which_nothing_was_used_counts_for_nothing():
    assert ratios.between([3, 8], [0, 4]) == 2


def test_a_row_tells_both_medians_and_the_ratio_of_the_rounds():
    found = {"board": ([cost(100, 8), cost(80, 8)], [cost(250, 3), cost(200, 3)])}

    row = cells(found)["warm board of 200 cards, eight at once"]

    assert row == ("90/s", "225/s", "2.50", "0.38", "-", "≥ 2.0", "ok")


def test_a_rate_that_other_work_has_spoiled_is_judged_by_processor_time():
    row = next(each for each in table.ROWS if each.name == "board")

    assert table.verdict(row, 1.4, 0.45) == "ok by processor time"
    assert table.verdict(row, 1.4, 0.55) == "**falls short**"
    assert table.verdict(row, 2.0, 0.9) == "ok"


def test_who_waits_for_others_is_judged_by_the_clock_alone():
    row = next(each for each in table.ROWS if each.name == "movers")

    assert table.verdict(row, 1.4, 0.2) == "**falls short**"


def test_a_time_has_to_shrink():
    row = next(each for each in table.ROWS if each.name == "bulk")

    assert [table.verdict(row, ratio) for ratio in (0.1, 0.11)] == ["ok", "**falls short**"]


def test_movers_who_lose_a_card_are_told():
    found = {"movers": ([cost(75, 16, sound=True)], [cost(200, 6, sound=False)])}

    row = cells(found)["eight movers: errors, order and history"]

    assert (row[1], row[-1]) == ("0; NOT SOUND", "**falls short**")


def test_the_list_stands_beside_that_of_fastapi():
    fast = [cost(300, 2)]
    found = {"api": ([cost(300, 5)], [cost(600, 2)]), "fastapi": (fast, fast)}

    row = cells(found)["API list, rate to that of FastAPI with asyncpg"]

    assert (row[0], row[1], row[-1]) == ("1.00", "2.00", "ok")


def test_parts_that_were_not_measured_have_no_row():
    assert not cells({})
    assert not list(table.costs({}))


def test_the_costs_tell_whose_processor_time_it_was():
    found = {"board": ([cost(100, 8, database=1, cache=1)], [cost(200, 4, database=0.5, cache=0.5)])}

    assert list(table.costs(found)) == [("board", "8.00 → 4.00", "1.00 → 0.50", "1.00 → 0.50", "0.50", 1)]


def test_every_row_belongs_to_something_that_is_measured_once():
    assert len({(row.name, row.of) for row in table.ROWS}) == len(table.ROWS)


STATE = {"columns": [[1, [11, 12]], [2, [13]]], "places": 3, "history": 40, "revision": 90}


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({"columns": [[1, [12]], [2, [13, 11]]], "history": 41, "revision": 91}, True),
        ({"columns": [[1, [12]], [2, [13]]], "history": 41, "revision": 91}, False),
        ({"places": 2, "history": 41, "revision": 91}, False),
        ({"history": 41, "revision": 92}, False),
    ],
    ids=["a move", "a lost card", "two at one place", "a change without history"],
)
def test_order_and_history_are_sound_or_not(change, holds):
    assert parts.sound(STATE, STATE | change) is holds


def test_rounds_alternate_and_the_first_only_warms_up():
    asked = []

    def measure(side, number):
        asked.append((side, number))
        return number

    found = stage.Stage(("A", "B"), None, None, rounds=2, seconds=0).in_turns({"it": measure})

    assert asked == [("A", 0), ("B", 0), ("A", 1), ("B", 1), ("A", 2), ("B", 2)]
    assert found == {"it": ([1, 2], [1, 2])}


def test_a_series_that_takes_too_long_ends_after_three_rounds(monkeypatch):
    monkeypatch.setattr(stage, "LIMIT", -1)

    found = stage.Stage(("A", "B"), None, None, rounds=9, seconds=0).in_turns({"it": lambda _side, number: number})

    assert found == {"it": ([1, 2, 3], [1, 2, 3])}


def test_memory_is_read_from_what_the_kernel_says():
    lines = ["00400000-7fff ---p 00000000 00:00 0  [rollup]", "Rss:            2048 kB", "Pss:            1536 kB"]

    assert site.kilobytes("\n".join([*lines, "Pss_Dirty:         9 kB"]), "Pss") == 1536


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="The kernel does not tell it here.")
def test_own_memory_and_time_can_be_read():
    assert site.own_share([os.getpid()]) > 1
    assert site.peak(os.getpid()) > 1
    assert site.used([os.getpid()]) > 0


def test_a_process_that_is_gone_has_used_nothing():
    assert site.used([2**22 + 1]) == 0


def test_the_command_is_the_one_of_make_run(tmp_path):
    (tmp_path / "Makefile").write_text(
        "run: venv ## Serve\n\t@$(BIN)/python manage.py prepare\n\t@exec $(BIN)/serve -c it\n"
    )

    assert site.command(tmp_path, tmp_path / "bin") == [tmp_path / "bin" / "serve", "-c", "it"]
    assert site.command(site.ROOT, tmp_path)[1:]


def test_growth_is_judged_by_all_processor_time_and_by_the_line():
    sides = [cost(1, 10, database=10, cache=0)], [cost(1, 30, database=50, cache=0)]
    found = {"site": {"home": sides}, "person": {"portfolio": sides}, "columns": {"warm": sides}}

    assert [ratio for _what, ratio, _told in growth.rows(found)] == [4, 1, 0.4]


def test_a_run_goes_between_its_own_marks(tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    marks = [f"<!-- {mark}: {place} -->" for place in (report.RUN, report.BESIDE) for mark in ("begin", "end")]
    page.write_text("\nold\n".join(marks))
    monkeypatch.setattr(report, "PAGE", page)

    report.save("new", report.BESIDE)

    assert page.read_text() == f"{marks[0]}\nold\n{marks[1]}\nold\n{marks[2]}\nnew\n\nEvery bound holds.\n{marks[3]}"
