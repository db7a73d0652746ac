"""A history of proofs around one person, played by SQL as pages call it, within one transaction that is rolled back."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.utils import timezone

from suixing.access.models import Tie
from suixing.kernel.ids import new_id
from suixing.people.models import Account, Identifier, Person
from tests.cast import NOW, TODAY

Proof = tuple[str, bytes]
BLIND = sha256(b"her number").digest()


def drawn() -> bytes:
    """The hash of a code that nobody drew before."""
    return sha256(new_id().bytes).digest()


@dataclass
class Play:
    """``keys`` are the sessions of officers by office; ``known`` what the party that plays holds."""

    keys: dict[str, str]
    person: UUID = field(default_factory=new_id)
    known: list[Proof] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    passkeys: list[bytes] = field(default_factory=list)
    requests: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        Person.objects.create(id=self.person, wrapped_key=b"x", registered_at=timezone.now())
        Identifier.objects.create(person_id=self.person, kind="resident", blind=BLIND, sealed=b"")

    def ask(self, statement: str, *values: str | bytes | int | UUID | datetime | None) -> object:
        """The one value of a function."""
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            row = cursor.fetchone()
        return row[0] if row else None

    def sit(self, *, officer: str = "", resident: str = "") -> None:
        """Whose session the next statements are: an officer's of this office, hers under this key, or nobody's."""
        self.ask(
            "SELECT set_config('suixing.session', %s, false) || set_config('suixing.resident', %s, false)",
            self.keys.get(officer, ""), resident,
        )  # fmt: skip

    def now(self) -> datetime:
        """The clock of the database."""
        moment = self.ask("SELECT clock_timestamp()")
        assert isinstance(moment, datetime)
        return moment

    def account(self, office: str) -> int | None:
        return Account.objects.filter(person_id=self.person, office_id=office).values_list("pk", flat=True).first()

    def register(self, office: str) -> None:
        """An account of this office and its tie, opened again where it was closed."""
        Account.objects.get_or_create(
            person_id=self.person, office_id=office,
            defaults={"name": "李秀英", "sex": 2, "born": TODAY, "sealed": b"", "entered_at": NOW, "changed_at": NOW,
                      "name_folded": "李秀英", "name_pinyin": "li xiu ying"},
        )  # fmt: skip
        tie, fresh = Tie.objects.get_or_create(
            person=self.person, office_id=office, source="registration", defaults={"since": NOW}
        )
        if not fresh and tie.until is not None:
            Tie.objects.filter(pk=tie.pk).update(until=None, confirmed_at=None)

    def type_telephone(self, office: str) -> None:
        """The office writes a telephone of its choice into its account, and whatever days it likes."""
        Account.objects.filter(person_id=self.person, office_id=office).update(
            sealed=drawn(), entered_at=NOW, changed_at=NOW, sealed_at=NOW
        )

    def mark(self, office: str) -> int:
        """Something that this office does now."""
        number = self.ask(
            "INSERT INTO journal_entry (at, act, office, officer, purpose, subjects) VALUES"
            " (clock_timestamp(), 'person.read', %s, 'somebody', 'registration', ARRAY[%s::uuid]) RETURNING id",
            office, self.person,
        )  # fmt: skip
        assert isinstance(number, int)
        return number

    def sees(self, entry: int, session: str) -> bool:
        """Whether an entry is open in a session of hers."""
        self.sit(resident=session)
        return bool(self.ask("SELECT residents_opens(at, office) FROM journal_entry WHERE id = %s", entry))

    def print_paper(self, office: str) -> Proof:
        self.sit(officer=office)
        proof = ("paper", drawn())
        self.ask("SELECT people_issue_paper_code(%s, %s, %s)", self.account(office), drawn(), proof[1])
        return proof

    def print_desk_code(self, office: str) -> Proof:
        self.sit(officer=office)
        proof = ("desk", drawn())
        self.ask("SELECT residents_make_desk_code(%s, %s)", self.account(office), proof[1])
        return proof

    def send_code(self) -> tuple[Proof, set[int]]:
        """A code to her telephones, and the accounts whose telephones it went to."""
        self.sit()
        self.ask("DELETE FROM residents_try RETURNING 1")
        proof = ("telephone", drawn())
        self.ask("SELECT journeys_send_resident_code(%s, %s, 'x')", BLIND, proof[1])
        sent = self.ask("SELECT accounts FROM residents_code WHERE hash = %s", proof[1])
        return proof, set(sent) if isinstance(sent, list) else set()

    def sign_in(self, proof: Proof) -> str | None:
        """The key of the session that a code began."""
        self.sit()
        self.ask("DELETE FROM residents_try RETURNING 1")
        key = drawn().hex()
        done = self.ask(
            "SELECT residents_sign_in(%s, %s, %s, %s, '')", BLIND, proof[0], proof[1], sha256(key.encode()).hexdigest()
        )
        return key if done else None

    def show(self, session: str, proof: Proof) -> str:
        """The key under which a session goes on after one more proof, right or wrong."""
        self.sit(resident=session)
        key = drawn().hex()
        done = self.ask("SELECT residents_show_code(%s, %s, %s)", *proof, sha256(key.encode()).hexdigest())
        return key if done else session

    def make_passkey(self, session: str) -> bytes | None:
        self.sit(resident=session)
        credential = drawn()
        done = self.ask("SELECT residents_keep_passkey(%s, 'x', 0, 'mine')", credential)
        return credential if done else None

    def show_passkey(self, credential: bytes, session: str = "") -> str | None:
        self.sit(resident=session)
        key = drawn().hex()
        done = self.ask(
            "SELECT residents_show_passkey(%s, %s, 0, %s, '')", credential, drawn(), sha256(key.encode()).hexdigest()
        )
        return key if done else None

    def ask_widening(self, session: str) -> tuple[str, bytes] | None:
        """The number for the second officer, and the hash of the code for afterwards."""
        self.sit(resident=session)
        digest = drawn()
        number = self.ask("SELECT residents_ask_widening(%s)", digest)
        return (str(number), digest) if number else None

    def approve(self, office: str, number: str) -> bool:
        self.sit(officer=office)
        return bool(self.ask("SELECT residents_second(%s, %s)", BLIND, number))

    def let_days_pass(self, days: int) -> None:
        """What was approved was so this many days earlier."""
        self.ask("UPDATE residents_widening SET opens_at = opens_at - make_interval(days => %s) RETURNING 1", days)
