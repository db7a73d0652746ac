"""A person takes a copy of everything: as FHIR that the models of the standard read, and as a PDF with contents."""

import io
import json
from collections import Counter
from typing import Any

from django.test import Client
from fhir.resources.R4B.bundle import Bundle
from pypdf import PdfReader

from suixing.web.resident.copies.everything import PARTS
from tests.cast import XIUYING
from tests.papers.letters import squeezed
from tests.residents.conftest import Sit
from tests.residents.test_own_pages import (
    TELEPHONE,
    account,
    as_owner,
    identifier,
    paper_code,
    she,
    sign_in,
)

__all__ = ["account", "identifier", "she"]  # fixtures
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
