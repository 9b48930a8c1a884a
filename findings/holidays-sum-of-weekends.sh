#!/bin/sh
# holidays 0.109: the holidays of two countries together have the weekend of neither in particular: Israel's Friday becomes a working day.
#
# Expected: HOLIDAYS + OTHERS is for teams in two places: what is free in either is free in the sum, as it is for the holidays themselves, or the
#   weekend is that of the first. Weekends are a part of what is known of a country (`weekend`, `is_working_day`, `get_nth_working_day`).
# Seen: the sum has Saturday and Sunday whatever was added. With Israel (Friday and Saturday) alone or twice, Friday is a working day of the sum and
#   Sunday isn't; adding in place (`israel += germany`) changes the calendar that was there. The Saturdays that China works in exchange for
#   a long holiday are forgotten as well. Only names of holidays are added; nothing is said.
# What follows for us: reports count every day and know neither weekends nor holidays; whoever counts
#   working days with figures of the API keeps a calendar for each place, and asks each.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check holidays==0.109 2> /dev/null
venv/bin/python - <<'PYTHON'
import holidays

FRIDAY, SUNDAY, EXCHANGED = "2026-03-06", "2026-03-08", "2026-02-14"
israel, china = holidays.Israel(years=2026), holidays.China(years=2026)


def works(calendar):
    return [calendar.is_working_day(day) for day in (FRIDAY, SUNDAY, EXCHANGED)]


seen = {
    "Israel": works(israel),
    "Israel + Germany": works(israel + holidays.Germany(years=2026)),
    "Israel, both of two years": works(israel + holidays.Israel(years=2027)),
    "China": works(china),
    "China + Germany": works(china + holidays.Germany(years=2026)),
}
israel += holidays.Germany(years=2026)
seen["Israel, after +="] = works(israel)
for name, each in seen.items():
    print(f"{name:26} Friday, Sunday, a Saturday that China works: {each}")
assert seen == {
    "Israel": [False, True, False],
    "Israel + Germany": [True, False, False],
    "Israel, both of two years": [True, False, False],
    "China": [True, False, True],
    "China + Germany": [True, False, False],
    "Israel, after +=": [True, False, False],
}
print("As described.")
PYTHON
