"""Registers as desks hand them in: a file becomes rows, and judged rows become a report. Pure Python.

``open_sheet`` gives rows with their numbers and the ``Layout`` of the header; ``is_data_row`` says which of
them speak of a person; ``cells`` reads what was typed; ``write_report`` hands the office its own sheet back.
"""

from suixing.journeys.intake.sheets.layout import FIELDS, Layout, Picked, find_layout
from suixing.journeys.intake.sheets.model import Cell, Field, Format, Formula, SheetRow, UnreadableSheet
from suixing.journeys.intake.sheets.opening import Sheet, open_sheet
from suixing.journeys.intake.sheets.people_rows import is_data_row
from suixing.journeys.intake.sheets.report import Verdict, write_report
from suixing.journeys.intake.sheets.words import CANONICAL

__all__ = [
    "CANONICAL",
    "FIELDS",
    "Cell",
    "Field",
    "Format",
    "Formula",
    "Layout",
    "Picked",
    "Sheet",
    "SheetRow",
    "UnreadableSheet",
    "Verdict",
    "find_layout",
    "is_data_row",
    "open_sheet",
    "write_report",
]
