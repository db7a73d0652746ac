"""``suixing pass verify``: what somebody shows, checked with files alone; needs no database, node or network."""

import argparse
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from suixing.kernel.errors import Refusal, Sentence
from suixing.passes.formats import trust_list
from suixing.passes.formats.reasons import Malformed, Reason
from suixing.passes.formats.trust_list import TrustList
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.formats.verify import LONGEST, Checked, Statuses, verify
from suixing.passes.formats.wording import LABELS
from suixing.rules.counting import CHINA

LARGEST_BUNDLE = 16 * 1024 * 1024
"""Octets of a file of status lists."""

NO_SUCH_FILE = Sentence(
    zh="找不到文件 {path}，或无权读取，或文件过大；未作核验。",
    en="The file {path} is not there, may not be read or is too large; nothing was checked.",
)
BAD_TIME = Sentence(
    zh="看不懂 --at；请写成 2026-09-28T16:30+08:00 或 2026-09-28。",
    en="--at cannot be read; write it like 2026-09-28T16:30+08:00 or 2026-09-28.",
)
BAD_STATUS = Sentence(
    zh="注意：{path} 中没有可用的状态名单。", en="Note: {path} holds no status list that can be read."
)
OWN_WORD = Sentence(
    zh="注意：信任名单由其自带的密钥 {thumbprint} 签名。请从可靠渠道取得该指纹，并用 --anchor 再核验一次。",
    en="Note: the trust list is signed by the key that it names itself, {thumbprint}. Get that thumbprint where it "
    "is published and check again with --anchor.",
)
_ISSUER = Sentence(zh="签发", en="Issued by")
_VALID = Sentence(zh="有效期", en="Valid")
_STATUS = Sentence(zh="状态截至", en="Status as of")
_TRUST = Sentence(zh="信任名单截至", en="Trust list as of")
_BOUND = Sentence(zh="持证人设备已签名", en="Signed by the holder's device")
_AGE = Sentence(zh="{days} 天 {hours} 小时前", en="{days} d {hours} h before")
_YES = Sentence(zh="是", en="yes")
_STANDARD_INPUT = Path("-")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII | re.IGNORECASE)


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``verify``."""
    check = verbs.add_parser(
        "verify", help="核验随行证，不需要数据库和网络 check a pass; needs neither database nor network"
    )
    check.add_argument(
        "file", type=Path, metavar="FILE", help="二维码文字或 SD-JWT text of a QR code, or SD-JWT; -: stdin"
    )
    check.add_argument("--trust", type=Path, metavar="FILE", help="信任名单 the trust list")
    check.add_argument("--anchor", metavar="THUMBPRINT", help="信任名单密钥的指纹 of the key that signs the trust list")
    check.add_argument(
        "--status",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="状态名单或其汇编 a status list, or several",
    )
    check.add_argument("--at", metavar="TIME", help="核验的时刻 the time of checking; now unless said")
    check.add_argument("--json", action="store_true")
    check.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    at = _instant(chosen.at) if chosen.at is not None else datetime.now(UTC)
    notes: list[Sentence] = []
    trust, fault = _trust(chosen.trust, chosen.anchor, at)
    if trust is not None and chosen.anchor is None:
        notes.append(OWN_WORD.format(thumbprint=trust.thumbprint))
    statuses = Statuses()
    for path in chosen.status:
        added = [statuses.add(token) for token in _tokens(_text(path, LARGEST_BUNDLE))]
        if not any(added):
            notes.append(BAD_STATUS.format(path=path))
    checked = verify(_shown(chosen.file), trust, statuses, at)
    if checked.verdict is Verdict.UNTRUSTED_ISSUER and fault is not None:
        checked = checked._replace(reason=fault)
    write = _as_json if chosen.json else _as_text
    sys.stdout.write(write(checked, trust, at))
    for note in notes:
        print(f"{note.zh}\n{note.en}", file=sys.stderr)
    return checked.verdict.exit_code


def _instant(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text.upper()) if _INSTANT.fullmatch(text) else None
        if read is None:
            raise Refusal(BAD_TIME)
        return (read if read.tzinfo else read.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal(BAD_TIME) from None


def _trust(path: Path | None, anchor: str | None, at: datetime) -> tuple[TrustList | None, Reason | None]:
    """The list, or why there is none."""
    if path is None:
        return None, None
    try:
        return trust_list.read(_text(path, trust_list.LONGEST).strip(), at, anchor), None
    except Malformed as found:
        return None, found.reason


def _shown(path: Path) -> str:
    """What is to be checked; of something too long no more than tells that it is."""
    try:
        if path == _STANDARD_INPUT:
            return sys.stdin.buffer.read(LONGEST + 1).decode(errors="replace")
        with path.open("rb") as file:
            return file.read(LONGEST + 1).decode(errors="replace")
    except (OSError, ValueError):
        raise Refusal(NO_SUCH_FILE.format(path=path)) from None


def _text(path: Path, largest: int) -> str:
    try:
        with path.open("rb") as file:
            plain = file.read(largest + 1)
    except (OSError, ValueError):
        plain = None
    if plain is None or len(plain) > largest:
        raise Refusal(NO_SUCH_FILE.format(path=path))
    return plain.decode(errors="replace").strip()


def _tokens(text: str) -> list[str]:
    """A file is one list, or JSON that holds several, wherever they stand in it."""
    if not text.startswith(("{", "[", '"')):
        return [text]
    try:
        left = [json.loads(text)]
    except (ValueError, RecursionError):
        return []
    found = []
    while left:
        one = left.pop()
        if isinstance(one, str) and one.count(".") == 2:
            found.append(one)
        elif isinstance(one, dict | list):
            left.extend(one.values() if isinstance(one, dict) else one)
    return found


def _as_json(checked: Checked, trust: TrustList | None, at: datetime) -> str:
    issuer = checked.issued_by
    said: dict[str, Any] = {
        "verdict": checked.verdict.value,
        "sentence": _both(checked.verdict.sentence),
        "reason": checked.reason.value,
        "reason_sentence": _both(checked.reason.sentence),
        "checked_at": at.isoformat(),
        "issuer": checked.issuer,
        "issuer_name": issuer and {"zh": issuer.name_zh, "en": issuer.name_en},
        "not_before": checked.not_before and checked.not_before.isoformat(),
        "expires": checked.expires and checked.expires.isoformat(),
        "claims": {claim.value: value for claim, value in checked.claims.items()},
        "holder_bound": checked.holder_bound,
        "status_at": checked.status_at and checked.status_at.isoformat(),
        "status_age_seconds": checked.status_at and int((at - checked.status_at).total_seconds()),
        "trust": trust
        and {
            "issued_at": trust.issued_at.isoformat(),
            "expires": trust.expires.isoformat(),
            "signed_by": trust.thumbprint,
        },
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def _as_text(checked: Checked, trust: TrustList | None, at: datetime) -> str:
    """For a person: the answer, why, then what is shown."""
    lines = [checked.verdict.sentence.zh, checked.verdict.sentence.en, checked.reason.sentence.both(), ""]
    for claim, value in checked.claims.items():
        shown = value["name"] if isinstance(value, dict) else _YES.both() if value is True else value
        lines.append(f"{LABELS[claim].both()}: {shown}")
    if checked.issued_by is not None:
        lines.append(f"{_ISSUER.both()}: {checked.issued_by.name_zh} {checked.issued_by.name_en} ({checked.issuer})")
    elif checked.issuer is not None:
        lines.append(f"{_ISSUER.both()}: {checked.issuer} ?")
    if checked.not_before is not None and checked.expires is not None:
        last = checked.expires - timedelta(seconds=1)
        lines.append(f"{_VALID.both()}: {_day(checked.not_before)} .. {_day(last)}")
    if checked.holder_bound:
        lines.append(f"{_BOUND.both()}: {_YES.both()}")
    for label, instant in ((_STATUS, checked.status_at), (_TRUST, trust.issued_at if trust else None)):
        if instant is not None:
            lines.append(f"{label.both()}: {instant.astimezone(CHINA):%Y-%m-%d %H:%M} ({_age(at - instant)})")
    return "\n".join(lines).rstrip() + "\n"


def _age(span: timedelta) -> str:
    hours = max(int(span.total_seconds()), 0) // 3600
    return _AGE.format(days=hours // 24, hours=hours % 24).both()


def _day(instant: datetime) -> str:
    return instant.astimezone(CHINA).date().isoformat()


def _both(sentence: Sentence) -> dict[str, str]:
    return {"zh": sentence.zh, "en": sentence.en}
