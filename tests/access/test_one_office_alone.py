"""Whatever one office does alone, it never sees what others entered: small histories, drawn at random.

An office owns its desk: it registers, prints codes, asks for telephone codes, withdraws and registers again, and
types whatever codes it holds or is sent on telephones that it entered. Others register, print, and confirm with
whatever paper the person brings; their own codes and telephones stay with her.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suixing.access.models import Tie
from suixing.kernel.crypto import keyed_hash
from suixing.kernel.ids import new_id
from suixing.notices.models import Notice
from suixing.people.confirming import draw_paper_code
from suixing.people.models import Account, ConfirmationTry, Person
from tests.access.conftest import Sit
from tests.cast import FUCHENG, GUANHU, NOW, TODAY, ZHONGZHOU
from tests.desk.conftest import VILLAGE, appoint

# Fucheng is the office that acts alone, with the village that it is paired with: the two are one.
ALONE = (FUCHENG, VILLAGE)
OTHERS = (GUANHU, ZHONGZHOU)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("register", "print", "send", "withdraw", "drop", "type")),
        st.sampled_from((*ALONE, *OTHERS)),
    ),
    max_size=14,
)


@dataclass
class History:
    """The state of one history, and the codes that the office that acts alone holds."""

    person: UUID
    keys: dict[str, str]
    known: list[tuple[str, bytes]] = field(default_factory=list)
    printed: list[tuple[str, bytes]] = field(default_factory=list)

    def as_officer(self, office: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('suixing.session', %s, false)", [self.keys[office]])

    def account(self, office: str) -> int | None:
        return Account.objects.filter(person_id=self.person, office_id=office).values_list("pk", flat=True).first()

    def do(self, what: str, office: str) -> None:
        self.as_officer(office)
        account = self.account(office)
        if what == "register":
            self.register(office)
        elif account is None:
            return
        elif what == "print":
            self.print_code(office, account)
        elif what == "send" and office in ALONE:
            self.send(account)
        elif what == "withdraw":
            Tie.objects.filter(person=self.person, office_id=office).update(until=NOW)
        elif what == "drop" and office in ALONE:
            Tie.objects.filter(person=self.person, office_id=office).delete()
        elif what == "type":
            # At other desks the person shows every paper, theirs and those of the office that acts alone.
            self.type_everything(account, self.known if office in ALONE else self.printed)

    def register(self, office: str) -> None:
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

    def print_code(self, office: str, account: int) -> None:
        digest = keyed_hash(b"k" * 32, draw_paper_code().encode())
        self.call("SELECT people_issue_paper_code(%s, %s)", account, digest)
        self.printed.append(("paper", digest))
        if office in ALONE:
            self.known.append(("paper", digest))

    def send(self, account: int) -> None:
        """A code that it did not draw reaches it where one of its own accounts is among the recipients."""
        digest = keyed_hash(b"k" * 32, draw_paper_code().encode())
        before = Notice.objects.filter(kind="confirmation.code").count()
        self.call("SELECT notices_send_telephone_code(%s, %s, 'x')", account, digest)
        sent = Notice.objects.filter(kind="confirmation.code").order_by("-pk").first()
        if Notice.objects.filter(kind="confirmation.code").count() > before and sent is not None:
            own = {self.account(one) for one in ALONE}
            if own & set(sent.accounts):
                self.known.append(("telephone", digest))

    def type_everything(self, account: int, codes: list[tuple[str, bytes]]) -> None:
        for way, digest in codes:
            ConfirmationTry.objects.filter(person=self.person).delete()  # it would not help to try without end
            self.call("SELECT people_confirm_tie(%s, %s, %s)", account, way, digest)

    def call(self, statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))  # type: ignore[arg-type] # numbers, texts and bytes

    def opened_alone(self) -> bool:
        return Tie.objects.filter(person=self.person, office_id__in=ALONE).exclude(confirmed_at=None).exists()


@pytest.fixture
def keys(sit: Sit) -> dict[str, str]:
    """Every office has an officer."""
    return {office: appoint(f"officer.{office}", office) for office in (*ALONE, *OTHERS)}


def run(steps: list[tuple[str, str]], keys: dict[str, str]) -> bool:
    """Whether the history opened anything to the office that acts alone; nothing of it stays."""
    with transaction.atomic():
        person = new_id()
        # A person without a consent is not committed, and nothing here is.
        Person.objects.create(id=person, wrapped_key=b"x", registered_at=timezone.now())
        history = History(person, keys)
        for what, office in steps:
            history.do(what, office)
        opened = history.opened_alone()
        transaction.set_rollback(True)
    return opened


@given(steps=STEPS)
@settings(max_examples=120, deadline=timedelta(seconds=10), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_office_alone_opens_nothing(keys: dict[str, str], steps: list[tuple[str, str]]) -> None:
    assert not run(steps, keys)


def test_a_code_of_another_office_would_be_seen_to_open(keys: dict[str, str]) -> None:
    """The property is not empty: with one code that another office printed the same steps open."""
    with transaction.atomic():
        person = new_id()
        Person.objects.create(id=person, wrapped_key=b"x", registered_at=timezone.now())
        history = History(person, keys)
        for step in (("register", ZHONGZHOU), ("register", FUCHENG)):
            history.do(*step)
        history.as_officer(ZHONGZHOU)
        digest = keyed_hash(b"k" * 32, b"hers")
        account = history.account(ZHONGZHOU)
        history.call("SELECT people_issue_paper_code(%s, %s)", account, digest)
        history.known.append(("paper", digest))
        history.do("type", FUCHENG)
        opened = history.opened_alone()
        transaction.set_rollback(True)
    assert opened
