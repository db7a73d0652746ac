"""A pass on paper: what its code discloses, said beside it in words, and nothing else about the person (P6)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from suixing.kernel.errors import Sentence
from suixing.papers.pass_papers import PassPaper
from suixing.passes.formats import cwt
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.terms import Terms
from suixing.rules.counting import CHINA

CHECKED_AT = "/verify/"
"""Where every node shows the page that checks passes."""

LABELS = {
    Claim.NAME: Sentence("姓名", "Name"),
    Claim.BIRTHDATE: Sentence("出生日期", "Date of birth"),
    Claim.ADULT: Sentence("年满 18 周岁", "Eighteen or over"),
    Claim.HOME_PROVINCE: Sentence("户籍所在省", "Home province"),
    Claim.HOME_COUNTY: Sentence("户籍所在县", "Home county"),
    Claim.HOME_TOWNSHIP: Sentence("户籍地（签发地）", "Home place, issued there"),
    Claim.CURRENT_PLACE: Sentence("现居住地", "Current place"),
    Claim.FREE_SERVICES: Sentence("免费服务", "Free services"),
}
"""What each claim is called, on paper and on pages."""
YES = Sentence("是", "yes")
ENTITLED = Sentence("有权享受", "entitled to them")
PLACES = {Claim.HOME_PROVINCE, Claim.HOME_COUNTY, Claim.HOME_TOWNSHIP, Claim.CURRENT_PLACE}


def paper_of(code: str, *, printed_on: date) -> PassPaper:
    """What is printed of the pass whose ``code`` (a CWT) was just made: exactly what the code discloses.

    The issuing office shows only where the home township was chosen. The address of the page that checks it is the
    issuer's own. Raises Malformed for a text that is no code.
    """
    token = cwt.read(code)
    stated = said_of(token.claims())
    name = stated.pop(Claim.NAME, None)
    return PassPaper(
        name=str(name) if name else None,
        told=tuple((LABELS[claim], value) for claim, value in stated.items()),
        valid_until=last_day(token.terms),
        code=code,
        check_at=f"{token.terms.issuer}{CHECKED_AT}",
        printed_on=printed_on,
    )


def said_of(stated: Mapping[Claim, Any]) -> dict[Claim, Sentence | str | date]:
    """Claims as a pass states them (JSON values), each as it is said to people; in the order in which they are read."""
    return {claim: _said(claim, stated[claim]) for claim in Claim if claim in stated}


def last_day(terms: Terms) -> date:
    """The last day on which the pass is valid: it ends at 24:00 of that day, in China (P3)."""
    return date.fromordinal(terms.expires.astimezone(CHINA).date().toordinal() - 1)


def _said(claim: Claim, value: Any) -> Sentence | str | date:
    if claim in PLACES:
        return str(value["name"])
    if claim is Claim.BIRTHDATE:
        return date.fromisoformat(value)
    if claim is Claim.ADULT:
        return YES
    return ENTITLED if claim is Claim.FREE_SERVICES else str(value)
