"""At the current place: a pass that she shows is checked and recorded at once (P4); who wants one is helped (P2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from suixing.cases.models import Case
from suixing.journal.models import Entry
from suixing.passes import showing
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.models import Presentation
from tests.cast import FUCHENG, MAIMAITI
from tests.web.desk.entries import register
from tests.web.passes.conftest import AtDesk, code_of


def scanned(here: AtDesk, code: str, **said: str) -> str:
    answer = here.desk.post(here.page + "scan/", {"code": code, **said})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reader_types_it_and_it_is_checked_and_recorded_at_once_p4(home: AtDesk, here: AtDesk) -> None:
    page = scanned(here, code_of(home.issue(), Claim.NAME, Claim.HOME_COUNTY))
    assert "随行证有效。" in page
    assert "已核对并登记" in page
    assert "重庆市忠县" in page
    kept = Presentation.objects.get()
    assert (kept.office_id, kept.verdict) == (FUCHENG, "valid")
    assert kept.next_check_on == timezone.localdate().replace(year=timezone.localdate().year + 1)
    assert list(Entry.objects.filter(act="pass.shown").values_list("office", "purpose")) == [(FUCHENG, "registration")]
    assert "出示过；最近核对" in here.told()
    assert b"SX1" not in bytes(kept.sealed)


def test_shown_again_it_is_one_record(home: AtDesk, here: AtDesk) -> None:
    code = code_of(home.issue())
    for _ in range(2):
        scanned(here, code)
    assert Presentation.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "请填写"), ("SX1:NOTHING", "没有登记"), ("not a pass at all", "没有登记"), ("9" * 19_000, "没有登记"),
        ("SX1:" + " " * 60, "没有登记"), ("<script>alert(1)</script>", "没有登记"),
    ],
    ids=["nothing", "short", "words", "long", "blanks", "script"],
)  # fmt: skip
def test_what_is_no_pass_costs_nobody_anything(here: AtDesk, code: str, said: str) -> None:
    answer = here.desk.post(here.page + "scan/", {"code": code})
    assert answer.status_code == (200 if code else 422)
    assert said in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert not Presentation.objects.exists()


def test_one_that_names_somebody_else_waits_for_the_officer(home: AtDesk, here: AtDesk) -> None:
    other = AtDesk(home.desk, register(home.desk, MAIMAITI, home_text="重庆市忠县忠州街道"))
    code = code_of(other.issue(), Claim.NAME)
    page = scanned(here, code)
    assert "证上的姓名与本机构登记的不同" in page
    assert not Presentation.objects.exists()
    assert "已核对并登记" in scanned(here, code, sure="1")
    assert Presentation.objects.count() == 1


def test_a_revoked_one_is_not_recorded_and_help_is_offered(home: AtDesk, here: AtDesk) -> None:
    number = home.issue()
    code = code_of(number)
    home.send(f"{number}/revoke/", reason="asked")
    page = scanned(here, code)
    assert Verdict.REVOKED.sentence.zh in page
    assert "没有登记。本人获得服务不受影响。" in page
    assert "协助本人办一张" in page
    assert not Presentation.objects.exists()


def test_the_yearly_check_is_made_by_machine_and_only_tells_the_office_p5(home: AtDesk, here: AtDesk) -> None:
    number = home.issue()
    scanned(here, code_of(number))
    assert showing.check_due(now=timezone.now()) == 0
    before = here.desk.get(f"/desk/people/{here.account}/").content.decode()
    assert "已失效" not in before
    home.send(f"{number}/revoke/", reason="asked")
    Presentation.objects.update(next_check_on=timezone.localdate())
    assert showing.check_due(now=timezone.now()) == 1
    kept = Presentation.objects.get()
    assert (kept.verdict, kept.next_check_on) == ("revoked", None)
    assert Entry.objects.filter(act="pass.checked", officer="worker").count() == 1
    after = here.desk.get(f"/desk/people/{here.account}/").content.decode()
    assert "出示过的已失效，不影响任何服务。" in after
    assert "出示过的随行证已失效" in here.told()
    assert Case.objects.count() == 0


def test_a_check_finds_it_valid_and_comes_again_in_a_year(home: AtDesk, here: AtDesk) -> None:
    scanned(here, code_of(home.issue()))
    Presentation.objects.update(next_check_on=timezone.localdate())
    assert showing.check_due(now=timezone.now()) == 1
    kept = Presentation.objects.get()
    assert kept.verdict == "valid"
    assert kept.next_check_on is not None
    assert kept.next_check_on > timezone.localdate() + timedelta(days=364)


def test_a_list_that_is_out_of_date_changes_nothing_for_her(home: AtDesk, here: AtDesk) -> None:
    from suixing.passes.trusting import renew_trust

    scanned(here, code_of(home.issue()))
    later = timezone.now() + timedelta(days=20)
    renew_trust(now=later)
    Presentation.objects.update(next_check_on=timezone.localdate(later))
    assert showing.check_due(now=later) == 1
    kept = Presentation.objects.get()
    assert (kept.verdict, kept.next_check_on) == ("valid", timezone.localdate(later) + timedelta(days=1))
    assert not Entry.objects.filter(act="pass.checked").exists()


def test_two_clicks_pass_her_application_on_p2(home: AtDesk, here: AtDesk) -> None:
    record = here.desk.get(f"/desk/people/{here.account}/").content.decode()
    assert f'href="{here.page}"' in record
    assert "签发随行证" not in here.told()
    answer = here.send(act="apply")
    case = Case.objects.get(office=FUCHENG)
    assert answer.headers["Location"] == f"/desk/cases/{case.id}/"
    assert (case.procedure, case.state) == ("pass_application", "sent")
    page = here.told()
    assert f"/desk/cases/{case.id}/" in page
    assert "转交申请" not in page


def test_only_the_home_office_issues_p1(home: AtDesk, here: AtDesk) -> None:
    answer = here.send(act="issue")
    assert answer.status_code == 409
    assert "由本人户籍地的乡镇街道机构签发" in answer.content.decode()


def test_another_offices_pass_is_worked_on_there_only(home: AtDesk, here: AtDesk) -> None:
    number = home.issue()
    for part in ("", "renew/", "lost/", "revoke/"):
        assert here.desk.get(f"{here.page}{number}/{part}").status_code == 404


def test_she_says_that_she_wants_no_notices_and_changes_her_mind_p4(home: AtDesk, here: AtDesk) -> None:
    assert "来到后三个月内" in here.told()
    assert here.send(act="let_be").status_code == 302
    assert "本人不想收到，不会再发" in here.told()
    assert here.send(act="tell").status_code == 302
    assert "来到后三个月内" in here.told()
    assert here.send(act="nothing").status_code == 404
