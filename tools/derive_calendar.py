"""Derive the calendar of working days from the packages chinesecalendar and holidays.

    uv pip install chinesecalendar==1.11.0 holidays==0.109
    python tools/derive_calendar.py src/suixing/rules/data/calendar.json

It is shipped, not read from the packages: a due date that was told to somebody must not change because a package did.
Published years come from chinesecalendar (the State Council's yearly notices); the years after them are what holidays
expects, statutory days only, and every due date in them is provisional.
"""

import json
import sys
from datetime import date
from pathlib import Path

import holidays
from chinese_calendar import constants

FIRST = date(2004, 1, 1)
LAST_YEAR = 2099
# Names as the State Council's notices write them.
NAMES = {
    "new_year": ("元旦", "New Year's Day"),
    "spring_festival": ("春节", "Spring Festival"),
    "tomb_sweeping": ("清明节", "Tomb-sweeping Day"),
    "labour_day": ("劳动节", "Labour Day"),
    "dragon_boat": ("端午节", "Dragon Boat Festival"),
    "mid_autumn": ("中秋节", "Mid-autumn Festival"),
    "national_day": ("国庆节", "National Day"),
    "victory_70": ("抗日战争胜利70周年纪念日", "70th Anniversary of Victory Day"),
}
FROM_PUBLISHED = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring_festival",
    "Tomb-sweeping Day": "tomb_sweeping",
    "Labour Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-autumn Festival": "mid_autumn",
    "National Day": "national_day",
    "Anti-Fascist 70th Day": "victory_70",
}
FROM_ESTIMATE = {
    "元旦": "new_year",
    "农历除夕": "spring_festival",
    "春节": "spring_festival",
    "清明节": "tomb_sweeping",
    "劳动节": "labour_day",
    "端午节": "dragon_boat",
    "中秋节": "mid_autumn",
    "国庆节": "national_day",
}


def derive() -> dict[str, object]:
    """The whole file: names, the last published day, and by year the days off and the make-up days."""
    published_until = date(max(constants.holidays).year, 12, 31)
    days: dict[date, str] = {day: FROM_PUBLISHED[name] for day, name in constants.holidays.items()}
    expected = holidays.country_holidays("CN", years=range(published_until.year + 1, LAST_YEAR + 1), language="zh_CN")
    for day, said in expected.items():
        # Two on one day: the one that is counted longer stands last.
        name = said.split(";")[-1].removesuffix("（补假）").strip()
        if day > published_until:
            days[day] = FROM_ESTIMATE[name]
    years: dict[str, dict[str, object]] = {}
    for day in sorted(days):
        year = years.setdefault(str(day.year), {"off": {}, "working": []})
        year["off"].setdefault(days[day], []).append(f"{day:%m-%d}")  # type: ignore[attr-defined] # a dict, two lines up
    for day in sorted(constants.workdays):
        years[str(day.year)]["working"].append(f"{day:%m-%d}")  # type: ignore[attr-defined] # a list, as above
    return {
        "source": "国务院办公厅历年节假日安排通知；其后年份为法定节日推算",
        "first": FIRST.isoformat(),
        "published_until": published_until.isoformat(),
        "last": date(LAST_YEAR, 12, 31).isoformat(),
        "names": NAMES,
        "years": years,
    }


def written(content: dict[str, object]) -> str:
    """One line a year, so that a change of one year shows as one line."""
    head = {key: value for key, value in content.items() if key != "years"}
    lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    years = content["years"]
    rows = ",\n".join(f'  "{year}": {json.dumps(days)}' for year, days in years.items())  # type: ignore[attr-defined] # a dict
    return "{\n" + "\n".join(lines) + '\n "years": {\n' + rows + "\n }\n}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(derive()), encoding="utf-8")
