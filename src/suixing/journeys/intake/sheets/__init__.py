"""Registers as desks hand them in: a file becomes rows, and judged rows become a report. Pure Python."""
