"""Papers that an officer chose go along with an answer or a request, to the other office of the pair alone."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from suixing.cases import actions as cases
from suixing.cases.errors import BadContent
from suixing.cases.models import Case
from suixing.exchange.models import ComingFile, LeavingFile
from suixing.journal.models import Entry
from suixing.journeys import case_papers
from suixing.papers import storing
from suixing.papers.errors import NoSuchPaper, PaperRefused
from suixing.papers.models import MOST_PAPERS, Paper
from suixing.papers.queries import KeptPaper, papers_of
from tests.cases.conftest import ASK, SUBJECT, Desk, House, house, sit
from tests.cases.showing import minute
from tests.cases.test_move import MOVE, registered
from tests.cases.test_verification import ANSWERS, UNREACHED
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU
from tests.papers import files
from tests.papers.conftest import disk

__all__ = ["disk", "house", "sit"]
pytestmark = pytest.mark.usefixtures("disk")
REGISTER = "household_register"


def adds(desk: Desk, case: UUID, content: bytes, code: str = REGISTER) -> KeptPaper:
    with desk.sitting():
        return case_papers.add_paper(
            file=case,
            code=code,
            upload=[content],
            name="IMG 李秀英.pdf",
            office=desk.office,
            by=desk.name,
            now=desk.house.now,
        )  # type: ignore[arg-type] # it takes any parts


def opens(desk: Desk, paper: UUID) -> bytes:
    with desk.sitting():
        opened = case_papers.open_paper(paper=paper, office=desk.office, by=desk.name, now=desk.house.now)
        return b"".join(opened.content)


def asked(house: House) -> tuple[UUID, UUID]:
    """Fucheng asks Zhongzhou; both copies."""
    case = house.fucheng.open("verification", ASK, answering=ZHONGZHOU)
    house.work()
    return case, house.copy_of(case)


def held(office: str, case: UUID) -> list[Any]:
    return [(one.code, one.number, one.is_theirs) for one in papers_of(file=case, office=office)]


def test_a_paper_that_was_chosen_arrives_and_no_other(house: House) -> None:
    case, copy = asked(house)
    chosen = adds(house.zhongzhou, copy, files.pdf("Register", pages=2))
    adds(house.zhongzhou, copy, files.jpeg(), "residence_permit")
    house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(chosen.id)]})
    assert held(FUCHENG, case) == []
    minute(house)
    assert held(FUCHENG, case) == [(REGISTER, 1, True)]
    (arrived,) = papers_of(file=case, office=FUCHENG)
    assert opens(house.fucheng, arrived.id) == files.pdf("Register", pages=2)
    assert (arrived.pages, arrived.media_type, arrived.file_name) == (2, "application/pdf", "paper-1.pdf")
    told = house.fucheng.sees(case).timeline[-1].content
    assert [(one["code"], one["size"]) for one in told["files"]] == [(REGISTER, arrived.size)]
    assert told["papers"] == [REGISTER]
    assert not ComingFile.objects.exists()


def test_both_offices_journals_say_that_a_paper_crossed_and_not_which(house: House) -> None:
    _, copy = asked(house)
    chosen = adds(house.zhongzhou, copy, files.jpeg())
    house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(chosen.id)]})
    minute(house)
    sent = Entry.objects.filter(act="paper.sent").order_by("-id")[0]
    kept = Entry.objects.filter(act="paper.kept").order_by("-id")[0]
    assert (sent.office, sent.officer, sent.detail) == (ZHONGZHOU, "gao", {})
    assert (kept.office, kept.officer, kept.detail) == (FUCHENG, "node", {})


def test_a_request_takes_papers_along_once_she_has_seen_it(house: House) -> None:
    content = {"subject": SUBJECT, "questions": ["residence.served_here"]}
    case = house.fucheng.open("request", content, answering=ZHONGZHOU)
    paper = adds(house.fucheng, case, files.png(), "residence_permit")
    house.fucheng.takes(case, "show", {"way": "at_the_desk", "files": [str(paper.id)]})
    minute(house)
    assert held(ZHONGZHOU, house.copy_of(case)) == [("residence_permit", 1, True)]


def test_an_answer_that_is_taken_back_sends_nothing(house: House) -> None:
    case, copy = asked(house)
    paper = adds(house.zhongzhou, copy, files.jpeg())
    house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    house.zhongzhou.takes_back(copy)
    minute(house)
    assert held(FUCHENG, case) == []
    assert not LeavingFile.objects.exists()


def test_kinds_of_which_no_copy_may_cross_do_not(house: House) -> None:
    _, copy = asked(house)
    paper = adds(house.zhongzhou, copy, files.jpeg(), "identity_card")
    with pytest.raises(BadContent) as refused:
        house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    assert "files" in refused.value.faults
    assert not Entry.objects.filter(act="paper.sent", at=house.now).exists()


def test_only_papers_of_this_very_case_go_along(house: House) -> None:
    _, copy = asked(house)
    other, _ = asked(house)
    elsewhere = adds(house.fucheng, other, files.jpeg())
    for one in (str(elsewhere.id), str(uuid4()), "paper-1", None):
        with pytest.raises(BadContent):
            house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [one]})


def test_an_office_that_is_not_connected_gets_no_files(house: House) -> None:
    content = {"subject": SUBJECT, "questions": ["residence.served_here"]}
    case = house.fucheng.open("request", content, answering=UNREACHED)
    paper = adds(house.fucheng, case, files.png(), "residence_permit")
    with pytest.raises(BadContent) as refused:
        house.fucheng.takes(case, "show", {"way": "at_the_desk", "files": [str(paper.id)]})
    assert "not connected" in refused.value.faults["files"].en


def test_the_same_paper_sent_in_two_answers_is_held_once(house: House) -> None:
    case, copy = asked(house)
    paper = adds(house.zhongzhou, copy, files.jpeg())
    part = {"answers": {"identity.name_matches": {"answer": "confirmed"}}, "files": [str(paper.id)]}
    house.zhongzhou.takes(copy, "answer_in_part", part)
    minute(house)
    house.zhongzhou.takes(copy, "answer", {"answers": {"residence.registered_here": {"answer": "confirmed"}}, **{
        "files": [str(paper.id)]
    }})  # fmt: skip
    minute(house)
    assert held(FUCHENG, case) == [(REGISTER, 1, True)]


def test_a_full_file_says_so_and_stays_as_it_was(house: House) -> None:
    case, copy = asked(house)
    for number in range(MOST_PAPERS):
        adds(house.fucheng, case, files.png(files.chunk(b"tRNS", bytes(number + 1))), "identity_card")
    paper = adds(house.zhongzhou, copy, files.jpeg())
    house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    minute(house)
    assert ComingFile.objects.get().refusal == "paper_refused"
    assert len(held(FUCHENG, case)) == MOST_PAPERS


def test_a_paper_that_was_removed_before_it_left_does_not_arrive(house: House) -> None:
    _, copy = asked(house)
    paper = adds(house.zhongzhou, copy, files.jpeg())
    house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    Paper.objects.update(wrapped_key=None, sealed_name=None, removed_at=house.now)
    minute(house)
    assert ComingFile.objects.get().refusal == "gone"


def test_a_paper_that_is_damaged_is_not_sent(house: House) -> None:
    _, copy = asked(house)
    paper = adds(house.zhongzhou, copy, files.jpeg())
    place = storing.path_of(paper.id)
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    with pytest.raises(PaperRefused):
        house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    assert house.state(copy) == "asked"


def test_what_arrived_and_what_is_on_its_way_goes_with_the_case(house: House, disk: Path) -> None:
    case, copy = asked(house)
    paper = adds(house.zhongzhou, copy, files.jpeg())
    house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    minute(house)
    (arrived,) = papers_of(file=case, office=FUCHENG)
    with house.fucheng.sitting():
        cases.destroy(Case.objects.get(pk=case))
    with pytest.raises(NoSuchPaper):
        opens(house.fucheng, arrived.id)
    with house.zhongzhou.sitting():
        cases.destroy(Case.objects.get(pk=copy))
    assert not LeavingFile.objects.exists()
    assert not Paper.objects.filter(removed_at=None).exists()


def test_a_third_office_sees_nothing_of_it(house: House) -> None:
    case, copy = asked(house)
    paper = adds(house.zhongzhou, copy, files.jpeg())
    house.zhongzhou.takes(copy, "answer", {**ANSWERS, "files": [str(paper.id)]})
    minute(house)
    guanhu = house.desk("wu.desk", GUANHU)
    with guanhu.sitting():
        assert not papers_of(file=case, office=FUCHENG)
        assert not LeavingFile.objects.exists()
    with pytest.raises(NoSuchPaper):
        opens(guanhu, paper.id)


def test_a_move_that_was_returned_is_offered_again_with_papers(house: House) -> None:
    """The papers travel between the offices, not the person (B2)."""
    case = house.fucheng.open("move", MOVE, answering=ZHONGZHOU, account=registered(house))
    house.work()
    copy = house.copy_of(case)
    house.zhongzhou.takes(copy, "return", {"reason": "unreadable"})
    house.work()
    paper = adds(house.fucheng, case, files.pdf("Register"))
    again = {"division": ZHONGZHOU, "moved_on": "2026-11-18", "files": [str(paper.id)]}
    house.fucheng.takes(case, "offer_again", again)
    house.work()
    assert held(ZHONGZHOU, copy) == [(REGISTER, 1, True)]
