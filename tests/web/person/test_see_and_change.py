"""See a record, correct it, record a move; twice, at once by two, and with whatever is typed."""

import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from suixing.access.roles import Role
from suixing.web.person import wording
from tests.cast import FUCHENG, GUANHU, XIUYING
from tests.desk.conftest import VILLAGE
from tests.shape.test_refusals_by_schema import ACTS, PURPOSES
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import hidden, register
from tests.web.desk.test_survive_hostile_text import HOSTILE, RAW
from tests.web.person.conftest import Held

RIGHT = {
    "name": XIUYING.name, "sex": "2", "born": "1985-06-12", "telephone": "13911112222", "home_text": XIUYING.home,
    "home_choice": "", "current_text": XIUYING.current, "current_choice": "", "arrived": "2025-03-01",
}  # fmt: skip
MOVE = {"kind": "current", "current_text": "广东省深圳市龙华区观湖街道", "current_choice": "", "since": "2026-01-05"}


def told(held: Held, path: str = "") -> str:
    return held.desk.get(held.page + path).content.decode()


def test_the_record_shows_what_was_entered_and_who_looked_a5(held: Held) -> None:
    page = told(held)
    assert XIUYING.name in page
    assert "13900000001" in page
    assert XIUYING.identifier not in page
    assert "查看记录" in page
    assert "chen.desk" in page
    assert "本人未确认" in page


def test_the_same_page_in_english(held: Held) -> None:
    held.desk.cookies["django_language"] = "en"
    page = told(held)
    assert "Not confirmed by her" in page
    assert "looked at the record" in page


@pytest.mark.parametrize("part", ["", "readings/", "correct/", "move/", "confirm/", "withdraw/", "erase/",
                                  "export.json", "export.pdf"])  # fmt: skip
def test_another_office_and_nobody_are_the_same_page(held: Held, part: str) -> None:
    stranger = signed_in("lin.desk", GUANHU)
    theirs, none = (stranger.get(f"/desk/people/{number}/{part}") for number in (held.account, 999_999_999))
    assert theirs.status_code == none.status_code == 404
    assert XIUYING.name not in theirs.content.decode()
    assert len(theirs.content) == len(none.content)


def test_correct_and_find_the_old_value_in_the_history(held: Held) -> None:
    answer = held.desk.post(held.page + "correct/", held.form("correct/", **RIGHT))
    assert (answer.status_code, answer.headers["Location"]) == (302, held.page)
    page = told(held)
    assert "13911112222" in page
    assert "13900000001" in page.split('id="changes"')[1]


def test_an_address_that_nobody_touched_keeps_its_village(held: Held) -> None:
    from suixing.people.models import Residence

    Residence.objects.filter(account_id=held.account, kind="current").update(division_id="440309005001")
    assert held.desk.post(held.page + "correct/", held.form("correct/", **RIGHT)).status_code == 302
    residence = Residence.objects.get(account_id=held.account, kind="current")
    assert residence.division_id == "440309005001"


def test_a_correction_sent_twice_is_one(held: Held) -> None:
    form = held.form("correct/", **RIGHT)
    for _ in range(2):
        assert held.desk.post(held.page + "correct/", form).status_code == 302
    assert told(held).count("13900000001") == 1


def test_the_second_of_two_officers_is_told_and_overwrites_nothing(held: Held) -> None:
    first, second = (held.form("correct/", **RIGHT) for _ in range(2))
    second["telephone"] = "13733334444"
    assert held.desk.post(held.page + "correct/", first).status_code == 302
    colleague = signed_in("lu.desk", FUCHENG)
    answer = colleague.post(held.page + "correct/", second)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "已被另一位同事修改" in page
    assert "13733334444" in page, "what she typed is still there"
    assert "13911112222" in page, "what stands there now is shown"
    assert "13911112222" in told(held)
    again = {**second, "seen": hidden(answer, "seen")}
    assert colleague.post(held.page + "correct/", again).status_code == 302
    assert "13733334444" in told(held)


def test_move_and_see_both_residences_g2(held: Held) -> None:
    assert held.desk.post(held.page + "move/", held.form("move/", **MOVE)).status_code == 302
    page = told(held)
    assert "2025年3月1日 – 2026年1月5日" in " ".join(page.split())
    assert "观湖街道" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"since": "2024-01-01"}, "须晚于此日"),
        ({"since": (timezone.localdate() + timedelta(days=2)).isoformat()}, "晚于今天"),
        ({"since": "2026-02-30"}, "日期"),
        ({"current_text": XIUYING.current}, "登记的就是这个地方"),
        ({"current_text": "那个地方"}, "地址"),
    ],
)
def test_a_move_that_cannot_be_is_explained_and_nothing_is_lost(held: Held, changes: dict[str, str], said: str) -> None:
    answer = held.desk.post(held.page + "move/", held.form("move/", **{**MOVE, **changes}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert next(iter(changes.values())) in page


@pytest.mark.parametrize(("part", "right"), [("correct/", RIGHT), ("move/", MOVE), ("confirm/", {"code": ""})])
@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_is_typed_ends_in_a_sentence(held: Held, part: str, right: dict[str, str], kind: str) -> None:
    fields = [*right, "seen", "form_number", "way"]
    fresh = held.form(part, **right) | ({"way": "paper"} if part == "confirm/" else {})
    for field in fields:
        answer = held.desk.post(held.page + part, fresh | {field: HOSTILE[kind]})
        assert answer.status_code in {200, 302, 409, 422}, field
        assert not any(raw in answer.content.decode() for raw in RAW), field


def test_a_copy_of_everything_as_json_and_pdf(held: Held) -> None:
    copy = json.loads(held.desk.get(held.page + "export.json").content)
    assert copy["identifiers"] == [{"kind": "resident", "number": XIUYING.identifier}]
    assert copy["accounts"][0]["name"] == XIUYING.name
    assert [one["act"] for one in copy["journal"]][-1] == "person.taken_in"
    paper = held.desk.get(held.page + "export.pdf")
    assert paper.headers["Content-Disposition"] == f'attachment; filename="suixing-{held.account}.pdf"'
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert XIUYING.identifier in text.replace(" ", "")
    assert "导出副本" in text


@pytest.mark.parametrize(("part", "said"), [("withdraw/", "同意已撤回"), ("erase/", "已删除")])
def test_take_back_once_however_often_it_is_sent(held: Held, part: str, said: str) -> None:
    form = held.form(part)
    for _ in range(2):
        answer = held.desk.post(held.page + part, form, follow=True)
        assert said in answer.content.decode()
    assert held.desk.get(held.page).status_code == 404


def test_the_page_needs_few_queries(held: Held) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        held.desk.get(held.page)
    assert (
        len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]) <= 15
    )


def test_nobody_signed_out_gets_in(held: Held) -> None:
    answer = Client().get(held.page)
    assert answer.headers["Location"].startswith("/sign-in/?next=")


def test_whatever_the_journal_says_about_a_person_is_said_in_words() -> None:
    about_nobody = {"person.not_found"}
    about_her = {
        act for act in ACTS - about_nobody if act.startswith(("person.", "consent.", "code.", "tie.", "notice."))
    }
    assert about_her | {"break_glass.opened", "break_glass.closed"} <= set(wording.ACTS)
    assert set(wording.PURPOSES) >= PURPOSES


@pytest.mark.parametrize("part", ["correct/", "move/", "confirm/", "withdraw/", "erase/"])
def test_what_a_village_entered_is_changed_there_and_the_page_says_so(desk: Client, part: str) -> None:
    village = signed_in("tian.village", VILLAGE, (Role.COMMUNITY_WORKER,))
    account = register(village)
    assert desk.get(f"/desk/people/{account}/").status_code == 200
    answer = desk.get(f"/desk/people/{account}/{part}")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "由另一机构登记" in page
    assert "角色" not in page, "no role would open it"
    assert 'href="/desk/"' in page
