"""Which connection reads and writes which tables.

Officers, their sessions and their means of signing in go through ``door``, a role that cannot read a
person; everything else through ``default``, which in the web process cannot read or make a session. So
neither connection alone can act for an office (docs/adr/0012-row-security.md).
"""

from typing import Any

from django.db.models import Model

DOOR = "door"
DOOR_APPS = frozenset({"account", "mfa", "socialaccount", "usersessions", "auth", "contenttypes", "django_cache"})
DOOR_MODELS = frozenset({"access.officer", "access.officersession", "access.startcode"})


class SignInRouter:
    """Django's database router."""

    def db_for_read(self, model: type[Model], **_: Any) -> str | None:
        behind = model._meta.app_label in DOOR_APPS or model._meta.label_lower in DOOR_MODELS
        return DOOR if behind else "default"

    db_for_write = db_for_read

    def allow_relation(self, *_: Any, **__: Any) -> bool:
        """One database behind both connections."""
        return True

    def allow_migrate(self, db: str, *_: Any, **__: Any) -> bool:
        """Tables are made once, by the owner."""
        return db == "default"
