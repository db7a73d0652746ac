"""Superiors see which duty ran out at which office, and for how long; no case of an office below, and no person."""

import re
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from suixing.cases.actions import open_own
from suixing.clocks import actions as clocks
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.clocks.conftest import begin, empty_clocks
from tests.web.supervisor.test_see_offices_below import COUNTY, above, text_of

__all__ = ["above"]

PATH = "/supervisor/late/"


def late_ones() -> list[UUID]:
    """Fucheng is late to ask and waits for an answer, Guanhu is late to notify, Zhongzhou (elsewhere) to answer."""
    empty_clocks()
    files = [
        begin("7 working days", "2026-03-02 10:00", duty="ask"),
        begin("15 days", "2026-03-02 10:00", duty="answer", bears="other"),
        begin("15 days", "2026-03-02 10:00", duty="notify", office=GUANHU),
        begin("15 days", "2026-03-02 10:00", duty="answer", office=ZHONGZHOU),
    ]
    clocks.sweep(now=timezone.now())
    return files


def test_late_clocks_below_by_office_and_duty(above: Client) -> None:
    files = late_ones()
    page = text_of(above, PATH)
    lines = {
        code: re.findall(r'<td class="number">([^<]*)</td>', line)
        for line in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
        for code in re.findall(r"/supervisor/offices/(\d+)/", line)
    }
    assert set(lines) == {FUCHENG, GUANHU}
    assert lines[FUCHENG][:4] == ["0", "0", "1", "1"]
    assert lines[GUANHU][:4] == ["0", "1", "0", "0"]
    for file in files:
        assert str(file) not in page
    assert "忠州" not in page
    empty_clocks()


def test_one_office_shows_its_late_clocks_without_their_cases(above: Client) -> None:
    files = late_ones()
    page = text_of(above, f"/supervisor/offices/{FUCHENG}/")
    assert "办理" in page
    assert "V2" not in page  # which rule would tell which procedure
    assert "核实" not in page
    assert "对方机构" in page
    for file in files:
        assert str(file) not in page
    empty_clocks()


def test_what_came_up_leads_to_its_case(above: Client) -> None:
    empty_clocks()
    now = timezone.now()
    content = {"late": GUANHU, "waiting": FUCHENG, "duty": "answer", "due": (now - timedelta(days=1)).isoformat()}
    case = open_own(code="coordination", office=COUNTY, person=None, content=content, by="node", now=now)
    page = text_of(above, PATH)
    assert f"/desk/cases/{case.id}/" in page
    assert case.number in page
    empty_clocks()
    case.delete()
