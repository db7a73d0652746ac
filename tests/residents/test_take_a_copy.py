"""A person takes a copy of everything: as FHIR that the models of the standard read, and as a PDF with contents."""

import io
import json
from collections import Counter
from typing import Any

from django.test import Client
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from suixing.journeys.register import register_one
from suixing.passes.actions import issue_pass, prepare
from suixing.web.resident.copies.everything import PARTS
from tests.cast import NOW, XIUYING, ZHONGZHOU
from tests.desk.conftest import as_role
from tests.desk.test_register_and_see import entry
from tests.papers.letters import squeezed
from tests.residents.conftest import Sit
from tests.residents.test_own_cases import QUESTIONS, AtFucheng, _no_cases, fucheng
from tests.residents.test_own_pages import (
    TELEPHONE,
    account,
    as_owner,
    identifier,
    paper_code,
    she,
    sign_in,
)
from tests.residents.test_second_lock import CLINIC, NAMED, clinic

__all__ = ["_no_cases", "account", "clinic", "fucheng", "identifier", "she"]  # fixtures
COPY = "/me/data/copy/"


def signed_in(sit: Sit, account: int, identifier: str, she: Client) -> None:
    assert sign_in(she, identifier, "paper", paper_code(sit, account)).status_code == 302


def bundle_of(she: Client) -> tuple[Any, list[dict[str, Any]]]:
    """The bundle as the models of the standard read it (R4B has the parts used here as R4 has them), and as it came."""
    answer = she.post(COPY, {"as": "fhir"})
    assert answer["Content-Type"] == "application/fhir+json"
    told = json.loads(answer.content)
    return Bundle.model_validate(told), [one["resource"] for one in told["entry"]]


def test_a_bundle_says_what_each_office_entered_and_what_she_agreed_to(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    signed_in(sit, account, identifier, she)
    read, resources = bundle_of(she)
    assert read.type == "collection"
    herself, entered = [one for one in resources if one["resourceType"] == "Patient"]
    assert [one["value"] for one in herself["identifier"]] == [identifier]
    assert entered["name"] == [{"text": XIUYING.name}]
    assert entered["telecom"] == [{"system": "phone", "value": TELEPHONE}]
    (source,) = [one for one in resources if one["resourceType"] == "Provenance"]
    assert source["target"][0]["reference"] == f"urn:uuid:{entered['id']}"
    (office,) = [one for one in resources if one["resourceType"] == "Organization"]
    assert source["agent"][0]["who"]["reference"] == f"urn:uuid:{office['id']}"
    (consent,) = [one for one in resources if one["resourceType"] == "Consent"]
    assert consent["status"] == "active"


def test_a_bundle_holds_every_row_of_the_copy_and_refers_to_nothing_outside(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    signed_in(sit, account, identifier, she)
    plain = json.loads(she.post(COPY).content)
    _, resources = bundle_of(she)
    kinds = Counter(one["resourceType"] for one in resources)
    assert kinds["AuditEvent"] == len(plain["entries"]) + 1  # the second copy is an entry too
    assert kinds["Basic"] == len(plain["sessions"]) + len(plain["passkeys"])
    assert len({one["id"] for one in resources}) == len(resources)
    held = {f"urn:uuid:{one['id']}" for one in resources}
    assert set(references(resources)) <= held


def test_every_room_has_its_part_in_each_form(
    sit: Sit, account: int, identifier: str, she: Client, fucheng: AtFucheng
) -> None:
    case = fucheng.open("verification", QUESTIONS, answering=ZHONGZHOU)
    fucheng.writes(case, "status")
    with as_role("owner", ""):
        prepare(by="worker", now=NOW)
    person = as_owner("SELECT person_id FROM people_account WHERE id = %s", account)
    signed_in(sit, account, identifier, she)
    with sit("gao", ZHONGZHOU):
        register_one(entry=entry(telephone=TELEPHONE), office=ZHONGZHOU, by="gao", now=timezone.now())
        number = issue_pass(person=person, office=ZHONGZHOU, by="gao", now=timezone.now())
    assert she.post("/me/mandates/", {"act": "renew", "days": "3"}).status_code == 200
    she.post("/me/pass/apply/", {"act": "renew"})
    assert she.post(f"/me/correct/{account}/", {"field": "name", "right": "李秀瑛"}).status_code == 302
    plain = json.loads(she.post(COPY).content)
    empty = {"passkeys"}
    assert {part.key for part in PARTS if not plain[part.key]} == empty
    assert [one["case"] for one in plain["cases"]] == [str(case)]
    assert plain["cases"][0]["history"]
    assert [one["number"] for one in plain["passes"]] == [str(number)]
    _, resources = bundle_of(she)
    kinds = Counter(one["resourceType"] for one in resources)
    assert kinds["Task"] == len(plain["cases"]) + len(plain["applications"]) + len(plain["corrections"])
    assert kinds["DocumentReference"] == len(plain["passes"]) + len(plain["letters"])
    assert kinds["Communication"] == len(plain["notices"])
    held = {f"urn:uuid:{one['id']}" for one in resources}
    assert set(references(resources)) <= held
    whole = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(she))).pages))
    for section in (
        "我的随行证",
        "我的办件",
        "给我的信",
        "我在网上申请的",
        "我给出的委托",
        "通知过我什么",
        "我请求的更正",
    ):
        assert section in whole
    assert plain["cases"][0]["number"] in whole


def test_what_is_behind_the_second_lock_is_counted_and_not_told(
    sit: Sit, account: int, identifier: str, clinic: int, she: Client
) -> None:
    signed_in(sit, account, identifier, she)
    answer = she.post(COPY)
    plain = json.loads(answer.content)
    assert plain["behind_second_lock"] > 0
    read, resources = bundle_of(she)
    assert "behind_second_lock" in {
        coding["code"] for one in resources if one["resourceType"] == "Basic" for coding in one["code"]["coding"]
    }
    for told in (answer.content.decode(), read.model_dump_json()):
        assert CLINIC not in told
    printed = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(she))).pages))
    assert "第二道锁" in printed
    assert NAMED not in printed


def pdf_of(she: Client) -> bytes:
    return bytes(she.post(COPY, {"as": "pdf"}).content)


def references(value: Any) -> list[str]:
    """Every reference that stands anywhere in it."""
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [one for inner in value.values() for one in references(inner)]
    return [one for inner in value for one in references(inner)] if isinstance(value, list) else []


def test_a_printed_copy_has_contents_and_numbered_pages_in_both_languages(
    sit: Sit, account: int, identifier: str, she: Client
) -> None:
    signed_in(sit, account, identifier, she)
    for language, contents, foot in (("zh-hans", "目录", "页"), ("en", "Contents", "Page 1 of")):
        answer = she.post(COPY, {"as": "pdf"}, headers={"accept-language": language})
        assert answer["Content-Disposition"] == 'attachment; filename="copy.pdf"'
        read = PdfReader(io.BytesIO(answer.content))
        pages = [page.extract_text() for page in read.pages]
        whole = squeezed("".join(pages))
        assert contents in pages[0]
        assert all(foot.replace("1", str(number)) in page for number, page in enumerate(pages, start=1))
        assert [one for one in (XIUYING.name, identifier, TELEPHONE) if one not in whole] == []
        _, sections = read.outline
        assert isinstance(sections, list)
        assert len(sections) >= len(PARTS)


def test_each_form_of_a_copy_is_one_entry(sit: Sit, account: int, identifier: str, she: Client) -> None:
    signed_in(sit, account, identifier, she)
    for form in ("json", "fhir", "pdf", "../../etc"):
        assert she.post(COPY, {"as": form}).status_code == 200
    assert as_owner("SELECT count(*) FROM journal_entry WHERE act = 'resident.copied'") == 4
    assert she.get(COPY).status_code == 405
