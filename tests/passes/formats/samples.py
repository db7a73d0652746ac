"""The steady cast of the formats: two issuers with keys, a holder, a person with a long name, lists, and the day."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from suixing.passes.formats import base45, cbor, cwt, sd_jwt, status_list, trust_list
from suixing.passes.formats.claims import Claim, PassClaims, Place
from suixing.passes.formats.keys import SigningKey, new_signing_key
from suixing.passes.formats.terms import terms_of
from suixing.passes.formats.trust_list import TrustList
from suixing.passes.formats.verify import Binding, Checked, Statuses, verify

AT = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
ISSUER = "https://suixing.xinjiang.gov.cn"
OTHER_ISSUER = "https://suixing.gd.gov.cn"
STATUS = f"{ISSUER}/passes/status/1234"
INDEX = 91_337
REVOKED_INDEX = 7
NONCE = Binding(nonce="n-0S6_WzA2Mj", audience="https://desk.example.cn/verify")

ISSUING, OLD_KEY, STOLEN, OTHER, STRANGER, LIST, HOLDER = (new_signing_key() for _ in range(7))

XINJIANG = Place("65", "新疆维吾尔自治区")
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊"
PERSON = PassClaims(
    name=LONG_NAME, born=date(1990, 3, 4), adult=True, home_province=XINJIANG, home_county=Place("653122", "疏勒县"),
    home_township=Place("653122100", "疏勒镇"), current_place=Place("440309006", "民治街道"),
)  # fmt: skip
TERMS = terms_of(ISSUER, date(2026, 3, 1), date(2029, 3, 1), STATUS, INDEX)
REVOKED_TERMS = replace(TERMS, status_index=REVOKED_INDEX)


def listed(key: SigningKey, **more: int) -> dict[str, Any]:
    """A key as it stands in a trust list."""
    return {"jwk": key.public_jwk, "kid": key.kid, "since": 1_700_000_000, **more}


ISSUERS: list[dict[str, Any]] = [
    {
        "iss": ISSUER, "place": "65", "name_zh": "新疆", "name_en": "Xinjiang",
        "keys": [listed(ISSUING), listed(OLD_KEY), listed(STOLEN, withdrawn=1_790_000_000)],
    },
    {"iss": OTHER_ISSUER, "place": "44", "name_zh": "广东", "name_en": "Guangdong", "keys": [listed(OTHER)]},
]  # fmt: skip


def trust_token(lasts: timedelta = timedelta(days=30), issuers: list[dict[str, Any]] | None = None) -> str:
    """The signed list of both issuers."""
    return trust_list.issue(LIST, ISSUERS if issuers is None else issuers, AT, lasts)


TRUST_TOKEN = trust_token()
TRUST: TrustList = trust_list.read(TRUST_TOKEN, AT, LIST.kid)


def status_token(
    key: SigningKey = ISSUING,
    *,
    revoked: Iterable[int] = (REVOKED_INDEX,),
    uri: str = STATUS,
    at: datetime = AT - timedelta(hours=3),
) -> str:
    """A list that holds for a day."""
    return status_list.issue(key, uri, revoked, at, timedelta(days=1))


STATUS_TOKEN = status_token()
STATUSES = Statuses([STATUS_TOKEN])
TOKEN = sd_jwt.issue(ISSUING, TERMS, PERSON, HOLDER.public_jwk)
SHOWN = sd_jwt.select(TOKEN, {Claim.NAME, Claim.ADULT, Claim.HOME_PROVINCE})
BOUND = sd_jwt.bind(SHOWN, HOLDER, NONCE.nonce, NONCE.audience, AT)
CODE = cwt.issue(ISSUING, TERMS, PERSON, {Claim.NAME, Claim.ADULT, Claim.FREE_SERVICES})


def check(
    text: str, *, trust: TrustList | None = TRUST, statuses: Statuses = STATUSES, at: datetime = AT, bound: bool = False
) -> Checked:
    """The answer of the desk."""
    return verify(text, trust, statuses, at, NONCE if bound else None)


def base64url(plain: bytes) -> str:
    """As written by any other library."""
    return urlsafe_b64encode(plain).rstrip(b"=").decode()


def jws(header: Mapping[str, Any] | str, payload: Mapping[str, Any] | str, key: SigningKey = ISSUING) -> str:
    """Whatever header and payload, as objects or as JSON text, signed by the key."""
    parts = [base64url((one if isinstance(one, str) else json.dumps(one)).encode()) for one in (header, payload)]
    said = ".".join(parts)
    return f"{said}.{base64url(key.sign(said.encode()))}"


def decoded(token: str, part: int) -> dict[str, Any]:
    """Header (0) or payload (1) of a token."""
    text = token.split("~", maxsplit=1)[0].split(".")[part]
    members: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return members


def again(*, key: SigningKey = ISSUING, header: Mapping[str, Any] | None = None, **changed: Any) -> str:
    """The issued token alone with header or payload changed and signed anew; a member of None is left out."""
    payload = {name: value for name, value in {**decoded(TOKEN, 1), **changed}.items() if value is not None}
    return jws({**decoded(TOKEN, 0), **(header or {})}, payload, key)


def disclosures(token: str = TOKEN) -> list[str]:
    """Those of a token, as they are written."""
    return [one for one in token.split("~")[1:] if one]


def sign1(
    payload: bytes, *, key: SigningKey = ISSUING, protected: bytes | None = None, unprotected: bytes = b"\xa0"
) -> str:
    """The text of a code over whatever payload and header, signed by the key."""
    if protected is None:
        protected = cbor.encode({1: -7, 4: key.short, 16: cwt.TYPE})
    signed = b"\x84\x6aSignature1" + cbor.encode(protected) + b"\x40" + cbor.encode(payload)
    parts = cbor.encode(protected) + unprotected + cbor.encode(payload) + cbor.encode(key.sign(signed))
    return cwt.PREFIX + base45.encode(b"\xd2\x84" + parts)


def cwt_claims(**person: Any) -> dict[int, Any]:
    """The claims set of a code; ``person`` as ``_0``, ``_1`` and so on."""
    return {
        1: ISSUER, 4: int(TERMS.expires.timestamp()), 5: int(TERMS.not_before.timestamp()),
        65535: {"status_list": {"idx": INDEX, "uri": STATUS}},
        cwt.PERSON: {int(name[1:]): value for name, value in person.items()},
    }  # fmt: skip
