"""The keys that issue passes: private halves in files ``keys/passes/NN.key``, public ones in a table (ES256).

The first one is made when the node needs it, by whoever may write the table: the worker, or a command. A new one signs
from then on, and the old one still counts until its last pass has ended; one that was stolen is withdrawn.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from suixing.journal import actions as journal
from suixing.kernel.keys import ISSUERS, write_secret
from suixing.passes import ledger
from suixing.passes.errors import KeyMissing, NoSuchKey, NotReady
from suixing.passes.formats.keys import SigningKey, new_signing_key
from suixing.passes.formats.reasons import Malformed
from suixing.passes.models import IssuerKey, Pass, State

LIST_KEY = "list"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('keys of passes', 0))"


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs now, and its number."""

    number: int
    key: SigningKey


@dataclass(frozen=True, slots=True)
class KeyShown:
    """An issuer key as it is listed: ``signs`` as long as no other one took its place."""

    number: int
    thumbprint: str
    public_jwk: dict[str, str]
    since: datetime
    signs_until: datetime | None
    withdrawn_at: datetime | None

    @property
    def signs(self) -> bool:
        return self.signs_until is None


def signer() -> Signer:
    """The key that signs now. Raises NotReady where none was made yet, KeyMissing where its file is gone."""
    found = IssuerKey.objects.filter(signs_until=None).values_list("number", "thumbprint").first()
    if found is None:
        raise NotReady
    number, thumbprint = found
    return Signer(number, _private(_file(number), thumbprint))


def issuer_keys() -> list[KeyShown]:
    """Every key that ever signed, the oldest first."""
    rows = IssuerKey.objects.order_by("number")
    return [
        KeyShown(*row)
        for row in rows.values_list("number", "thumbprint", "public_jwk", "since", "signs_until", "withdrawn_at")
    ]


def list_key() -> SigningKey:
    """The key that signs this node's trust list, made when it is first asked for."""
    file = _file(LIST_KEY)
    if not file.exists():
        _write(file, new_signing_key())
    return _private(file, None)


@transaction.atomic
def ensure_key(*, by: str, now: datetime) -> bool:
    """Make the first key where none signs; whether one was made."""
    if IssuerKey.objects.filter(signs_until=None).exists():
        return False
    _wait()
    if IssuerKey.objects.filter(signs_until=None).exists():
        return False
    _make(by=by, now=now)
    return True


@transaction.atomic
def rotate_key(*, by: str, now: datetime) -> int:
    """Another key signs from now on, and what the old one signed still counts; the number of the new one."""
    _wait()
    IssuerKey.objects.filter(signs_until=None).update(signs_until=now)
    return _make(by=by, now=now)


@transaction.atomic
def withdraw_key(*, number: int, by: str, now: datetime) -> int:
    """Nothing that this key signed counts any more; of how many valid passes forms are to be handed out anew.

    Where it signed until now, another one is made. Its private half is destroyed. Raises NoSuchKey.
    """
    _wait()
    held = IssuerKey.objects.filter(number=number, withdrawn_at=None).first()
    if held is None:
        raise NoSuchKey
    ledger.note_withdrawn(settings.SUIXING_KEYS_DIR, held.thumbprint, now)
    IssuerKey.objects.filter(number=number).update(withdrawn_at=now, signs_until=held.signs_until or now)
    journal.record(
        act="pass.key_withdrawn", office=None, officer=by, purpose="operation", detail={"key": number}, now=now
    )
    if held.signs_until is None:
        _make(by=by, now=now)
    transaction.on_commit(lambda: _file(number).unlink(missing_ok=True))
    return Pass.objects.filter(state=State.VALID, valid_until__gte=now.date(), signed_with__contains=[number]).count()


def take_up_files(*, now: datetime) -> None:
    """After a restore: keys made since the backup are listed as old ones, and so are those whose file is gone.

    What was withdrawn stays withdrawn.
    """
    gone = ledger.withdrawn(settings.SUIXING_KEYS_DIR)
    known = set(IssuerKey.objects.values_list("number", flat=True))
    for file in _files():
        if int(file.stem) in known:
            continue
        key = _private(file, None)
        IssuerKey.objects.create(
            number=int(file.stem), thumbprint=key.kid, public_jwk=key.public_jwk, since=now, signs_until=now
        )
    for held in IssuerKey.objects.filter(thumbprint__in=gone, withdrawn_at=None):
        IssuerKey.objects.filter(pk=held.pk).update(withdrawn_at=now, signs_until=held.signs_until or now)
    for number in IssuerKey.objects.filter(signs_until=None).values_list("number", flat=True):
        if not _file(number).exists():
            IssuerKey.objects.filter(number=number).update(signs_until=now)


def _wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)


def _make(*, by: str, now: datetime) -> int:
    """A number that no file ever had: one that was restored away may have signed."""
    numbers = [*IssuerKey.objects.values_list("number", flat=True), *(int(file.stem) for file in _files())]
    number, key = max(numbers, default=0) + 1, new_signing_key()
    _write(_file(number), key)
    IssuerKey.objects.create(number=number, thumbprint=key.kid, public_jwk=key.public_jwk, since=now)
    journal.record(act="pass.key_made", office=None, officer=by, purpose="operation", detail={"key": number}, now=now)
    return number


def _file(name: int | str) -> Path:
    stem = f"{name:02}" if isinstance(name, int) else name
    return Path(settings.SUIXING_KEYS_DIR) / ISSUERS / f"{stem}.key"


def _files() -> list[Path]:
    return sorted(file for file in _file(LIST_KEY).parent.glob("*.key") if file.stem.isdecimal())


def _write(file: Path, key: SigningKey) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    write_secret(file, key.pem().decode().strip())


@lru_cache(maxsize=8)
def _private(file: Path, thumbprint: str | None) -> SigningKey:
    try:
        key = SigningKey.from_pem(file.read_bytes())
    except (OSError, Malformed):
        raise KeyMissing(f"passes/{file.name}") from None
    if thumbprint is not None and key.kid != thumbprint:
        raise KeyMissing(f"passes/{file.name}")
    return key
