"""``bench pass``: checking and making passes beside the bare signatures in them, and beside the library ``sd-jwt``.

One core, one run. Ways take turns, round after round, so that what else the machine does falls on all of them alike;
told are medians of processor time, and what a way costs in bare checks or signatures of the same rounds.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TextIO

from suixing.kernel.errors import Refusal, Sentence
from suixing.passes.formats import cwt, sd_jwt, status_list, trust_list
from suixing.passes.formats.claims import Claim, PassClaims, Place
from suixing.passes.formats.keys import SigningKey, new_signing_key
from suixing.passes.formats.terms import terms_of
from suixing.passes.formats.trust_list import TrustList
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import Binding, Statuses, verify

PASSES = 64
"""Passes, each of another holder, among which the ways go round, so that nothing is only remembered."""
ISSUER = "https://suixing.xinjiang.gov.cn"
STATUS = f"{ISSUER}/passes/status/1234"
PERSON = PassClaims(
    name="阿卜杜热合曼·买买提吐尔逊", born=date(1990, 3, 4), adult=True, home_province=Place("65", "新疆维吾尔自治区"),
    home_county=Place("653122", "疏勒县"), home_township=Place("653122100", "疏勒镇"),
    current_place=Place("440309006", "民治街道"),
)  # fmt: skip
SHOWN = {Claim.NAME, Claim.ADULT, Claim.HOME_COUNTY, Claim.FREE_SERVICES}
ASKED = Binding("n-0S6_WzA2Mj", "https://desk.example.cn")
NO_RIVAL = Sentence(
    zh="比较对象 sd-jwt 未安装：请先安装 requirements/bench.lock。",
    en="sd-jwt, which the comparison needs, is not installed: install requirements/bench.lock first.",
)


class Way(NamedTuple):
    """What is measured: how often a round does it, and how many bare checks or signatures it contains."""

    name: str
    once: Callable[[int], object]
    checks: int = 0
    signatures: int = 0


class Stage(NamedTuple):
    """What all ways use."""

    issuing: SigningKey
    trust: TrustList
    status: str
    tokens: list[str]
    shown: list[str]
    codes: list[str]
    now: datetime


def run(*, rounds: int, out: TextIO) -> int:
    """Measure and print; 0 where checking costs at most twice its checks and making at most twice its signatures."""
    stage = _stage()
    ways = [*_bare(stage), *_checking(stage), *_rivals(stage), *_making(stage)]
    taken: dict[str, list[float]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            once = way.once
            begin = time.process_time_ns()
            for turn in range(PASSES):
                once(turn)
            taken[way.name].append((time.process_time_ns() - begin) / PASSES / 1000)
    return _tell(ways, taken, rounds, out)


def _stage() -> Stage:
    now = datetime.now(UTC).replace(microsecond=0)
    issuing, listing = new_signing_key(), new_signing_key()
    issuer = {
        "iss": ISSUER, "place": "65", "name_zh": "新疆", "name_en": "Xinjiang",
        "keys": [{"jwk": issuing.public_jwk, "kid": issuing.kid, "since": 1}],
    }  # fmt: skip
    trust = trust_list.read(trust_list.issue(listing, [issuer], now, timedelta(days=30)), now, listing.kid)
    tokens, shown, codes = [], [], []
    for index in range(PASSES):
        holder = new_signing_key()
        terms = terms_of(ISSUER, now.date(), now.date() + timedelta(days=1095), STATUS, index)
        tokens.append(sd_jwt.issue(issuing, terms, PERSON, holder.public_jwk))
        shown.append(sd_jwt.bind(sd_jwt.select(tokens[-1], SHOWN), holder, ASKED.nonce, ASKED.audience, now))
        codes.append(cwt.issue(issuing, terms, PERSON, SHOWN))
    status = status_list.issue(issuing, STATUS, range(5000, 6000), now, timedelta(days=1))
    return Stage(issuing, trust, status, tokens, shown, codes, now + timedelta(hours=20))


def _bare(stage: Stage) -> list[Way]:
    """What ``cryptography`` does alone: over a message as long as a token's."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    private = ec.generate_private_key(ec.SECP256R1())
    public, es256 = private.public_key(), ec.ECDSA(SHA256())
    message = stage.tokens[0].split("~", 1)[0].encode()
    signature = private.sign(message, es256)
    return [
        Way("bare check (cryptography, ES256)", lambda _: public.verify(signature, message, es256), checks=1),
        Way("bare signature (cryptography, ES256)", lambda _: private.sign(message, es256), signatures=1),
    ]


def _checking(stage: Stage) -> list[Way]:
    statuses = Statuses([stage.status])

    def checked(text: str, held: Statuses, asked: Binding | None = None) -> None:
        found = verify(text, stage.trust, held, _at(stage, asked), asked)
        if found.verdict is not Verdict.VALID:
            raise AssertionError(found.reason)

    return [
        Way("SD-JWT with key binding, status at hand", lambda n: checked(stage.shown[n], statuses, ASKED), checks=2),
        Way(
            "SD-JWT with both, its status list read and checked",
            lambda n: checked(stage.shown[n], Statuses([stage.status]), ASKED), checks=3,
        ),
        Way("SD-JWT with all its claims, status at hand", lambda n: checked(stage.tokens[n], statuses), checks=1),
        Way("CWT, status at hand", lambda n: checked(stage.codes[n], statuses), checks=1),
        Way(
            "CWT, its status list read and checked too",
            lambda n: checked(stage.codes[n], Statuses([stage.status])), checks=2,
        ),
    ]  # fmt: skip


def _at(stage: Stage, asked: Binding | None) -> datetime:
    """A key binding counts for ten minutes, the rest for the day."""
    return stage.now if asked is None else stage.now - timedelta(hours=20)


def _rivals(stage: Stage) -> list[Way]:
    try:
        from jwcrypto.jwk import JWK  # noqa: PLC0415 - comes with it
        from sd_jwt.verifier import SDJWTVerifier  # noqa: PLC0415
    except ImportError:
        raise Refusal(NO_RIVAL) from None
    key = JWK(**stage.issuing.public_jwk)

    def checked(text: str, *asked: str) -> Any:
        return SDJWTVerifier(text, lambda *_: key, *asked).get_verified_payload()

    return [
        Way("sd-jwt: key binding, no status", lambda n: checked(stage.shown[n], ASKED.audience, ASKED.nonce), checks=2),
        Way("sd-jwt: all claims, no status", lambda n: checked(stage.tokens[n]), checks=1),
    ]


def _making(stage: Stage) -> list[Way]:
    today = stage.now.date()
    terms = [terms_of(ISSUER, today, today + timedelta(days=1095), STATUS, index) for index in range(PASSES)]
    key = stage.issuing
    return [
        Way("SD-JWT, built and signed", lambda n: sd_jwt.issue(key, terms[n], PERSON, None), signatures=1),
        Way("CWT, built and signed", lambda n: cwt.issue(key, terms[n], PERSON, SHOWN), signatures=1),
    ]


def _tell(ways: list[Way], taken: dict[str, list[float]], rounds: int, out: TextIO) -> int:
    bare_check, bare_signature = (taken[way.name] for way in ways[:2])
    worst = 0.0
    out.write(f"medians of {rounds} rounds of {PASSES}, processor time of one core\n\n")
    out.write(f"{'':52}{'µs':>8}{'a second':>10}  beside the bare ones in it\n")
    for way in ways:
        found = taken[way.name]
        bare = [
            way.checks * one + way.signatures * other for one, other in zip(bare_check, bare_signature, strict=True)
        ]
        ratio = statistics.median(ours / theirs for ours, theirs in zip(found, bare, strict=True))
        if not way.name.startswith("sd-jwt"):
            worst = max(worst, ratio)
        median = statistics.median(found)
        kind = f"{way.checks} checks" if way.checks else "1 signature"
        out.write(f"{way.name:52}{median:8.1f}{1e6 / median:10,.0f}  {ratio:.2f} × {kind}\n")
    return int(worst > 2)
