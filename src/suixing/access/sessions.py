"""Django's sessions, kept under the hash of their key and with the officer beside them."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from suixing.access.models import OfficerSession


def digest(key: str) -> str:
    """Under what a session is held: SHA-256 of its key, in hexadecimal, as the database computes it too."""
    return sha256(key.encode()).hexdigest()


class SessionStore(db.SessionStore):
    """The browser keeps the key, the database its hash."""

    @classmethod
    def get_model_class(cls) -> type[OfficerSession]:
        return OfficerSession

    def _get_session_from_db(self) -> OfficerSession | None:
        found: OfficerSession | None = None
        if self.session_key:
            found = OfficerSession.objects.filter(
                session_key=digest(self.session_key), expire_date__gt=timezone.now()
            ).first()
        if found is None:
            self._session_key = None
        self.row = found
        return found

    def exists(self, session_key: str | None) -> bool:
        return session_key is not None and OfficerSession.objects.filter(session_key=digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> OfficerSession:
        now = timezone.now()
        held: OfficerSession | None = getattr(self, "row", None)
        key = digest(self._get_or_create_session_key())  # type: ignore[attr-defined] # Django's own, not in the stubs
        same = held is not None and held.session_key == key
        officer = data.get(SESSION_KEY)
        return OfficerSession(
            session_key=key,
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            officer_id=None if officer is None else int(officer),
            strong=bool(data.get("strong")) and officer is not None,
            began_at=held.began_at if held is not None and same else now,
            seen_at=now,
            locked_at=held.locked_at if held is not None and same else None,
            browser=str(data.get("browser", ""))[:60],
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key if session_key is not None else self.session_key
        if key is not None:
            OfficerSession.objects.filter(session_key=digest(key)).delete()

    def seen(self, now: datetime) -> None:
        """Note that the browser is in use; once a minute is enough."""
        OfficerSession.objects.filter(session_key=digest(self.session_key or "")).update(seen_at=now)

    def lock(self, now: datetime) -> None:
        """Close the session until its officer shows again who she is; row-level security closes with it."""
        OfficerSession.objects.filter(session_key=digest(self.session_key or ""), locked_at=None).update(locked_at=now)

    def unlock(self, now: datetime) -> None:
        """Open a locked session again."""
        OfficerSession.objects.filter(session_key=digest(self.session_key or "")).update(locked_at=None, seen_at=now)
        if self.row is not None:
            # Saving the session writes this back.
            self.row.locked_at = None
