"""Proofs that need no trust in the node's database: an entry is sealed; these are all entries about a person.

Knows neither Django nor a database: the person, her lawyer or another node checks with this file, the modules
it imports, and the node's public key.
"""

import uuid
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from suixing.journal import encoding, merkle, subject_map
from suixing.journal.heads import Head
from suixing.kernel.errors import Sentence

INCLUSION = "suixing journal inclusion 1"
COMPLETENESS = "suixing journal completeness 1"


class Unproved(Exception):  # noqa: N818 - it is what the check found
    """The proof does not show what it claims; the sentence says where it breaks."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


MALFORMED = Sentence(
    zh="这不是一份完整的日志证明：缺少内容或格式不对。",
    en="This is not a whole proof from a journal: something is missing or not in the form it should have.",
)
OTHER_KEY = Sentence(
    zh="证明中的区块头由另一把密钥签名，不是所给的公钥。",
    en="The head in this proof names another key than the one given.",
)
BAD_SIGNATURE = Sentence(
    zh="区块头的签名与内容不符：区块头被改动过。",
    en="The signature does not belong to this head: the head was changed after it was signed.",
)
NOT_INCLUDED = Sentence(
    zh="编号为 {entry} 的记录不在已签名的日志中，或被改动过。",
    en="The entry {entry} is not in the signed journal in this form: entry, place or path was changed.",
)
OUT_OF_CHAIN = Sentence(
    zh="编号为 {entry} 的记录不是此人的第 {number} 条记录：有记录被隐去、调换或加入。",
    en="The entry {entry} is not number {number} about this person: an entry was left out, moved or put in.",
)
NOT_ALL = Sentence(
    zh="所列 {told} 条记录与已签名的计数不符：记录不全，或计数被改动过。",
    en="The {told} entries shown do not agree with the signed count: some are missing or the count was changed.",
)
WRONG_MAP = Sentence(
    zh="此人的计数不在已签名的对照表中：对照表的证明被改动过。",
    en="The count for this person is not in the signed map: the proof of the map was changed.",
)


@dataclass(frozen=True, slots=True)
class Proved:
    """What a sound proof shows: the signed head it rests on and the ids of the entries proved, in order."""

    head: Head
    entries: tuple[int, ...]
    subject: uuid.UUID | None = None


def check(proof: Any, public_key: bytes) -> Proved:
    """Check a proof of either kind; raises Unproved."""
    kind = proof.get("kind") if isinstance(proof, dict) else None
    if kind == COMPLETENESS:
        return check_completeness(proof, public_key)
    return check_inclusion(proof, public_key)


def check_inclusion(proof: Any, public_key: bytes) -> Proved:
    """That one entry stands at its place in the signed tree; raises Unproved with a sentence."""
    try:
        if proof["kind"] != INCLUSION:
            raise Unproved(MALFORMED)
        head = _signed_head(proof, public_key)
        _check_leaf(proof, head)
        return Proved(head, (_number(proof["entry"]["id"]),))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unproved(MALFORMED) from None


def check_completeness(proof: Any, public_key: bytes) -> Proved:
    """That the entries shown are all that are sealed about one person up to the head; raises Unproved."""
    try:
        if proof["kind"] != COMPLETENESS:
            raise Unproved(MALFORMED)
        subject = uuid.UUID(proof["subject"])
        head = _signed_head(proof, public_key)
        chain, last = encoding.NOTHING, -1
        ids = []
        for number, item in enumerate(proof["entries"], start=1):
            leaf = _check_leaf(item, head)
            entry_id = _number(item["entry"]["id"])
            mine = [link for link in item["entry"]["links"] if _is_about(link, subject, number, chain)]
            if len(mine) != 1 or item["seq"] <= last:
                raise Unproved(OUT_OF_CHAIN.format(entry=entry_id, number=number))
            chain, last = encoding.chain_head(subject.bytes, number, leaf, chain), item["seq"]
            ids.append(entry_id)
        if _number(proof["count"]) != len(ids):
            raise Unproved(NOT_ALL.format(told=len(ids)))
        _check_map(proof["map"], head, subject.bytes, len(ids), chain)
        return Proved(head, tuple(ids), subject)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise Unproved(MALFORMED) from None


def _signed_head(proof: Any, public_key: bytes) -> Head:
    head = Head.from_json(proof["head"])
    if head.public_key != public_key:
        raise Unproved(OTHER_KEY)
    if not head.is_signed_by(public_key):
        raise Unproved(BAD_SIGNATURE)
    return head


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("a whole number was expected")
    return value


def _is_about(link: Any, subject: uuid.UUID, number: int, previous: bytes) -> bool:
    return "subject" in link and (
        uuid.UUID(link["subject"]) == subject
        and link["number"] == number
        and bytes.fromhex(link["previous"]) == previous
    )


def _check_leaf(item: Any, head: Head) -> bytes:
    # The leaf hash of an entry as the proof tells it, once its path leads to the signed root.
    entry = item["entry"]
    texts = [entry[name] for name in ("act", "office", "officer", "purpose", "detail")]
    if not all(isinstance(text, str) or (text is None and at == 1) for at, text in enumerate(texts)):
        raise TypeError("texts were expected")
    at = encoding.microseconds(encoding.read_instant(entry["at"]))
    said = encoding.words(*texts)
    prefix = encoding.entry_prefix(_number(entry["id"]), _number(entry["txid"]), at, said)
    leaf = encoding.leaf_hash(prefix, [_link_hash(link) for link in entry["links"]])
    path = [bytes.fromhex(step) for step in item["path"]]
    if merkle.root_from_path(leaf, _number(item["seq"]), head.tree_size, path) != head.root:
        raise Unproved(NOT_INCLUDED.format(entry=entry["id"]))
    return leaf


def _link_hash(link: Any) -> bytes:
    if "subject" in link:
        return encoding.link_hash(uuid.UUID(link["subject"]).bytes, _number(link["number"]), _digest(link["previous"]))
    return _digest(link["hash"])


def _digest(text: str) -> bytes:
    digest = bytes.fromhex(text)
    if len(digest) != 32:
        raise ValueError("a hash of 32 bytes was expected")
    return digest


def _check_map(told: Any, head: Head, subject: bytes, count: int, chain: bytes) -> None:
    bucket = [(_digest(key), _digest(held)) for key, held in told["bucket"]]
    keys = [key for key, _ in bucket]
    path = [_digest(step) for step in told["path"]]
    key = encoding.subject_key(subject)
    number = subject_map.bucket_of(key, head.subjects_bits)
    digest = encoding.bucket_hash(one + held for one, held in bucket)
    risen = all(low < high for low, high in pairwise(keys))
    root = subject_map.root_from_path(digest, number, path)
    if not risen or len(path) != head.subjects_bits or root != head.subjects_root:
        raise Unproved(WRONG_MAP)
    if dict(bucket).get(key) != (encoding.subject_hash(subject, count, chain) if count else None):
        raise Unproved(NOT_ALL.format(told=count))
