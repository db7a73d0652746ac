"""A person opens her own pages as the web process serves them: under the serving role, in a session of hers alone."""

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from suixing.journal.actions import seal
from suixing.journal.proofs import check
from suixing.journeys import person
from suixing.journeys.register import register_one
from suixing.people.actions import issue_paper_code
from tests.access.conftest import Sit
from tests.cast import FUCHENG, NOW, XIUYING
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry
from tests.residents.authenticator import Device

Sent = Callable[[], list[dict[str, str]]]
TELEPHONE = "13900000001"
SIGN_IN = "/me/sign-in/"
NOBODY = "110101199003070134"


def registered(sit: Sit, officer: str, office: str) -> int:
    """Registered now, by the clock that the database goes by."""
    with sit(officer, office):
        said = entry(telephone=TELEPHONE)
        return int(register_one(entry=said, office=office, by=officer, now=timezone.now()).account)


@pytest.fixture
def account(sit: Sit) -> int:
    """Her file number at Fucheng, the one office that holds her."""
    return registered(sit, "zhou", FUCHENG)


@pytest.fixture
def identifier(account: int) -> str:
    """The number of her paper."""
    return XIUYING.identifier


@pytest.fixture
def she(account: int) -> Iterator[Client]:
    """Her browser, answered by the serving role."""
    cache.clear()
    with as_role("serving", ""):
        yield Client()


def paper_code(sit: Sit, account: int, officer: str = "zhou", office: str = FUCHENG) -> str:
    with sit(officer, office):
        return issue_paper_code(account=account, by=officer, now=NOW)


def as_owner(statement: str, *values: object) -> Any:
    """One value, as the owner of the tables sees it."""
    with as_role("owner", ""), connection.cursor() as cursor:
        cursor.execute(statement, list(values))  # type: ignore[arg-type] # numbers and texts
        row = cursor.fetchone()
    return row[0] if row else None


def seal_all() -> None:
    """Seal what is there, as the node does."""
    with as_role("owner", ""):
        seal(now=timezone.now())


def sign_in(client: Client, identifier: str, way: str, code: str) -> Any:
    return client.post(SIGN_IN, {"identifier": identifier, "way": way, "code": code})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def plain(answer: Any, *typed: str) -> str:
    """A page without what was typed and what differs each time: tokens and challenges."""
    said = re.sub(r'(name="(state|csrfmiddlewaretoken)" value=|data-options=)"[^"]*"', "", text(answer))
    for one in typed:
        said = said.replace(one, "(typed)")
    return said


def options_in(answer: Any) -> tuple[dict[str, Any], str]:
    """What the page gives to the browser for a passkey, and the state that goes back."""
    (options,) = re.findall(r'data-options="([^"]*)"', text(answer))[:1]
    (state,) = re.findall(r'name="state" value="([^"]*)"', text(answer))[:1]
    return json.loads(html.unescape(options)), html.unescape(state)


def code_sent(outgoing: Sent) -> str:
    """The code in what went to her telephone."""
    told = [one for one in outgoing() if one["to"] == TELEPHONE]
    (code,) = {found for one in told for found in re.findall(r"\b(\d{6})\b", one["text"])}
    return str(code)


def test_a_letter_opens_what_its_office_entered(sit: Sit, account: int, identifier: str, she: Client) -> None:
    answer = sign_in(she, identifier, "paper", paper_code(sit, account).lower())
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    cookie = answer.cookies["resident"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/me/")
    data = text(she.get("/me/data/"))
    assert XIUYING.name in data
    assert TELEPHONE in data
    assert identifier not in data
    assert identifier[:2] + "*" * 14 + identifier[-2:] in data
    assert identifier in text(she.post("/me/data/"))
    assert as_owner("SELECT count(*) FROM journal_entry WHERE act = 'resident.numbers_shown'") == 1


def test_a_code_opens_once_and_whatever_is_wrong_is_answered_alike(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    code = paper_code(sit, account)
    assert sign_in(she, identifier, "paper", code).status_code == 302
    said = {plain(sign_in(Client(), number, "paper", code), number) for number in (identifier, NOBODY)}
    assert len(said) == 1


def test_a_code_to_the_telephone_opens_since_it_is_held(
    account: int, identifier: str, she: Client, outgoing: Sent
) -> None:
    sent = she.post(SIGN_IN, {"identifier": identifier, "send": "1"})
    assert "10 分钟" in text(sent)
    assert sign_in(she, identifier, "telephone", "000000").status_code == 422
    assert sign_in(she, identifier, "telephone", code_sent(outgoing)).status_code == 302
    assert text(she.get("/me/")).count("起各机构的内容") == 1


def test_a_code_to_the_telephone_opens_the_entry_with_which_it_was_given(
    account: int, identifier: str, she: Client, outgoing: Sent
) -> None:
    she.post(SIGN_IN, {"identifier": identifier, "send": "1"})
    sign_in(she, identifier, "telephone", code_sent(outgoing))
    assert XIUYING.name in text(she.get("/me/data/"))
    asked = she.post(f"/me/correct/{account}/", {"field": "name", "right": "李秀颖", "why": ""})
    assert asked.status_code == 302
    assert "李秀颖" in text(she.get("/me/correct/"))


def test_a_code_to_a_telephone_that_came_later_opens_no_entry_of_before(
    account: int, identifier: str, she: Client, outgoing: Sent
) -> None:
    with as_role("owner", ""), connection.cursor() as cursor:
        # An hour later the telephone was changed; what sealed it is of no matter here.
        cursor.execute("UPDATE people_account SET entered_at = now() - interval '1 hour'")
    she.post(SIGN_IN, {"identifier": identifier, "send": "1"})
    sign_in(she, identifier, "telephone", code_sent(outgoing))
    assert XIUYING.name not in text(she.get("/me/data/"))


def test_nobody_is_told_from_somebody_by_what_is_sent(account: int, identifier: str, she: Client) -> None:
    said = {plain(she.post(SIGN_IN, {"identifier": one, "send": "1"}), one) for one in (identifier, NOBODY)}
    assert len(said) == 1


def test_a_blocked_telephone_opens_nothing_more(
    sit: Sit, account: int, identifier: str, she: Client, outgoing: Sent
) -> None:
    she.post(SIGN_IN, {"identifier": identifier, "send": "1"})
    code = code_sent(outgoing)
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    she.post("/me/safety/", {"block_telephone": "1"})
    assert sign_in(Client(), identifier, "telephone", code).status_code == 422
    she.post(SIGN_IN, {"identifier": identifier, "send": "1"})
    assert not any(re.search(r"\b\d{6}\b", one["text"]) for one in outgoing())


def test_she_is_shown_as_many_entries_as_the_journal_holds(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    code = paper_code(sit, account)
    with sit("zhou", FUCHENG):
        for _ in range(60):
            person.see(account=account, office=FUCHENG, by="zhou", now=timezone.now())
    seal_all()
    assert sign_in(she, identifier, "paper", code).status_code == 302
    held = as_owner(
        "SELECT count(*) FROM journal_entry e JOIN people_account a ON a.person_id = ANY (e.subjects) WHERE a.id = %s",
        account,
    )
    first = text(she.get("/me/looked/"))
    assert f"共 {held} 条" in first
    (earlier,) = re.findall(r"\?before=(\d+)", first)
    assert (
        first.count("<li><p><strong>") + text(she.get(f"/me/looked/?before={earlier}")).count("<li><p><strong>") == held
    )


def test_her_copy_holds_what_is_open_and_is_an_entry_itself(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    copy = json.loads(she.post("/me/data/copy/").content)
    assert [one["number"] for one in copy["identifiers"]] == [identifier]
    assert [(one["file"], one["telephone"]) for one in copy["accounts"]] == [(account, TELEPHONE)]
    assert copy["entries"][0]["act"] == "resident.copied"
    held = as_owner("SELECT count(*) FROM journal_entry WHERE cardinality(subjects) > 0")
    assert len(copy["entries"]) == held


def test_an_entry_comes_with_a_proof_that_names_nobody_else(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    code = paper_code(sit, account)
    seal_all()
    assert sign_in(she, identifier, "paper", code).status_code == 302
    entry_number = min(map(int, re.findall(r"/me/looked/(\d+)/proof.json", text(she.get("/me/looked/")))))
    answer = she.get(f"/me/looked/{entry_number}/proof.json")
    proof = json.loads(answer.content)
    check(proof, bytes.fromhex(proof["head"]["public_key"]))
    assert she.get("/me/looked/999999999/proof.json").status_code == 404


def test_leaving_ends_the_session_and_says_nothing(sit: Sit, account: int, identifier: str, she: Client) -> None:
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    left = she.post("/me/leave/")
    assert (left.status_code, left["Location"]) == (302, "/today/")
    assert "随行" not in text(she.get("/today/"))
    assert she.get("/me/data/")["Location"].startswith(SIGN_IN)
    assert as_owner("SELECT count(*) FROM residents_session WHERE ended_at IS NULL") == 0


def test_hidden_pages_name_nothing_in_title_icon_and_head(sit: Sit, account: int, identifier: str, she: Client) -> None:
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    assert "随行" in text(she.get("/me/"))
    she.post("/me/safety/", {"hide": "1"})
    for address in ("/me/", "/me/data/", "/me/looked/", "/me/devices/", "/me/more/"):
        assert "随行" not in text(she.get(address)).partition("<main")[0]
    she.post("/me/sign-out/")
    assert "随行" not in text(she.get(SIGN_IN))


def test_a_passkey_is_made_signs_in_once_and_is_ended(sit: Sit, account: int, identifier: str, she: Client) -> None:
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    device = Device("https://testserver", "testserver")
    options, state = options_in(she.get("/me/devices/passkey/"))
    made = {"name": "我的手机", "state": state, "credential": device.make(options)}
    assert she.post("/me/devices/passkey/", made).status_code == 302
    assert "我的手机" in text(she.get("/me/devices/"))
    phone = Client()
    options, state = options_in(phone.get(SIGN_IN))
    shown = {"state": state, "credential": device.show(options)}
    assert phone.post("/me/sign-in/passkey/", shown)["Location"] == "/me/"
    assert XIUYING.name in text(phone.get("/me/data/"))
    assert Client().post("/me/sign-in/passkey/", shown).status_code == 422, "what was signed opened twice"
    strange = Device("https://elsewhere.example", "testserver", device.key, device.credential, device.counter)
    options, state = options_in(Client().get(SIGN_IN))
    assert (
        Client().post("/me/sign-in/passkey/", {"state": state, "credential": strange.show(options)}).status_code == 422
    )
    (number,) = re.findall(r"/me/devices/passkeys/(\d+)/end/", text(she.get("/me/devices/")))
    assert she.post(f"/me/devices/passkeys/{number}/end/").status_code == 302
    assert phone.get("/me/data/").status_code == 302
    options, state = options_in(phone.get(SIGN_IN))
    assert phone.post("/me/sign-in/passkey/", {"state": state, "credential": device.show(options)}).status_code == 422


def test_she_ends_a_session_elsewhere(sit: Sit, account: int, identifier: str, she: Client) -> None:
    other = Client()
    assert sign_in(other, identifier, "paper", paper_code(sit, account)).status_code == 302
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    numbers = re.findall(r"/me/devices/sessions/(\d+)/end/", text(she.get("/me/devices/")))
    assert len(numbers) == 2
    she.post(f"/me/devices/sessions/{min(map(int, numbers))}/end/")
    assert other.get("/me/").status_code == 302
    assert she.get("/me/").status_code == 200


def test_a_session_of_hers_is_nobody_elses(sit: Sit, account: int, identifier: str, she: Client) -> None:
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302
    for address in ("/me/devices/sessions/999/end/", "/me/devices/passkeys/999/end/", "/me/more/999/cancel/"):
        assert she.post(address).status_code == 404
    assert she.get("/desk/")["Location"].startswith("/sign-in/")
