"""The number of an extract or a decision, with its ``kind``: extract, decision or withdrawn."""

from suixing.web.shown_once import ShownOnce

RECORD_NUMBER = ShownOnce("record_number", "case_done")
