"""The registers of the demonstration, whose people are all invented."""

import csv
from pathlib import Path

from suixing.config.invented import write_messy_register, write_register

OFFICES = {"440309005": 160, "440309001": 120, "500233001": 90}
"""How many people each office takes in."""
MESSY, MESSY_OFFICE, MESSY_OFFICER = "to-mend.csv", "440309005", "chen.desk"
"""A register with mistakes, and who hands it in."""

RESIDENTS = {"440309005": (11, 9, 0), "500233001": (0, 1, 2)}
"""Rows of whom visitors may be on a person's own pages: with an application for a pass, a move, and with nothing."""
RESIDENT_FIELDS = ("姓名", "公民身份号码", "联系电话")


def residents_of(folder: Path, place: str) -> list[list[str]]:
    """Name, number and telephone of those of ``RESIDENTS`` whom this node holds."""
    found: list[list[str]] = []
    for office, places in RESIDENTS.items():
        if office.startswith(place):
            with (folder / f"{office}.csv").open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
            found += [[rows[one][field] for field in RESIDENT_FIELDS] for one in places]
    return found


def write_registers(folder: Path) -> None:
    """Write them, the same ones every time."""
    folder.mkdir(exist_ok=True)
    for office, count in OFFICES.items():
        write_register(folder / f"{office}.csv", count, seed=int(office), living_in=(office,))
    write_messy_register(folder / MESSY, 40, seed=7, living_in=(MESSY_OFFICE,))
