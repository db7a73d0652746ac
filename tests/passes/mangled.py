"""Genuine passes and what can be made of them: one corpus that every reader of passes must judge alike.

Nothing here is random beyond keys and salts: which sign is changed where is the same in every run.
"""

import hashlib
import json
import random
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from suixing.passes.formats import base45, cbor, cwt, sd_jwt, status_list, trust_list
from suixing.passes.formats.base64url import decode, encode
from suixing.passes.formats.claims import Claim, PassClaims, Place
from suixing.passes.formats.keys import SigningKey, new_signing_key
from suixing.passes.formats.terms import Terms, seconds, terms_of

AT = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)
ISSUER = "https://pass.fucheng.example"
OTHER = "https://pass.guanhu.example"
URI = f"{ISSUER}/passes/status/1"
REVOKED, SOUND, BEYOND = 77, 4711, status_list.SIZE + 5
TRUST_DAYS = 2000
NONCE, AUDIENCE = "n-0S6_WzA2Mj", "https://verifier.example"
LI = PassClaims(
    "李秀英", date(1985, 6, 12), True,
    Place("50", "重庆市"), Place("500233", "忠县"), Place("500233001", "忠州街道"), Place("440309005", "福城街道"),
)  # fmt: skip
MAIMAITI = PassClaims(
    "麦麦提·艾合买提·阿卜杜热合曼", date(2009, 1, 31), False,
    Place("65", "新疆维吾尔自治区"), Place("653101", "喀什市"), Place("653101001", "恰萨街道"),
)  # fmt: skip
SHOWN = (Claim.NAME, Claim.HOME_COUNTY, Claim.FREE_SERVICES)


@dataclass(frozen=True)
class Case:
    """One text and when it is looked at; ``asked`` where the verifier asked the wallet to sign."""

    name: str
    text: str
    at: datetime = AT
    asked: bool = False


@dataclass(frozen=True)
class World:
    """Who issues, and what a verifier has at hand."""

    key: SigningKey = field(default_factory=new_signing_key)
    rotated: SigningKey = field(default_factory=new_signing_key)
    withdrawn: SigningKey = field(default_factory=new_signing_key)
    stranger: SigningKey = field(default_factory=new_signing_key)
    list_key: SigningKey = field(default_factory=new_signing_key)
    holder: SigningKey = field(default_factory=new_signing_key)

    def trust(self) -> str:
        """The trust list, with two issuers."""
        since = seconds(AT - timedelta(days=400))
        own = [self._listed(self.key, since), self._listed(self.rotated, since)]
        own.append({**self._listed(self.withdrawn, since), "withdrawn": since + 9})
        issuers: list[dict[str, Any]] = [
            {"iss": ISSUER, "place": "440309005", "name_zh": "福城街道", "name_en": "Fucheng", "keys": own},
            {"iss": OTHER, "place": "440309006", "name_zh": "观湖街道", "name_en": "Guanhu", "keys": []},
        ]
        return trust_list.issue(self.list_key, issuers, AT - timedelta(hours=3), timedelta(days=TRUST_DAYS))

    def statuses(self) -> list[str]:
        """Status lists: a good one, an outdated one, one of a stranger, one that is no list, one of two bits."""
        day = timedelta(days=1)
        broken = status_list.issue(self.key, f"{URI}4", [], AT, day)
        wide = encode(zlib.compress(bytes(400)[:-1] + b"\x01"))
        return [
            status_list.issue(self.key, URI, [REVOKED, 0, status_list.SIZE - 1], AT - day / 4, day),
            status_list.issue(self.rotated, f"{URI}2", [REVOKED], AT - 9 * day, day),
            status_list.issue(self.stranger, f"{URI}3", [], AT, day),
            broken[:-9] + ("AAAAAAAAA" if not broken.endswith("AAAAAAAAA") else "BBBBBBBBB"),
            self._list_of(f"{URI}5", {"bits": 2, "lst": wide}),
            self._list_of(f"{URI}6", {"bits": 1, "lst": encode(zlib.compress(bytes(status_list.BYTES + 1)))}),
            self._list_of(f"{URI}7", {"bits": 1, "lst": encode(zlib.compress(bytes(64)) + b"more")}),
            self._list_of(f"{URI}8", {"bits": 1, "lst": encode(zlib.compress(bytes(64))[:-3])}),
            self._list_of(f"{URI}9", {"bits": 3, "lst": encode(zlib.compress(bytes(64)))}),
        ]

    def terms(self, **other: Any) -> Terms:
        """An ordinary pass's terms, or others."""
        common: dict[str, Any] = {"issuer": ISSUER, "status_uri": URI, "status_index": SOUND}
        from_, until = other.pop("days", (date(2025, 3, 1), date(2028, 3, 1)))
        return terms_of(valid_from=from_, valid_until=until, **common | other)

    def signed(self, header: Mapping[str, Any] | str, payload: Mapping[str, Any] | str, key: SigningKey) -> str:
        """A JWS of whatever is given, as JSON or as written."""
        parts = [one if isinstance(one, str) else json.dumps(one) for one in (header, payload)]
        said = ".".join(encode(part.encode()) for part in parts)
        return f"{said}.{encode(key.sign(said.encode()))}"

    def _list_of(self, uri: str, listed: Mapping[str, Any]) -> str:
        header = {"alg": "ES256", "typ": status_list.TYPE, "kid": self.key.kid}
        payload = {"sub": uri, "iat": seconds(AT), "exp": seconds(AT) + 9999, "status_list": dict(listed)}
        return self.signed(header, payload, self.key)

    @staticmethod
    def _listed(key: SigningKey, since: int) -> dict[str, Any]:
        return {"jwk": key.public_jwk, "kid": key.kid, "since": since}


def corpus(world: World) -> list[Case]:
    """All cases; their names are unique."""
    cases = [*genuine(world), *by_insiders(world), *of_wallets(world), *damaged(world)]
    assert len({case.name for case in cases}) == len(cases)
    return cases


def genuine(world: World) -> Iterator[Case]:
    """What an honest issuer makes, looked at on all sorts of days and by all sorts of lists."""
    for form in ("paper", "wallet"):

        def made(key: SigningKey = world.key, who: PassClaims = LI, form: str = form, **other: Any) -> str:
            terms = world.terms(**other)
            if form == "paper":
                return cwt.issue(key, terms, who, SHOWN)
            return sd_jwt.select(sd_jwt.issue(key, terms, who, world.holder.public_jwk), SHOWN)

        yield Case(f"{form}: ordinary", made())
        yield Case(f"{form}: long name", made(who=MAIMAITI))
        yield Case(f"{form}: by an older key", made(world.rotated))
        yield Case(f"{form}: key withdrawn", made(world.withdrawn))
        yield Case(f"{form}: stranger's key", made(world.stranger))
        yield Case(f"{form}: of nobody on the list", made(issuer="https://nobody.example"))
        yield Case(f"{form}: of an issuer without keys", made(issuer=OTHER))
        yield Case(f"{form}: revoked", made(status_index=REVOKED))
        for n in (0, status_list.SIZE - 1, BEYOND):
            yield Case(f"{form}: place {n}", made(status_index=n))
        for n in range(2, 11):
            yield Case(f"{form}: list {n}", made(status_uri=f"{URI}{n}"))
            yield Case(f"{form}: list {n}, revoked", made(status_uri=f"{URI}{n}", status_index=REVOKED))
        yield Case(f"{form}: two bits, set", made(status_uri=f"{URI}5", status_index=1596))
        begin, end = datetime(2025, 2, 28, 16, tzinfo=UTC), datetime(2028, 3, 1, 16, tzinfo=UTC)
        for at in (begin - timedelta(seconds=1), begin, end - timedelta(seconds=1), end):
            yield Case(f"{form}: at {at.isoformat()}", made(), at)
            yield Case(f"{form}: revoked, at {at.isoformat()}", made(status_index=REVOKED), at)
        yield Case(f"{form}: trust list expired", made(), AT + timedelta(days=TRUST_DAYS))
        yield Case(f"{form}: white space around", f" \r\n{made()}\n\t")
        yield Case(f"{form}: byte order mark", f"\ufeff{made()}")


def by_insiders(world: World) -> Iterator[Case]:
    """Signed by the right key, and yet not what a pass may be: only a strict reader tells."""
    yield from _papers(world)
    token = sd_jwt.select(sd_jwt.issue(world.key, world.terms(), LI, world.holder.public_jwk), SHOWN)
    issued, *disclosures = token.rstrip("~").split("~")
    header, payload = (json.loads(decode(part)) for part in issued.split(".")[:2])

    def again(name: str, payload: Any = payload, header: Any = header, shown: list[str] = disclosures) -> Case:
        return Case(f"wallet: {name}", "~".join([world.signed(header, payload, world.key), *shown, ""]))

    yield again("signed again")
    for name, change in {
        "alg": "none", "alg ": "HS256", "alg  ": "ES384", "typ": "JWT", "kid": "x", "crit": ["exp"], "jwk": {}, "x": 1,
    }.items():  # fmt: skip
        yield again(f"header {name}={change}", header={**header, name.strip(): change})
    yield again("header twice kid", header=json.dumps(header)[:-1] + ', "kid": "x"}')
    yield again("payload twice iss", payload=json.dumps(payload)[:-1] + f', "iss": "{ISSUER}"}}')
    changes: dict[str, Any] = {
        "iss": ["http://x/?q", 3, None, "https://" + "a" * 300], "nbf": [1.5, "1", -1, True, 10**30, None],
        "exp": [0, 1e9, 2**53], "vct": ["other"], "_sd_alg": ["sha-512"], "cnf": [{}, {"jwk": {}}, 1],
        "status": [{}, None, {"status_list": {"idx": 1}}, {"status_list": {"idx": True, "uri": URI}},
                   {"status_list": {"idx": -1, "uri": URI}}, {"status_list": {"idx": 2**31, "uri": URI}}],
        "_sd": [[], [1], payload["_sd"] * 2, [*payload["_sd"], "x"], payload["_sd"] * 9, "x"],
        "name": ["Li"], "iat": [1, "x"], "...": ["x"],
    }  # fmt: skip
    for name, values in changes.items():
        for n, value in enumerate(values):
            yield again(f"payload {name} {n}", payload={**payload, name: value})
        yield again(f"payload without {name}", payload={k: v for k, v in payload.items() if k != name})
    cnf = {"jwk": {**world.holder.public_jwk, "d": "AAAA"}}
    yield again("private half of the holder's key", payload={**payload, "cnf": cnf})
    yield again("point beside the curve", payload={**payload, "cnf": {"jwk": {**cnf["jwk"], "y": encode(bytes(32))}}})
    yield again("disclosure twice", shown=[*disclosures, disclosures[0]])
    yield again("none disclosed", shown=[])
    yield again("empty disclosure", shown=[*disclosures, ""])
    for n, written in enumerate(_disclosures()):
        one = encode(written.encode("utf-8", "surrogatepass"))
        yield again(f"stranger's disclosure {n}", shown=[*disclosures, one])
        digest = encode(hashlib.sha256(one.encode()).digest())
        yield again(f"disclosure {n}", payload={**payload, "_sd": [digest]}, shown=[one])


def _disclosures() -> list[str]:
    named = {"name": "x"}
    places = [{"code": "50"}, {"code": 50, **named}, {"code": "50", "y": 1, **named}, {"code": "051", **named}]
    values: list[tuple[str, Any]] = [
        ("name", "李"), ("name", ""), ("name", " \u3000"), ("name", "a" * 200), ("name", "a" * 201),
        ("name", "\U00020000" * 200), ("name", "\U00020000" * 201), ("name", "a\u202eb"), ("name", "a\u0000b"),
        ("name", 3), ("name", None), ("name", ["a"]),
        ("birthdate", "2001-02-29"), ("birthdate", "2000-02-29"), ("birthdate", "0000-01-01"),
        ("birthdate", "20000229"), ("birthdate", "２０００-02-29"), ("birthdate", "2000-2-290"),
        ("birthdate", "2000-W01-1"), ("adult", True), ("adult", False), ("adult", 1), ("free_services", "true"),
        *(("home_county", place) for place in places), ("home_county", {"code": "500233", "name": "忠县"}),
        ("pregnant", False), ("children", 2), ("iss", "x"), ("_sd", []), ("_sd_alg", "x"), ("...", "x"), ("cnf", {}),
        ("vct", "x"), ("name", {"_sd": ["x"]}), ("name", {"...": "x"}),
    ]  # fmt: skip
    written = [json.dumps(["salt", name, value]) for name, value in values]
    raw = [
        '["salt", "name", "a\ud800"]', '["salt", "name", "\\ud800"]', '["salt","name","a","b"]', '["salt","a"]',
        '[1,"name","a"]', '{"salt":1}', '["salt","name","a"] x', ' ["salt" , "name" ,\n"a" ] ',
        '["salt","name",NaN]', '["salt","name",01]', '["salt","name","\t"]', '\ufeff["s","name","a"]',
        '["salt","home_county",{"code":"50","code":"50","name":"x"}]', '["salt","name",' + "[" * 60 + "]" * 60 + "]",
        '["salt","adult",true,]', "['salt','name','a']", '["salt","name","\\x41"]',
    ]  # fmt: skip
    return [*written, *raw]


def _papers(world: World) -> Iterator[Case]:
    terms = world.terms()
    said: dict[Any, Any] = {
        1: ISSUER, 4: seconds(terms.expires), 5: seconds(terms.not_before),
        65535: {"status_list": {"idx": SOUND, "uri": URI}}, cwt.PERSON: {0: "李秀英", 4: [500233, "忠县"], 7: True},
    }  # fmt: skip

    def again(name: str, payload: bytes, header: bytes | None = None, **parts: Any) -> Case:
        return Case(f"paper: {name}", cwt.PREFIX + base45.encode(_sign1(world.key, payload, header, **parts)))

    yield again("signed again", cbor.encode(said))
    persons: list[Any] = [
        {}, {8: 1}, {0: 1}, {0: ["x", "y"]}, {0: [1, "y"]}, {1: 20000229}, {1: 20010229}, {1: -1}, {1: 99991232},
        {1: True}, {2: False}, {2: True}, {2: 1}, {3: [50, "重庆市", 1]}, {3: ["50", "重庆市"]},
        {3: [5, "重庆市"]}, {3: [2**60, "x"]}, {"name": "x"}, [1], "x", {0: b"x"}, {0: "a\u202e"},
        {-1: 1}, {2**60: 1}, {7: 2**60},
    ]  # fmt: skip
    for n, person in enumerate(persons):
        yield again(f"person {n}", cbor.encode({**said, cwt.PERSON: person}))
        yield Case(
            f"paper: stranger's person {n}",
            cwt.PREFIX + base45.encode(_sign1(world.stranger, cbor.encode({**said, cwt.PERSON: person}))),
        )
    changes: dict[str, dict[Any, Any]] = {
        "exp": {4: 2**60}, "nbf": {5: True}, "iss": {1: b"x"}, "more": {6: 1}, "text key": {"1": 1},
    }  # fmt: skip
    for name, change in changes.items():
        yield again(f"payload {name}", cbor.encode({**said, **change}))
    yield again("without status", cbor.encode({k: v for k, v in said.items() if k != 65535}))
    body = cbor.encode(said)
    yield again("unsorted", b"\xa5" + b"".join(cbor.encode(k) + cbor.encode(v) for k, v in reversed(said.items())))
    yield again("twice", b"\xa6" + body[1:] + b"\x01" + cbor.encode(ISSUER))
    yield again("long length", b"\xb8\x05" + body[1:])
    yield again("endless", b"\xbf" + body[1:] + b"\xff")
    yield again("more after it", body + b"\x00")
    for raw in ["f6", "f7", "f93c00", "fb3ff0000000000000", "f814", "e0", "9bffffffffffffffff", "c100"]:
        yield again(f"payload {raw}", bytes.fromhex(raw))
        yield again(f"person {raw}", body[:-1] + bytes.fromhex(raw))
    yield again("empty", b"")
    yield again("very deep", b"\x81" * 20 + b"\x00")
    good = {1: -7, 4: world.key.short, 16: cwt.TYPE}
    headers: dict[str, Any] = {
        "algorithm": {**good, 1: -8}, "algorithm by name": {**good, 1: "ES256"}, "type": {**good, 16: "x"},
        "crit": {**good, 2: [1]}, "no key": {1: -7, 16: cwt.TYPE}, "long key": {**good, 4: bytes(9)},
        "other key": {**good, 4: bytes(8)}, "list": [],
    }  # fmt: skip
    for name, header in headers.items():
        yield again(f"header {name}", body, cbor.encode(header))
    yield again("unprotected", body, open_=b"\xa1\x01\x26")
    yield again("another tag", body, tag=b"\xd1")
    yield again("no tag", body, tag=b"")
    yield again("short signature", body, cut=1)


def _sign1(
    key: SigningKey,
    payload: bytes,
    header: bytes | None = None,
    *,
    open_: bytes = b"\xa0",
    tag: bytes = b"\xd2",
    cut: int = 0,
) -> bytes:
    plain = cbor.encode({1: -7, 4: key.short, 16: cwt.TYPE}) if header is None else header
    protected, content = cbor.encode(plain), cbor.encode(payload)
    signature = key.sign(b"\x84\x6aSignature1" + protected + b"\x40" + content)
    return tag + b"\x84" + protected + open_ + content + cbor.encode(signature[: 64 - cut])


def of_wallets(world: World) -> Iterator[Case]:
    """Presentations that a holder's device signed, asked for or not, and what others make of them."""
    token = sd_jwt.issue(world.key, world.terms(), LI, world.holder.public_jwk)
    shown = sd_jwt.select(token, SHOWN)
    bound = sd_jwt.bind(shown, world.holder, NONCE, AUDIENCE, AT)
    yield Case("bound: asked", bound, asked=True)
    yield Case("bound: not asked", bound)
    yield Case("bound: missing", shown, asked=True)
    yield Case("bound: paper asked", cwt.issue(world.key, world.terms(), LI, SHOWN), asked=True)
    for name, at in {"600 s": 600, "601 s": 601, "60 s ahead": -60, "61 s ahead": -61}.items():
        yield Case(f"bound: {name}", bound, AT + timedelta(seconds=at), asked=True)
    for asked in (True, False):
        said = " asked" if asked else ""
        yield Case(f"bound: other nonce{said}", sd_jwt.bind(shown, world.holder, "x", AUDIENCE, AT), asked=asked)
        yield Case(f"bound: other audience{said}", sd_jwt.bind(shown, world.holder, NONCE, "x", AT), asked=asked)
        yield Case(f"bound: other device{said}", sd_jwt.bind(shown, world.stranger, NONCE, AUDIENCE, AT), asked=asked)
        yield Case(f"bound: to another{said}", token + bound.rpartition("~")[2], asked=asked)
        yield Case(f"bound: cut{said}", bound[:-2], asked=asked)
        keyless = sd_jwt.select(sd_jwt.issue(world.key, world.terms(), LI, None), SHOWN)
        yield Case(f"bound: keyless{said}", sd_jwt.bind(keyless, world.holder, NONCE, AUDIENCE, AT), asked=asked)
    digest = encode(hashlib.sha256(shown.encode()).digest())
    payload: dict[str, Any] = {"iat": seconds(AT), "aud": AUDIENCE, "nonce": NONCE, "sd_hash": digest}
    header: dict[str, Any] = {"alg": "ES256", "typ": "kb+jwt"}
    changes: list[dict[str, Any]] = [{}, {"iat": 1.5}, {"iat": 10**30}, {"exp": 1}, {"nonce": 1}, {"sd_hash": "x"}]
    for n, change in enumerate(changes):
        yield Case(f"bound: again {n}", shown + world.signed(header, payload | change, world.holder), asked=True)
        yield Case(f"bound: again {n}, not asked", shown + world.signed(header, payload | change, world.holder))
    others: list[dict[str, Any]] = [{"alg": "none"}, {"typ": "JWT"}, {"jwk": world.holder.public_jwk}, {"kid": "x"}]
    for n, other in enumerate(others):
        yield Case(f"bound: header {n}", shown + world.signed(header | other, payload, world.holder), asked=True)


def damaged(world: World, count: int = 60) -> Iterator[Case]:
    """Signs lost, added, changed and exchanged."""
    paper = cwt.issue(world.key, world.terms(), LI, SHOWN)
    wallet = sd_jwt.select(sd_jwt.issue(world.key, world.terms(), LI, world.holder.public_jwk), SHOWN)
    chance = random.Random(6)  # noqa: S311 - which sign is changed is no secret
    for form, text, signs in (
        ("paper", paper, base45.ALPHABET.decode()), ("wallet", wallet, "ABCxyz019-_.~=+/ \u00e9\u674e"),
    ):  # fmt: skip
        for n in range(count):
            at = chance.randrange(len(text))
            other = chance.choice(signs)
            yield Case(f"{form} {n}: changed", text[:at] + other + text[at + 1 :])
            yield Case(f"{form} {n}: lost", text[:at] + text[at + 1 :])
            yield Case(f"{form} {n}: added", text[:at] + other + text[at:])
            yield Case(f"{form} {n}: cut", text[:at])
            yield Case(f"{form} {n}: begun later", text[at:])
            yield Case(f"{form} {n}: again", text[:at] + text)
    plain = base45.decode(paper[len(cwt.PREFIX) :])
    for n in range(4 * count):
        at = chance.randrange(len(plain))
        octet = bytes((chance.randrange(256),))
        yield Case(f"octet {n}", cwt.PREFIX + base45.encode(plain[:at] + octet + plain[at + 1 :]))
    texts = {
        "nothing": "", "blank": " ", "prefix": "SX1:", "lower": paper.lower(), "address": "https://example.org/~x",
        "tilde": "~", "tildes": "~" * 70, "dots": "..~", "zeros": "SX1:" + "0" * 4092, "long paper": paper + "0" * 4096,
        "long": "~" * 40000, "longest": "a" * (1024 * 1024 + 1), "emoji": "😀~", "half a sign": "\ud83d~",
        "null": "\x00",
    }  # fmt: skip
    for name, text in texts.items():
        yield Case(f"text: {name}", text)
