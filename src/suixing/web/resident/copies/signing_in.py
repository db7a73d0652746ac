"""Parts of a copy: her passkeys, and the browsers that are signed in."""

from collections.abc import Sequence
from typing import Any

from suixing.kernel.errors import Sentence
from suixing.papers.letters import Section
from suixing.residents.queries import OwnPasskey, OwnSession, passkeys, sessions
from suixing.web.resident.copies.part import Part, iso
from suixing.web.resident.showing import WAYS


def _passkey_told(one: OwnPasskey) -> dict[str, Any]:
    return {"number": one.number, "name": one.name, "made_at": iso(one.made_at), "used_at": iso(one.used_at)}


def _passkeys_printed(rows: Sequence[OwnPasskey]) -> list[Section]:
    return [
        Section(
            title=Sentence("通行密钥", "Passkeys"),
            columns=(Sentence("名称", "Name"), Sentence("添加于", "Made"), Sentence("最近使用", "Last used")),
            rows=tuple((one.name, one.made_at, one.used_at) for one in rows),
        )
    ]


def _session_told(one: OwnSession) -> dict[str, Any]:
    return {
        "number": one.number, "way": one.way, "browser": one.browser, "began_at": iso(one.began_at),
        "seen_at": iso(one.seen_at),
    }  # fmt: skip


def _sessions_printed(rows: Sequence[OwnSession]) -> list[Section]:
    return [
        Section(
            title=Sentence("已登录的浏览器", "Browsers that are signed in"),
            columns=(
                Sentence("方式", "How"), Sentence("浏览器", "Browser"), Sentence("登录于", "Since"),
                Sentence("最近使用", "Last used"),
            ),
            rows=tuple((WAYS.get(one.way, one.way), one.browser, one.began_at, one.seen_at) for one in rows),
        )
    ]  # fmt: skip


PASSKEYS = Part("passkeys", lambda _taking: passkeys(), _passkey_told, _passkeys_printed)
SESSIONS = Part("sessions", lambda _taking: sessions(), _session_told, _sessions_printed)
