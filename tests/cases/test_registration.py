"""Birth registration (V1-V5): silence of a home office never blocks it, and a closed one leaves nothing to find."""

import io
from datetime import date
from uuid import UUID

import pytest

from suixing.access.roles import Role
from suixing.cases.actions import make_link
from suixing.cases.errors import BadContent, NotNow, NotThere
from suixing.cases.models import Case, CaseEvent, Letter, SealedRecord, StatusLink
from suixing.cases.queries import standing
from suixing.clocks.models import Clock
from suixing.journeys.cases import records
from suixing.papers.actions import keep_paper
from suixing.papers.models import Paper
from suixing.rules.counting import CHINA
from tests.cases.conftest import SUBJECT, Desk, House
from tests.cases.showing import both, how, minute, ran, told
from tests.cast import FUCHENG, GUANHU, JUNYAO, MAIMAITI, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.papers.files import jpeg

FIRST = {**SUBJECT, "home": ZHONGZHOU, "pass": False}
SECOND = {
    "name": MAIMAITI.name, "identifier": MAIMAITI.identifier, "born": "1990-02-03", "sex": 1, "home": "440309001",
    "pass": False,
}  # fmt: skip
ASK = {"questions": ["identity.name_matches"]}
REGISTRANT = {"name": JUNYAO.name, "born": "2026-11-02", "sex": 2}


def content(house: House, *named: dict[str, object]) -> dict[str, object]:
    return {
        "parties": {"registrant": REGISTRANT, "named": list(named or (FIRST, SECOND))},
        "papers": ["identity_card"],
        "since": house.now.isoformat(),
    }


def opened(house: House, *named: dict[str, object]) -> UUID:
    return house.fucheng.open("registration", content(house, *(named or (FIRST,))))


def asked(house: House, *named: dict[str, object]) -> UUID:
    """A registration whose home offices were asked."""
    case = opened(house, *named)
    house.fucheng.takes(case, "ask", ASK)
    house.work()
    return case


def letters(case: UUID) -> list[str]:
    return list(Letter.objects.filter(case=case, printed_at=None).values_list("kind", flat=True))


def answers(house: House, desk: Desk, said: dict[str, str]) -> None:
    """This office answers what it was asked for a registration."""
    copy = Case.objects.get(procedure="verification", side="answering", office_id=desk.office)
    desk.takes(copy.pk, "answer", {"answers": {"identity.name_matches": said}})
    minute(house)


def test_ask_for_registration(house: House) -> None:
    """Asked within 7 working days: that duty is done. Nobody is asked where a pass says it, or of this very office."""
    case = opened(house, FIRST, {**SECOND, "pass": True})
    assert ran(house, case) == [("ask", "own", "running", "ask_verification", date(2026, 12, 1))]
    with pytest.raises(BadContent):
        house.fucheng.takes(case, "ask", {"questions": ["entitlement.rural_household"]})
    house.fucheng.takes(case, "ask", ASK)
    assert (house.state(case), how(house, case)) == ("verifying", [("ask", "met")])
    assert house.fucheng.sees(case).item.waits_for == "other"
    assert [one.counterpart for one in house.fucheng.sees(case).pairs] == [ZHONGZHOU]
    at_home = asked(house, {**FIRST, "home": FUCHENG})
    assert house.state(at_home) == "ready"  # nobody is left to be asked
    assert told(house.fucheng, at_home) == ["ask", "verified"]


def test_the_home_offices_are_asked_apart_and_cannot_tell_why(house: House) -> None:
    case = house.fucheng.open("registration", content(house))
    house.fucheng.takes(case, "ask", {"questions": ["identity.name_matches"]})
    pairs = list(Case.objects.filter(parent=case))
    assert {one.counterpart for one in pairs} == {ZHONGZHOU, "440309001"}
    house.work()
    for pair in pairs:
        copy = Case.objects.get(pk=house.copy_of(pair.pk))
        assert (copy.procedure, copy.parent_id, copy.person_id) == ("verification", None, None)


def test_nothing_to_ask_for_registration(house: House) -> None:
    """A pass shows it already: to be registered at once, which is one working day (V4)."""
    case = opened(house, {**FIRST, "pass": True})
    with pytest.raises(BadContent):
        house.fucheng.takes(case, "nothing_to_ask", {"reason": "no_time"})
    house.fucheng.takes(case, "nothing_to_ask", {"reason": "pass_shown"})
    assert house.state(case) == "ready"
    assert ran(house, case)[1:] == [("decide", "own", "running", "decide_registration", date(2026, 11, 23))]
    assert house.fucheng.sees(case).item.waits_for == "us"
    assert Case.objects.count() == 1


def test_verified_for_registration(house: House) -> None:
    """When the last home office has answered, whatever it says, the decision is due from that day; nobody presses."""
    case = asked(house, FIRST, SECOND)
    with pytest.raises(NotNow):
        house.fucheng.takes(case, "verified")
    answers(house, house.zhongzhou, {"answer": "confirmed"})
    assert house.state(case) == "verifying"
    house.later(days=4)  # Tuesday
    answers(house, house.desk("lin.guanhu", GUANHU), {"answer": "no_record"})
    assert house.state(case) == "ready"
    assert told(house.fucheng, case) == ["ask", "verified"]
    assert ran(house, case)[1:] == [("decide", "own", "running", "decide_registration", date(2026, 11, 25))]


def test_register_in_registration(house: House) -> None:
    """She holds the number; a link says no more than that it ended; what was asked on the way is left without it."""
    case = asked(house, FIRST)
    answers(house, house.zhongzhou, {"answer": "confirmed"})
    with house.fucheng.sitting():
        code = make_link(Case.objects.get(pk=case), now=house.now)
    number = house.fucheng.takes(case, "register").number_shown_once
    assert number is not None
    with pytest.raises(NotThere):
        house.fucheng.sees(case)
    with house.fucheng.sitting():
        found = records.find_extract(number=number, office=FUCHENG, by="chen", now=house.now)
    assert found is not None
    assert (found.kind, found.content["outstanding"]) == ("extract", False)
    with as_role("serving", ""):
        (shown,) = standing(code)
    assert shown.ended == "registered"
    assert [one.parent_id for one in Case.objects.all()] == [None, None]


def test_go_on_in_registration(house: House) -> None:
    """Silence is recorded and never blocks; the extract says that verification is outstanding (V3)."""
    case = house.fucheng.open("registration", content(house, FIRST))
    house.fucheng.takes(case, "ask", {"questions": ["identity.name_matches"]})
    house.work()
    house.later(days=40)
    house.work()
    assert house.state(case) == "ready"
    (step,) = [one for one in house.fucheng.sees(case).timeline if one.step == "go_on"]
    assert step.rules == ("V3",)
    above = Case.objects.get(procedure="coordination")
    assert above.office_id == "00"  # the lowest office over Shenzhen and Chongqing
    supervisor = house.desk("wu.nation", "00", (Role.SUPERVISOR,))
    seen = supervisor.sees(above.pk)
    assert seen.content["late"] == ZHONGZHOU
    number = house.fucheng.takes(case, "register").number_shown_once
    assert number is not None
    with house.fucheng.sitting():
        found = records.find_extract(number=number, office=FUCHENG, by="chen", now=house.now)
    assert found is not None
    assert found.content["outstanding"] is True


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


def test_tell_missing_for_registration(house: House) -> None:
    """Told at once, in writing, all of it; the clock stands still, and waits for her (T3)."""
    case = opened(house)
    with pytest.raises(BadContent):
        house.fucheng.takes(case, "tell_missing", {"on": "2026-11-20", "missing": ["certificate_of_permission"]})
    house.fucheng.takes(case, "tell_missing", {"on": "2026-11-20", "missing": ["birth_certificate", "identity_card"]})
    seen = house.fucheng.sees(case)
    assert (house.state(case), seen.item.waits_for, seen.item.due_on) == ("incomplete", "person", None)
    assert how(house, case) == [("ask", "suspended")]
    assert seen.timeline[-1].content["missing"] == ["birth_certificate", "identity_card"]
    assert letters(case) == ["missing"]


def test_papers_came_for_registration(house: House) -> None:
    """It goes on, not anew; and what was not on the list cannot suspend it again (T3)."""
    case = opened(house)
    house.fucheng.takes(case, "tell_missing", {"on": "2026-11-20", "missing": ["birth_certificate"]})
    house.later(days=6)
    house.fucheng.takes(case, "papers_came", {"on": "2026-11-26", "papers": ["birth_certificate"]})
    assert house.state(case) == "received"
    # 7 working days after Thursday the 26th: the 27th, the 30th, and the first five days of December that are worked.
    assert ran(house, case) == [("ask", "own", "running", "ask_verification", date(2026, 12, 7))]
    with pytest.raises(NotNow):
        house.fucheng.takes(case, "tell_missing", {"on": "2026-11-26", "missing": ["identity_card"]})


def mistaken(house: House) -> UUID:
    case = opened(house)
    house.fucheng.takes(case, "nothing_to_ask", {"reason": "pass_shown"})
    house.fucheng.takes(case, "tell_mistaken", {"on": "2026-11-20", "missing": ["identity_card"]})
    return case


def test_tell_mistaken_for_registration(house: House) -> None:
    """What is mistaken suspends as what is missing does; and only one of the two, once."""
    case = mistaken(house)
    assert (house.state(case), house.fucheng.sees(case).item.waits_for) == ("mistaken", "person")
    assert how(house, case) == [("ask", "met"), ("decide", "suspended")]
    assert letters(case) == ["missing"]
    again = opened(house)
    house.fucheng.takes(again, "tell_missing", {"on": "2026-11-20", "missing": ["identity_card"]})
    house.fucheng.takes(again, "papers_came", {"on": "2026-11-20", "papers": ["identity_card"]})
    house.fucheng.takes(again, "nothing_to_ask", {"reason": "pass_shown"})
    assert "tell_mistaken" not in house.fucheng.sees(again).steps
    with pytest.raises(NotNow):
        house.fucheng.takes(again, "tell_mistaken", {"on": "2026-11-20", "missing": ["identity_card"]})


def test_mended_in_registration(house: House) -> None:
    case = mistaken(house)
    house.later(days=3)  # Monday
    house.fucheng.takes(case, "mended", {"on": "2026-11-23", "papers": ["identity_card"]})
    assert house.state(case) == "ready"
    assert ran(house, case)[1:] == [("decide", "own", "running", "decide_registration", date(2026, 11, 24))]
    assert told(house.fucheng, case) == ["nothing_to_ask", "tell_mistaken", "mended"]
    with pytest.raises(NotNow):
        house.fucheng.takes(case, "tell_mistaken", {"on": "2026-11-23", "missing": ["birth_certificate"]})


def test_refuse_registration(house: House) -> None:
    """For false papers and those of another person, with a written decision; nobody is asked any longer (V4)."""
    case = asked(house)
    for reason in ("outside", "no_permission", ""):
        with pytest.raises(BadContent):
            house.fucheng.takes(case, "refuse", {"reason": reason, "finding": "x"})
    number = house.fucheng.takes(case, "refuse", {"reason": "papers_false", "finding": "编号查无"}).number_shown_once
    assert number is not None
    with house.fucheng.sitting():
        found = records.find_extract(number=number, office=FUCHENG, by="chen", now=house.now)
    assert found is not None
    assert (found.kind, found.content["decision"]["reason"]) == ("decision", "papers_false")
    house.work()
    assert {one.state for one in Case.objects.all()} == {"withdrawn"}


def test_withdraw_registration(house: House) -> None:
    """She takes it back: the file goes, nothing was made, and the home office is told that nobody asks any more."""
    case = asked(house)
    assert house.fucheng.takes(case, "withdraw", {"reason": "person_withdrew"}).number_shown_once is None
    house.work()
    assert not Case.objects.filter(procedure="registration").exists()
    assert not SealedRecord.objects.exists()
    pair = Case.objects.get(side="asking")
    assert both(house, pair.pk) == "withdrawn"
    assert how(house, pair.pk) == [("answer", "void")]
