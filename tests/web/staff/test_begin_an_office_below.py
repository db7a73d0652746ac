"""An office below without an administrator is opened from above and given one; nothing else is done from above."""

import psycopg
import pytest

from suixing.access.errors import HasAdministrator, NotBelow
from suixing.access.models import Officer
from suixing.journeys.officer_begins import appoint_below
from suixing.places.actions import open_office
from suixing.places.models import Office as PlacesOffice
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.desk.conftest import databases, give_roles
from tests.web.staff.conftest import ADMINISTRATOR, Office, make, send, sit

COUNTY = "440309"
NEW = {"name": "高原", "username": "gao.staff"}


def test_it_is_opened_and_its_administrator_appointed(office: Office) -> None:
    browser = sit(make("county.staff", ADMINISTRATOR, office=COUNTY))
    answer = send(browser, "/staff/below/", code=GUANHU)
    assert answer.url == f"/staff/below/{GUANHU}/"
    assert "观湖" in browser.get(answer.url).content.decode()
    assert send(browser, answer.url, **NEW).url == "/staff/start-code/"
    gao = Officer.objects.get(username="gao.staff")
    assert (gao.office_id, gao.roles) == (GUANHU, ["staff_administrator"])
    assert "自行管理人员" in browser.get(answer.url).content.decode()


def test_a_village_is_opened_with_its_township(office: Office) -> None:
    make("county.staff", ADMINISTRATOR, office=COUNTY)
    village = GUANHU + "001"
    appoint_below(username="gao.staff", name="高原", office=village, by="county.staff", now=NOW)
    assert PlacesOffice.objects.get(pk=village).township_id == GUANHU
    assert PlacesOffice.objects.get(pk=GUANHU).tier == PlacesOffice.objects.get(pk=FUCHENG).tier


@pytest.mark.parametrize("code", [ZHONGZHOU, COUNTY, "44", "440309999", "x", "440309005' --", "", "\x00", "44" * 99])
def test_other_codes_end_in_a_sentence_or_nowhere(office: Office, code: str) -> None:
    browser = sit(make("county.staff", ADMINISTRATOR, office=COUNTY))
    answer = send(browser, "/staff/below/", code=code)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    if code and "\x00" not in code:
        assert browser.get(f"/staff/below/{code}/").status_code == 404
    before = PlacesOffice.objects.count()
    if "\x00" not in code:
        with pytest.raises(NotBelow):
            appoint_below(username="gao.staff", name="高原", office=code, by="county.staff", now=NOW)
    assert PlacesOffice.objects.count() == before
    assert not Officer.objects.filter(username="gao.staff").exists()


def test_an_office_with_an_administrator_manages_itself(office: Office) -> None:
    make("county.staff", ADMINISTRATOR, office=COUNTY)
    with pytest.raises(HasAdministrator):
        appoint_below(username="gao.staff", name="高原", office=FUCHENG, by="county.staff", now=NOW)


def test_only_administrators_do_it(office: Office) -> None:
    with pytest.raises(NotBelow):
        appoint_below(username="gao.staff", name="高原", office=FUCHENG + "001", by="chen.desk", now=NOW)


def test_only_the_sign_in_role_can_have_the_owner_do_it(node: None) -> None:
    open_office(code=COUNTY, now=NOW)
    give_roles()
    calls = (
        "SELECT access_open_office_below('440309001', 'county.staff', now())",
        "SELECT access_end_openings('nobody')",
        "SELECT journeys_hand_over('nobody', NULL, 'console', now(), 0)",
    )
    for role in (databases().serving, databases().intake):
        for call in calls:
            with role.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(call)
    with databases().sign_in.connect() as connection:
        assert connection.execute(calls[0]).fetchone() == ("not_below",)
        assert connection.execute(calls[1]).fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM places_office")
