"""A move is taken over: from that instant the office at the new place serves her, and not before (G2)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from suixing.access import actions as access
from suixing.cases.queries import Case, asked_last
from suixing.journeys.register import Entry, register_one
from suixing.people.actions import end_stay
from suixing.rules.identifiers import Flaw, read_identifier

CHINA = ZoneInfo("Asia/Shanghai")


def take_over(case: Case, *, by: str, now: datetime) -> None:
    """The receiving office registers her, with the consent that she gave for it (G1)."""
    content = asked_last(case)
    subject = content["subject"]
    identifier = read_identifier(subject["identifier"], today=now.astimezone(CHINA).date())
    if isinstance(identifier, Flaw):
        raise AssertionError("checked when it arrived")
    register_one(
        entry=Entry(
            identifier=identifier, name=subject["name"], sex=subject["sex"], born=date.fromisoformat(subject["born"]),
            telephone="", home=content["home"], home_text="", current=content["division"], current_text="",
            arrived=date.fromisoformat(content["moved_on"]), consent_on=date.fromisoformat(content["consent_on"]),
            way=content["consent_way"],
        ),
        office=case.office_id, by=by, now=now,
    )  # fmt: skip


def hand_over(case: Case, *, at: datetime) -> None:
    """The giving office learns that she was taken over ``at``: her stay there ends, and its tie with that instant."""
    if case.person_id is None:
        return
    moved_on = date.fromisoformat(asked_last(case)["moved_on"])
    end_stay(person=case.person_id, office=case.office_id, until=moved_on)
    access.close_ties(person=case.person_id, office=case.office_id, now=at)
