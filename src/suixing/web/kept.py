"""Nothing typed is lost: what a form held when its session had ended, sealed for the officer who typed it.

A form carries ``{% typed_by %}``, the signed name of the officer it was made for. Sent without an open session
of hers, its texts are sealed and wait in the session row of the browser for one hour. She signs in, or unlocks,
and her form comes back filled: ``kept_for`` gives it to the view. Another officer gets nothing, and it is
destroyed. Passwords, codes and files are never kept.
"""

import json
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from suixing.access.models import Officer
from suixing.kernel.crypto import CryptoError, SealingKey, keyed_hash
from suixing.kernel.errors import Sentence

FIELD = "typed_by"
LONGEST = 64 * 1024
KEPT_FOR = timedelta(hours=1)
NOTICE = Sentence(
    "您先前填写的内容已为您保留，尚未提交。请核对后提交。",
    "What you had typed was kept; it has not been sent. Check it, then send it.",
)
_SALT = "suixing.typed-by"
_SESSION = "kept"
_NEVER = ("password", "credential", "recovery", "secret", "csrfmiddlewaretoken", FIELD)
_NEVER_EXACTLY = frozenset({"code", "start_code", "login", "next", "language"})


def typed_by(officer: Officer) -> str:
    """The officer's name, signed, for the hidden field."""
    return signing.Signer(salt=_SALT).sign(officer.username)


def keep(request: HttpRequest, path: str) -> bool:
    """Seal what the form held, until its officer is back at ``path``; False where it cannot be kept.

    Only a form that this node made for an officer is kept, and never for another than the one signed in.
    """
    if request.method != "POST" or FIELD not in request.POST:
        return False
    try:
        username = signing.Signer(salt=_SALT).unsign(request.POST[FIELD])
    except signing.BadSignature:
        return False
    if isinstance(request.user, Officer) and request.user.username != username:
        return False
    fields = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in _NEVER_EXACTLY and not any(part in name.lower() for part in _NEVER):
            fields.setlist(name, values)
    said = fields.urlencode()
    if len(said) > LONGEST:
        return False
    until = (timezone.now() + KEPT_FOR).timestamp()
    plain = json.dumps({"path": path, "fields": said, "until": until}).encode()
    request.session[_SESSION] = _key().seal(plain, username.encode()).hex()
    return True


def kept_for(request: HttpRequest) -> QueryDict | None:
    """What this officer had typed on this page before her session ended; given once, on GET only.

    The view shows its form bound to it and saves nothing. ``{% typed_by %}`` then says what happened.
    """
    if request.method != "GET" or not isinstance(request.user, Officer):
        return None
    held = _open(request, request.user)
    if held is None or held["path"] != request.path:
        return None
    del request.session[_SESSION]
    request.kept_shown = True  # type: ignore[attr-defined] # {% typed_by %} looks for it
    return QueryDict(str(held["fields"]))


def only_for(request: HttpRequest, officer: Officer) -> None:
    """Somebody has signed in: destroy what is not hers or too old."""
    _open(request, officer)


def carried(request: HttpRequest) -> str | None:
    """What is kept, still sealed, for a session that is about to be replaced by an empty one."""
    held = request.session.get(_SESSION)
    return held if isinstance(held, str) else None


def carry_on(request: HttpRequest, held: str | None) -> None:
    """Put what was ``carried`` into the new session."""
    if held is not None:
        request.session[_SESSION] = held


def _open(request: HttpRequest, officer: Officer) -> dict[str, object] | None:
    sealed = carried(request)
    if sealed is None:
        return None
    try:
        held: dict[str, object] = json.loads(_key().open(bytes.fromhex(sealed), officer.username.encode()))
    except (CryptoError, ValueError):
        held = {"until": 0}
    if float(str(held["until"])) < timezone.now().timestamp():
        del request.session[_SESSION]
        return None
    return held


def _key() -> SealingKey:
    return SealingKey(keyed_hash(settings.SECRET_KEY.encode(), b"suixing what was typed"))
