"""Codes on letters that show where a case stands, and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.conf import settings
from django.db import connection

from suixing.cases import sealing
from suixing.cases.models import Case, StatusLink
from suixing.kernel.keys import keyring_at

LINK_HOLDS = timedelta(days=730)


def make_link(case: Case, *, now: datetime) -> str:
    """A new code for a case, shown this once; older ones hold on."""
    code = sealing.draw(4)
    StatusLink.objects.create(
        digest=sealing.link_digest(code), case=case, office_id=case.office_id, made_at=now, expires_at=now + LINK_HOLDS
    )
    return code


_ANSWER = b"answer-to-a-complaint"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided on a complaint; ``to`` is the office that it falls to instead, which only she can ask."""

    text: str = ""
    to: str = ""


def leave_answer(case: Case, answer: Answer) -> None:
    """What was decided on a complaint, for whoever holds its code."""
    plain = orjson.dumps({"text": answer.text, "to": answer.to})
    sealed = keyring_at(settings.SUIXING_KEYS_DIR).wrapping.seal(plain, _ANSWER)
    StatusLink.objects.filter(case=case).update(answer=sealed)


def answer_for(code: str) -> Answer:
    """What was decided, for the holder of the code; empty where nothing was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_answer(%s)", [sealing.link_digest(code)])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return Answer()
    return Answer(**orjson.loads(keyring_at(settings.SUIXING_KEYS_DIR).wrapping.open(bytes(row[0]), _ANSWER)))
