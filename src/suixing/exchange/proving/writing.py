"""The file of evidence: statements and raw signatures as files, keys as PEM, what it holds, how to check it. Pure."""

import base64
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

from suixing.exchange.evidence import instant_text
from suixing.exchange.nodes.chain import BEGINNINGS, RECOVERED, REVOKED, Chain, KeyEntry, fingerprint
from suixing.exchange.proving.collecting import Proved, Said, Signer
from suixing.exchange.proving.telling import OF_COMPARING, Check, verify_text
from suixing.kernel.crypto import SUITE_ED25519, sha256, verify

FORM = 1
SPKI_ED25519 = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410)."""


def pem_of(public: bytes) -> bytes:
    """An Ed25519 public key as any tool reads it."""
    text = base64.b64encode(SPKI_ED25519 + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode()


@dataclass
class _Making:
    files: dict[str, bytes] = field(default_factory=dict)
    logs: list[Check] = field(default_factory=list)
    statements: list[Check] = field(default_factory=list)
    nodes: dict[str, dict[str, object]] = field(default_factory=dict)
    key_files: dict[str, str] = field(default_factory=dict)


def evidence_zip(messages: Iterable[Proved], signers: Mapping[str, Signer], *, made_by: str, at: datetime) -> bytes:
    """The file. It names messages by their numbers and nodes by their places; no office, no officer, no content."""
    making = _Making()
    for signer in signers.values():
        _add_keys(making, signer)
    told = [_add_message(making, one) for one in messages]
    text = verify_text(making.nodes, making.logs, making.statements)
    return _closed(making, text, made_by=made_by, at=at, told={"messages": told})


def comparison_zip(
    stated: Mapping[str, Said], signers: Mapping[str, Signer], found: Mapping[str, object], *, made_by: str,
    at: datetime,
) -> bytes:  # fmt: skip
    """The same of a comparison: what each node signed of its list, by place, and ``found``, which nobody signed."""
    making = _Making()
    for signer in signers.values():
        _add_keys(making, signer)
    for place, said in stated.items():
        path = f"{place}/{said.event}"
        making.files |= {f"{path}.json": said.statement, f"{path}.sig": said.signature}
        key = making.key_files[said.signed_by]
        making.statements.append(Check(f"{path}.json", f"{path}.sig", key, said.signed_by))
    making.files["found.json"] = _json(found)
    text = verify_text(making.nodes, making.logs, making.statements, OF_COMPARING)
    return _closed(making, text, made_by=made_by, at=at, told={"statements": [f"{place}/" for place in stated]})


def _closed(making: _Making, text: str, *, made_by: str, at: datetime, told: Mapping[str, object]) -> bytes:
    """The file with its text and, last, the list of what is in it."""
    making.files["VERIFY.txt"] = text.encode()
    manifest = {
        "form": FORM, "made_at": instant_text(at), "made_by": made_by, **told, "nodes": list(making.nodes.values()),
        "sha256": {name: sha256(plain).hex() for name, plain in sorted(making.files.items())},
    }  # fmt: skip
    making.files["manifest.json"] = _json(manifest)
    return _zipped(making.files, at)


def _json(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, indent=1, sort_keys=True).encode() + b"\n"


def _add_message(making: _Making, one: Proved) -> dict[str, object]:
    events = []
    for said in one.said:
        path = f"messages/{one.side}-{one.seq}/{said.event}"
        making.files |= {f"{path}.json": said.statement, f"{path}.sig": said.signature}
        key = making.key_files[said.signed_by]
        making.statements.append(Check(f"{path}.json", f"{path}.sig", key, said.signed_by))
        events.append({
            "event": said.event, "at": said.told["at"], "reason": said.told.get("reason", ""),
            "statement": f"{path}.json", "signature": f"{path}.sig", "key": key,
        })  # fmt: skip
    return {
        "message": str(one.message), "side": one.side, "seq": one.seq, "events": events,
        "sha256_of_content": one.said[0].told["sha256"],
    }  # fmt: skip


def _add_keys(making: _Making, signer: Signer) -> None:
    if not signer.chain:
        path = f"keys/{signer.public[:16]}.pem"
        making.files[path] = pem_of(bytes.fromhex(signer.public))
        making.key_files[signer.public] = path
        making.nodes[signer.public] = {"place": signer.place, "fingerprint": "", "key_log": [], "key": path}
        return
    if signer.place not in making.nodes:
        making.nodes[signer.place] = {
            "place": signer.place, "fingerprint": fingerprint(signer.chain),
            "key_log": _add_log(making, signer.chain),
        }  # fmt: skip
    entry = next(one for one in signer.chain if one.signing.hex() == signer.public)
    making.key_files[signer.public] = f"{_path(entry)}-signing.pem"


def _path(entry: KeyEntry) -> str:
    return f"keys/{entry.place}/{entry.number}"


def _add_log(making: _Making, chain: Chain) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    for number, entry in enumerate(chain):
        path = _path(entry)
        making.files |= {f"{path}.json": entry.statement, f"{path}.sig": entry.signature}
        if entry.kind != REVOKED:
            making.files |= {
                f"{path}-signing.pem": pem_of(entry.signing), f"{path}-recovery.pem": pem_of(entry.recovery),
            }  # fmt: skip
        signer, public = _signed_with(chain, number)
        making.logs.append(Check(f"{path}.json", f"{path}.sig", signer, public, sha256(entry.statement).hex()))
        told.append({
            "number": entry.number, "kind": entry.kind, "at": instant_text(entry.at), "statement": f"{path}.json",
            "signature": f"{path}.sig", "signed_with": signer,
        })  # fmt: skip
    return told


def _signed_with(chain: Chain, number: int) -> tuple[str, str]:
    """The file of the key that an entry is signed with, and the key: its own at a beginning, else one before it."""
    entry = chain[number]
    if entry.kind in BEGINNINGS:
        return f"{_path(entry)}-signing.pem", entry.signing.hex()
    before = chain[number - 1]
    by_recovery = entry.kind == RECOVERED or not verify(
        before.signing, SUITE_ED25519 + entry.signature, entry.statement
    )
    key = before.recovery if by_recovery else before.signing
    return f"{_path(before)}-{'recovery' if by_recovery else 'signing'}.pem", key.hex()


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    whole, day = BytesIO(), at.astimezone(UTC)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, day.hour, day.minute, day.second))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return whole.getvalue()
