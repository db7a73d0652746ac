"""How the office is reached: shown, changed, and two who change it at once."""

import pytest

from suixing.directory.queries import contact_of
from tests.cast import FUCHENG
from tests.web.staff.conftest import ADMINISTRATOR, Office, hidden_of, make, send, sit

PATH = "/staff/contact/"
TEXTS = {
    "telephone": "0755-2345 6789", "address_zh": "福城街道一路1号", "hours_zh": "工作日 9:00-17:00",
    "address_en": "1 First Road", "hours_en": "Workdays 9 to 5",
}  # fmt: skip


def test_it_is_published_and_shown_again(office: Office) -> None:
    assert send(office.browser, PATH, **TEXTS).url == PATH
    held = contact_of(FUCHENG)
    assert held is not None
    assert (held.telephone, held.hours_en) == ("0755-2345 6789", "Workdays 9 to 5")
    assert "0755-2345 6789" in office.browser.get(PATH).content.decode()
    assert send(office.browser, PATH, **(TEXTS | {"telephone": "0755-1" * 2})).url == PATH


def test_the_second_of_two_is_told(office: Office) -> None:
    other = sit(make("gao.staff", ADMINISTRATOR))
    for _ in range(2):  # where nothing was there yet, and where something was
        second = hidden_of(other.get(PATH))
        assert send(office.browser, PATH, **TEXTS).status_code == 302
        answer = other.post(PATH, TEXTS | second | {"telephone": "0755-000000"})
        assert answer.status_code == 409
        assert "0755-000000" in answer.content.decode()  # what she typed is still there
    held = contact_of(FUCHENG)
    assert held is not None
    assert held.telephone == TEXTS["telephone"]


@pytest.mark.parametrize("field", list(TEXTS))
@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "名" * 201, "line\nline\x07"])
def test_hostile_text_ends_in_a_sentence(office: Office, field: str, text: str) -> None:
    answer = send(office.browser, PATH, **(TEXTS | {field: text}))
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert contact_of(FUCHENG) is None


@pytest.mark.parametrize("telephone", ["call me", "１２３４５６", "0755", "javascript:1", ""])
def test_a_telephone_is_one(office: Office, telephone: str) -> None:
    assert send(office.browser, PATH, **(TEXTS | {"telephone": telephone})).status_code == 422


@pytest.mark.parametrize("seen", ["x", "2026-01-01", "2026-01-01T00:00:00+00:00", "9" * 41])
def test_a_forged_state_overwrites_nothing(office: Office, seen: str) -> None:
    send(office.browser, PATH, **TEXTS)
    sent = hidden_of(office.browser.get(PATH)) | TEXTS | {"seen": seen, "telephone": "0755-000000"}
    assert office.browser.post(PATH, sent).status_code in (409, 422)
    held = contact_of(FUCHENG)
    assert held is not None
    assert held.telephone == TEXTS["telephone"]
