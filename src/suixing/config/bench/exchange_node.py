"""What ``bench exchange`` has done at one node, in a process of that node; its parent asks, line by line."""

import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from suixing.config.demo.filling import Filling, answer_lines
from suixing.config.session import node_session

SUBJECT = {"name": "李秀英", "identifier": "510223198506120029", "born": "1985-06-12", "sex": 2}
CONTENT = {"subject": SUBJECT, "questions": ["identity.name_matches", "residence.registered_here"]}
TOGETHER = 50
"""What is committed at once: more than one officer does, less than a nation's."""
LOOK_SECONDS = 0.001
LONGEST_SECONDS = 60.0
_WAITS = """
    SELECT EXISTS (SELECT FROM exchange_outbox WHERE relayed_at IS NULL AND refusal = '')
        OR EXISTS (SELECT FROM exchange_outbox WHERE resend_at IS NOT NULL)
        OR EXISTS (SELECT FROM exchange_inbox WHERE handled_at IS NULL AND refused = '')
"""
_REFUSED = """
    SELECT (SELECT count(*) FROM exchange_outbox WHERE refusal <> '')
         + (SELECT count(*) FROM exchange_inbox WHERE refused <> '') + (SELECT count(*) FROM exchange_dead)
"""
_IS_HANDLED = "SELECT handled_at IS NOT NULL FROM exchange_inbox WHERE pair = %s"
_IS_RECEIPTED = "SELECT consigned_at IS NOT NULL FROM exchange_outbox WHERE pair = %s"
_ROUTE = """
    INSERT INTO exchange_route (pair, asking, answering, opened_at)
    SELECT pair, %(asking)s, %(answering)s, at FROM bench_old
"""
_SENT = """
    INSERT INTO exchange_outbox (id, pair, side, seq, kind, version, office, sealed, created_at, leave_at, relayed_at,
                                 parcel, consigned_at)
    SELECT id, pair, 'asking', 1, 'duty.met', 1, %(office)s, %(sealed)s, at, at, at, pair, at FROM bench_old
"""
_ARRIVED = """
    INSERT INTO exchange_inbox (id, pair, side, seq, kind, version, office, place, node, sealed, arrived_at, handled_at,
                                refused, tries, try_at, fault, opened_by)
    SELECT id, pair, 'asking', 1, 'duty.met', 1, %(office)s, %(node)s, %(node)s, %(sealed)s, at, at,
           '', 0, at, '', '' FROM bench_old
"""
_STATED = """
    INSERT INTO exchange_evidence (message, event, at, office, statement, signature)
    SELECT id, event, at, %(office)s, %(statement)s, %(signature)s FROM bench_old,
        unnest(ARRAY['submission_acceptance', 'relay', 'content_consignment']) event
"""


class BenchNode(Filling):
    """Verbs of the demonstration's process, and those that measure."""

    def settle(self, office: str) -> None:
        """Open the one office of this node; the session with the database begins."""
        from suixing.places.actions import open_office  # noqa: PLC0415 - only after setup

        self._session.enter_context(node_session())
        open_office(code=office, now=datetime.now(UTC))

    def open(self, office: str, to: str, count: int) -> None:
        """Commit so many verifications that ask the office ``to``; each sends a message, and gets one on arrival."""
        for start in range(0, count, TOGETHER):
            _together(lambda: _ask(office, to), min(TOGETHER, count - start))

    def tell(self, office: str, to: str, count: int) -> None:
        """Commit so many of the shortest messages there are, each in a pair of its own."""
        for start in range(0, count, TOGETHER):
            _together(lambda: _tell(office, to), min(TOGETHER, count - start))

    def tell_one(self, office: str, to: str) -> list[Any]:
        """Commit an urgent message: its pair, the moment of the commit, and seconds until its receipt was here."""
        pairs = list[UUID]()
        _together(lambda: pairs.append(_tell(office, to, urgent=True)), 1)
        began = time.monotonic()
        return [str(pairs[0]), began, self._wait(_IS_RECEIPTED, pairs[0]) - began]

    def handled(self, pair: str) -> float:
        """The moment in which a message of this pair was seen to be handled here."""
        return self._wait(_IS_HANDLED, UUID(pair))

    def _wait(self, question: str, pair: UUID) -> float:
        from django.db import connection  # noqa: PLC0415 - only after setup

        until = time.monotonic() + LONGEST_SECONDS
        with connection.cursor() as cursor:
            while time.monotonic() < until:
                cursor.execute(question, [pair])
                if cursor.fetchone() == (True,):
                    return time.monotonic()
                time.sleep(LOOK_SECONDS)
        raise TimeoutError("a message did not arrive")

    def waits(self) -> bool:
        """Whether a message of this node has no receipt yet, or one for it was not handled; read along indexes."""
        return bool(_number(_WAITS))

    def refused(self) -> int:
        """What was refused here, either way."""
        return _number(_REFUSED)

    def archive(self, office: str, to: str, count: int, sent: bool) -> None:
        """Put messages of years here as if they had been exchanged: sent or received, with what was signed of them."""
        from django.db import connection, transaction  # noqa: PLC0415 - only after setup

        told: dict[str, Any] = {
            "asking": office if sent else f"{to[:2]}:0123456789abcdef", "answering": to if sent else office,
            "office": office, "node": to[:2], "sealed": bytes(300), "statement": bytes(390), "signature": bytes(65),
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE bench_old ON COMMIT DROP AS"
                " SELECT gen_random_uuid() AS id, gen_random_uuid() AS pair,"
                " %s - n * interval '30 seconds' AS at FROM generate_series(1, %s) n",
                [datetime.now(UTC) - timedelta(days=1), count],
            )
            for statement in (_ROUTE, _SENT if sent else _ARRIVED, _STATED):
                cursor.execute(statement, told)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE exchange_route, exchange_outbox, exchange_inbox, exchange_evidence")

    def commits(self, count: int) -> float:
        """Commits a second of one row of a message's size, one after the other: what the machine can do."""
        from django.db import connection  # noqa: PLC0415 - only after setup

        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (id uuid PRIMARY KEY, body bytea)")
            began = time.perf_counter()
            for _ in range(count):
                cursor.execute("INSERT INTO bench_row VALUES (%s, %s)", [uuid4(), bytes(1000)])
            pace = count / (time.perf_counter() - began)
            cursor.execute("DROP TABLE bench_row")
        return pace


def _together(work: Any, count: int) -> None:
    from django.db import transaction  # noqa: PLC0415 - only after setup

    with transaction.atomic():
        for _ in range(count):
            work()


def _number(question: str) -> int:
    from django.db import connection  # noqa: PLC0415 - only after setup

    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def _ask(office: str, to: str) -> None:
    from suixing.cases import actions as cases  # noqa: PLC0415 - only after setup

    cases.open_pair(
        code="verification", office=office, answering=to, joined=True, pair=uuid4(), person=None, parent=None,
        content=CONTENT, by="bench", now=datetime.now(UTC),
    )  # fmt: skip


def _tell(office: str, to: str, *, urgent: bool = False) -> UUID:
    from suixing.cases.queries import KIND_MET, plain  # noqa: PLC0415 - only after setup
    from suixing.exchange import actions as exchange  # noqa: PLC0415

    pair, now = uuid4(), datetime.now(UTC)
    exchange.open_route(pair=pair, asking=office, answering=to, now=now)
    body = plain(KIND_MET, {"at": now.isoformat()})
    exchange.send(pair=pair, side="asking", kind=KIND_MET, body=body, office=office, urgent=urgent, now=now)
    return pair


if __name__ == "__main__":
    sys.exit(answer_lines(BenchNode))
