"""Conditions and steps of every procedure, in our own words (A6)."""

from suixing.web.public.procedures.between import BENEFITS, CONSULTATION, HELP_BETWEEN_OFFICES
from suixing.web.public.procedures.registering import BIRTH_REGISTRATION, PASS, REGISTRATION
from suixing.web.public.procedures.services import COMPLAINTS, FREE_SERVICES
from suixing.web.public.procedures.wording import Point, Procedure

__all__ = ["PROCEDURES", "Point", "Procedure"]

PROCEDURES = (
    REGISTRATION,
    PASS,
    BIRTH_REGISTRATION,
    HELP_BETWEEN_OFFICES,
    CONSULTATION,
    BENEFITS,
    FREE_SERVICES,
    COMPLAINTS,
)
"""In the order of the page."""
