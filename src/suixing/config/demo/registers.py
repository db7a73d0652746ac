"""The registers of the demonstration, whose people are all invented."""

from pathlib import Path

from suixing.config.invented import write_messy_register, write_register

OFFICES = {"440309005": 160, "440309001": 120, "500233001": 90}
"""How many people each office takes in."""
MESSY, MESSY_OFFICE, MESSY_OFFICER = "to-mend.csv", "440309005", "chen.desk"
"""A register with mistakes, and who hands it in."""


def write_registers(folder: Path) -> None:
    """Write them, the same ones every time."""
    folder.mkdir(exist_ok=True)
    for office, count in OFFICES.items():
        write_register(folder / f"{office}.csv", count, seed=int(office), living_in=(office,))
    write_messy_register(folder / MESSY, 40, seed=7, living_in=(MESSY_OFFICE,))
