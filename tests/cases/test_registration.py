"""Birth registration (V1-V5): silence of a home office never blocks it, and a closed one leaves nothing to find."""

import io
from datetime import timedelta

import pytest

from suixing.access.roles import Role
from suixing.cases.actions import make_link
from suixing.cases.errors import BadContent, NotNow
from suixing.cases.models import Case, CaseEvent, SealedRecord, StatusLink
from suixing.clocks.models import Clock
from suixing.journeys.cases import records
from suixing.papers.actions import keep_paper
from suixing.papers.models import Paper
from suixing.rules.counting import CHINA
from tests.cases.conftest import SUBJECT, House
from tests.cast import FUCHENG, JUNYAO, MAIMAITI, ZHONGZHOU
from tests.papers.files import jpeg

FIRST = {**SUBJECT, "home": ZHONGZHOU, "pass": False}
SECOND = {
    "name": MAIMAITI.name, "identifier": MAIMAITI.identifier, "born": "1990-02-03", "sex": 1, "home": "440309001",
    "pass": False,
}  # fmt: skip
REGISTRANT = {"name": JUNYAO.name, "born": "2026-11-02", "sex": 2}


def content(house: House, *named: dict[str, object]) -> dict[str, object]:
    return {
        "parties": {"registrant": REGISTRANT, "named": list(named or (FIRST, SECOND))},
        "papers": ["identity_card"],
        "since": house.now.isoformat(),
    }


def test_the_home_offices_are_asked_apart_and_cannot_tell_why(house: House) -> None:
    case = house.fucheng.open("registration", content(house))
    house.fucheng.takes(case, "ask", {"questions": ["identity.name_matches"]})
    pairs = list(Case.objects.filter(parent=case))
    assert {one.counterpart for one in pairs} == {ZHONGZHOU, "440309001"}
    house.work()
    for pair in pairs:
        copy = Case.objects.get(pk=house.copy_of(pair.pk))
        assert (copy.procedure, copy.parent_id, copy.person_id) == ("verification", None, None)


def test_silence_is_recorded_and_never_blocks(house: House) -> None:
    case = house.fucheng.open("registration", content(house, FIRST))
    house.fucheng.takes(case, "ask", {"questions": ["identity.name_matches"]})
    house.work()
    house.later(days=40)
    house.work()
    assert house.state(case) == "ready"
    (step,) = [told for told in house.fucheng.sees(case).timeline if told.step == "go_on"]
    assert step.rules == ("V3",)
    above = Case.objects.get(procedure="coordination")
    assert above.office_id == "00"  # the lowest office over Shenzhen and Chongqing
    supervisor = house.desk("wu.nation", "00", (Role.SUPERVISOR,))
    seen = supervisor.sees(above.pk)
    assert seen.content["late"] == ZHONGZHOU
    taken = house.fucheng.takes(case, "register")
    assert taken.number_shown_once is not None


def test_a_closed_registration_is_found_by_its_number_only(house: House) -> None:
    case = house.fucheng.open("registration", content(house, {**FIRST, "pass": True}))
    with house.fucheng.sitting():
        keep_paper(
            upload=io.BytesIO(jpeg()), name="a.jpg", file=case, office=FUCHENG, code="identity_card", by="chen",
            now=house.now,
        )  # fmt: skip
        make_link(Case.objects.get(pk=case), now=house.now)
    house.fucheng.takes(case, "nothing_to_ask", {"reason": "pass_shown"})
    number = house.fucheng.takes(case, "register").number_shown_once
    assert number is not None
    assert not Case.objects.filter(procedure="registration").exists()
    assert not CaseEvent.objects.exists()
    assert not Clock.objects.exists()
    assert not Paper.objects.exists()
    (link,) = StatusLink.objects.all()
    assert (link.made_at.astimezone(CHINA).day, link.expires_at.astimezone(CHINA).day) == (1, 1)
    assert SealedRecord.objects.count() == 1
    with house.fucheng.sitting():
        found = records.find_extract(number=number.lower(), office=house.fucheng.office, by="chen", now=house.now)
        assert found is not None
        assert found.content["parties"]["registrant"] == REGISTRANT
        assert records.find_extract(number="0000-0000-0000-0000", office="440309005", by="chen", now=house.now) is None


def test_missing_papers_suspend_once(house: House) -> None:
    case = house.fucheng.open("registration", content(house, FIRST))
    before = Clock.objects.get(file=case).due_on
    told = house.now.astimezone().date()
    house.fucheng.takes(case, "tell_missing", {"on": told.isoformat(), "missing": ["birth_certificate"]})
    assert Clock.objects.get(file=case).due_at is None
    house.later(days=6)
    came = (told + timedelta(days=6)).isoformat()
    house.fucheng.takes(case, "papers_came", {"on": came, "papers": ["birth_certificate"]})
    after = Clock.objects.get(file=case).due_on
    assert before is not None
    assert after is not None
    assert after > before
    with pytest.raises(NotNow):
        house.fucheng.takes(case, "tell_missing", {"on": came, "missing": ["identity_card"]})


def test_it_is_refused_for_false_papers_only(house: House) -> None:
    case = house.fucheng.open("registration", content(house, FIRST))
    with pytest.raises(BadContent):
        house.fucheng.takes(case, "refuse", {"reason": "outside", "finding": "x"})
    number = house.fucheng.takes(case, "refuse", {"reason": "papers_false", "finding": "编号查无"}).number_shown_once
    assert number is not None
