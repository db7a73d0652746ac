"""Answers kept for the next time hold codes of the rule book's lists, for answering steps only."""

import pytest

from suixing.cases.answers_kept import answering_steps, codes_of, content_kept
from suixing.cases.models import AnswerTemplate
from suixing.cases.procedures import Side
from suixing.cases.queries import templates_for
from tests.cast import FUCHENG, GUANHU
from tests.web.cases.worklist import Worklist, office, text
from tests.web.staff.conftest import hidden_of, redirected

__all__ = ["office"]
PATH = "/desk/cases/templates/verification-answer/"


def test_an_answer_is_kept_and_fills_the_form_of_its_step(office: Worklist) -> None:
    page = office.chen.get(PATH)
    sent = hidden_of(page) | {
        "name": "户籍相符", "answers-identity-name_matches": "confirmed",
        "answers-residence-registered_here": "no_record",
    }  # fmt: skip
    for _ in range(2):
        assert redirected(office.chen.post(PATH, sent)) == "/desk/cases/templates/"
    ((number, name, codes),) = templates_for(office=FUCHENG, code="verification", step="answer")
    assert name == "户籍相符"
    assert content_kept(codes, procedure="verification", step="answer") == {
        "answers": {
            "identity.name_matches": {"answer": "confirmed"}, "residence.registered_here": {"answer": "no_record"},
        }
    }  # fmt: skip
    shown = text(office.lin, "/desk/cases/templates/")
    assert "户籍相符" in shown
    assert "一致，予以确认" in shown
    office.lin.post(f"/desk/cases/templates/{number}/drop/")
    assert not AnswerTemplate.objects.exists()


def test_not_confirmed_is_kept_with_its_reason(office: Worklist) -> None:
    page = office.chen.get(PATH).content.decode()
    option = next(one for one in page.split('value="') if one.startswith("not_confirmed:")).split('"')[0]
    sent = hidden_of(office.chen.get(PATH)) | {"name": "不符", "answers-identity-name_matches": option}
    assert office.chen.post(PATH, sent).status_code == 302
    ((_, _, codes),) = templates_for(office=FUCHENG, code="verification", step="answer")
    assert codes == [f"answers=identity.name_matches:{option}"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "请至少选择一项"),
        ({"name": ""}, "请填写"),
        ({"answers-identity-name_matches": "maybe"}, "不在可选范围"),
        ({"name": "x" * 41, "answers-identity-name_matches": "confirmed"}, "最多 40"),
    ],
)
def test_what_is_on_no_list_is_not_kept(office: Worklist, typed: dict[str, str], said: str) -> None:
    answer = office.chen.post(PATH, hidden_of(office.chen.get(PATH)) | {"name": "一"} | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AnswerTemplate.objects.exists()


def test_a_name_is_taken_once(office: Worklist) -> None:
    for status in (302, 422):
        sent = hidden_of(office.chen.get(PATH)) | {"name": "相符", "answers-identity-name_matches": "confirmed"}
        assert office.chen.post(PATH, sent).status_code == status


def test_another_offices_answers_are_not_seen(office: Worklist) -> None:
    AnswerTemplate.objects.create(office_id=GUANHU, procedure="verification", step="answer", name="别处", codes=["a=b"])
    assert "别处" not in text(office.chen, "/desk/cases/templates/")
    office.chen.post(f"/desk/cases/templates/{AnswerTemplate.objects.get().pk}/drop/")
    assert AnswerTemplate.objects.exists()


def test_only_answers_to_other_offices_can_be_kept(office: Worklist) -> None:
    assert ("verification", "answer") in answering_steps()
    assert all(step.by is Side.ANSWERING and step.crosses for step in answering_steps().values())
    assert not any(code in {"registration", "complaint", "coordination"} for code, _ in answering_steps())
    for path in ("registration-refuse", "verification-withdraw", "x-y", "x"):
        assert office.chen.get(f"/desk/cases/templates/{path}/").status_code == 404


@pytest.mark.parametrize(("procedure", "step"), sorted(answering_steps()))
def test_every_answering_step_has_its_form(office: Worklist, procedure: str, step: str) -> None:
    assert "<form" in text(office.chen, f"/desk/cases/templates/{procedure}-{step}/")


def test_codes_and_content_are_two_ways_of_saying_one_thing() -> None:
    content = {
        "answers": {"a.b": {"answer": "not_confirmed", "reason": "other_person"}, "c.d": {"answer": "confirmed"}},
        "papers": ["one", "two"],
    }  # fmt: skip
    assert content_kept(codes_of(content), procedure="verification", step="answer") == content
    assert content_kept(["gone=x"], procedure="verification", step="answer") == {}
