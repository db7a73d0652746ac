"""At the home office: issue, print with a choice, renew, re-issue, revoke (P1, P3, P6); two clicks, nothing to pay."""

import re
from io import BytesIO
from uuid import UUID

from pypdf import PdfReader

from suixing.journal.models import Entry
from suixing.passes.models import Pass
from suixing.web.passes import acts, forms, wording
from tests.cast import GUANHU, XIUYING, ZHONGZHOU
from tests.web.desk.conftest import signed_in
from tests.web.desk.entries import register
from tests.web.passes.conftest import AtDesk

PLAIN = {"name": "on", "shape": "sheet", "tongue": "zh"}


def printed(at: AtDesk, number: UUID, **said: str) -> str:
    answer = at.desk.post(f"{at.page}{number}/", {"shape": "sheet", "tongue": "zh", **said})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_issue_at_once_and_print_with_the_next_click_p1(home: AtDesk) -> None:
    record = home.desk.get(f"/desk/people/{home.account}/").content.decode()
    assert f'href="{home.page}"' in record
    assert "签发随行证" in home.told()
    number = home.issue()
    page = home.told()
    assert f'action="{home.page}{number}/"' in page
    assert "签发随行证" not in page
    assert XIUYING.name in printed(home, number, **PLAIN)
    acts = list(Entry.objects.order_by("id").values_list("act", flat=True))
    assert acts.count("pass.issued") == acts.count("pass.printed") == 1


def test_only_the_name_is_ticked_at_first_p6(home: AtDesk) -> None:
    home.issue()
    form = home.told().split('aria-labelledby="print"')[1]
    chosen = re.findall(r'<input type="(?:checkbox|radio)" name="(\w+)"(?: value="(\w*)")?[^>]* checked', form)
    assert chosen == [("name", ""), ("age", ""), ("home", ""), ("shape", "sheet"), ("tongue", "zh")]


CHOICES: list[tuple[dict[str, str], set[str]]] = [
    ({"name": "on"}, {XIUYING.name}),
    ({}, set()),
    ({"age": "adult"}, {"年满18周岁"}),
    ({"age": "birthdate"}, {"1985年6月12日"}),
    ({"home": "home_province"}, {"户籍所在省"}),
    ({"home": "home_township", "name": "on"}, {"忠州街道", XIUYING.name}),
    ({"free": "on"}, {"有权享受"}),
]


def test_what_is_printed_is_her_choice_each_time_p6(home: AtDesk) -> None:
    number = home.issue()
    shown = {one for _, there in CHOICES for one in there}
    for said, there in CHOICES:
        paper = printed(home, number, **said)
        assert {one for one in shown if one in paper} == there, said


def test_every_shape_is_printed_in_both_languages(home: AtDesk) -> None:
    number = home.issue()
    for shape, tongue in (("card", "zh"), ("large", "en"), ("sheet", "en")):
        assert XIUYING.name in printed(home, number, name="on", shape=shape, tongue=tongue)


def test_a_shape_that_there_is_not_is_told(home: AtDesk) -> None:
    number = home.issue()
    said = {"shape": "paper", "tongue": "zh", "name": "on"}
    answer = home.desk.post(f"{home.page}{number}/", said)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_renewing_overlaps_and_says_what_follows_what_p3(home: AtDesk) -> None:
    first = home.issue()
    assert "旧证在其有效期内继续有效" in home.told(f"{first}/renew/")
    assert home.send(f"{first}/renew/").status_code == 302
    assert set(Pass.objects.values_list("state", flat=True)) == {"valid"}
    page = home.told()
    assert "签发的一张" in page
    assert "已另发新证" in page
    assert home.send(f"{first}/renew/").status_code == 409


def test_a_lost_one_is_revoked_and_replaced_and_the_history_says_so(home: AtDesk) -> None:
    first = home.issue()
    assert home.send(f"{first}/lost/").status_code == 302
    assert "遗失，已注销" in home.told()
    assert sorted(Pass.objects.values_list("state", flat=True)) == ["revoked", "valid"]
    assert home.desk.post(f"{home.page}{first}/", PLAIN).status_code == 409


def test_revoke_at_her_wish_and_issue_again(home: AtDesk) -> None:
    first = home.issue()
    assert home.send(f"{first}/revoke/", reason="asked").status_code == 302
    assert Pass.objects.get(pk=first).revoked_for == "asked"
    assert "签发随行证" in home.told()
    assert home.send(f"{first}/revoke/", reason="asked").status_code == 409
    assert home.issue() != first


def test_a_form_sent_twice_issues_one(home: AtDesk) -> None:
    home.told()
    form = {"form_number": "a" * 32, "act": "issue"}
    assert [home.desk.post(home.page, form).status_code for _ in range(2)] == [302, 302]
    assert Pass.objects.count() == 1
    answer = home.desk.post(home.page, {"form_number": "b" * 32, "act": "issue"})
    assert answer.status_code == 409
    assert Pass.objects.count() == 1


def test_no_field_and_no_word_of_money_p1(home: AtDesk) -> None:
    number = home.issue()
    pages = "".join(home.told(part) for part in ("", f"{number}/", f"{number}/renew/", f"{number}/revoke/"))
    asked = set(re.findall(r'name="(\w+)"', pages))
    assert asked == {
        "csrfmiddlewaretoken", "form_number", "name", "age", "home", "free", "shape", "tongue", "reason", "next",
        "typed_by", "language", "viewport", "referrer", "current",
    } | {one for one in asked if one.startswith("htmx")}  # fmt: skip
    assert not re.search("工本费|手续费|元", re.sub("<[^>]+>", "", pages))


def test_another_office_and_nobody_are_the_same_page(home: AtDesk) -> None:
    number, stranger = home.issue(), signed_in("lin.desk", GUANHU)
    for part in ("", f"{number}/", f"{number}/renew/", f"{number}/lost/", f"{number}/revoke/", "scan/"):
        theirs, none = (stranger.get(f"/desk/people/{one}/passes/{part}") for one in (home.account, 999_999_999))
        assert theirs.status_code == none.status_code == 404
        assert len(theirs.content) == len(none.content)


def test_a_pass_of_somebody_else_is_none(home: AtDesk) -> None:
    from tests.cast import MAIMAITI

    other = register(home.desk, MAIMAITI, home_text="重庆市忠县忠州街道")
    number = home.issue()
    page = f"/desk/people/{other}/passes/"
    for part in ("", "renew/", "lost/", "revoke/"):
        assert home.desk.get(f"{page}{number}/{part}").status_code == 404
        assert home.desk.post(f"{page}{number}/{part}", {**PLAIN, "reason": "asked"}).status_code == 404
    assert Pass.objects.get(pk=number).state == "valid"
    assert home.desk.get(f"{home.page}{number}/nothing/").status_code == 404


def test_every_word_is_said_of_every_state() -> None:
    from suixing.passes.models import RevokedFor
    from suixing.passes.queries import Standing

    assert set(wording.STANDINGS) == set(Standing)
    assert set(wording.REVOKED_FOR) == {one.value for one in RevokedFor}
    assert set(acts.TITLES) == set(acts.FOLLOWS)
    assert RevokedFor(forms.MISTAKEN) is RevokedFor.MISTAKEN


def test_in_english(home: AtDesk) -> None:
    home.issue()
    home.desk.cookies["django_language"] = "en"
    page = home.told()
    assert "No service depends on a pass." in page
    assert ZHONGZHOU not in page
