"""Intake: a register that an office hands in is opened, understood, judged row by row, stored, and answered
with a report that the office can mend and hand in again."""
