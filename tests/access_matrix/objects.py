"""What the addresses of the matrix name, made by officers at work on the running node."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic, sleep
from uuid import uuid4

from suixing.config.demo_cast import GUANHU
from tests.access_matrix.asking import COLUMNS, LATELY, Asking, address_of
from tests.access_matrix.fill import COLLEAGUE
from tests.access_matrix.people import FAR, NEIGHBOUR, PAIRED, TOWNSHIP, Held
from tests.cast import Row

CODE = "identity_card"
"""A kind of paper that every rule book has."""
MISSING = 900_000_001
HUGE = 10**30
"""More than a number in the database can be."""
INTAKE_SECONDS = 60
OF_OFFICES = (("own", TOWNSHIP.office), ("other", NEIGHBOUR.office))

# The family of what the last part of an address names; who adds an address with a value in it says so here.
FAMILIES = {
    "registered": "account",
    "welcome": "account",
    "person": "account",
    "person_readings": "account",
    "person_correct": "account",
    "person_asked": "account",
    "person_move": "account",
    "person_confirm": "account",
    "person_own_pages": "account",
    "me_proof": "hers",
    "me_question": "hers",
    "me_pass": "her pass",
    "me_pass_wallet": "her pass",
    "me_pass_lost": "her pass",
    "me_case": "her case",
    "me_take_back": "her case",
    "me_letter": "hers",
    "me_letter_pdf": "hers",
    "me_consent_withdraw": "hers",
    "me_consent_again": "hers",
    "me_cancel_erasure": "hers",
    "me_correct_account": "hers",
    "me_correct_take_back": "hers",
    "me_end_passkey": "hers",
    "me_end_session": "hers",
    "me_cancel_widening": "hers",
    "person_withdraw": "account",
    "person_erase": "account",
    "person_passes": "account",
    "person_pass_scan": "account",
    "person_pass": "pass",
    "person_pass_wallet": "pass",
    "person_pass_act": "revoking",
    "person_export": "account",
    "person_export_pdf": "account",
    "taken_back": "word",
    "break_glass_close": "asked",
    "second_answer": "put",
    "break_glass_review": "opened",
    "intake_run": "run",
    "intake_progress": "run",
    "intake_rows": "run",
    "intake_report": "run",
    "intake_take_back": "run",
    "intake_again": "run",
    "remove_factor": "factor",
    "rename_passkey": "factor",
    "staff_officer": "member",
    "staff_change": "member",
    "staff_start_code": "member",
    "staff_leave": "member",
    "staff_handed_over": "member",
    "staff_return": "member",
    "staff_first": "village",
    "staff_agreement": "agreement",
    "supervised_office": "office",
    "exchange_node": "node",
    "exchange_statement": "compared",
    "exchange_statement_file": "compared",
    "paper_open": "paper",
    "paper_scan": "adding",
    "scan": "ticket",
    "calendar_feed": "feed",
    "presenting_answer": "request",
    "pass_status": "status_list",
    "cover_end": "cover",
    "answer_template_new": "answering",
    "answer_template_drop": "answer",
    "case_open": "opens",
    "case_open_for": "opening",
    "case": "case",
    "case_step": "step",
    "case_take_back": "case",
    "case_assign": "case",
    "case_evidence": "case",
    "case_letter": "letter",
    "case_letter_reached": "reached",
}
SPENT = {"person_withdraw", "person_erase"}
"""What is sent to these takes the object away: each asks about a person of its own."""


@dataclass
class Objects:
    """``named[family][kind]`` is the value in an address; ``spare`` holds people that may be taken away."""

    asking: Asking
    named: dict[str, dict[str, object]] = field(default_factory=dict)
    spare: dict[str, Iterator[int]] = field(default_factory=dict)

    def path(self, name: str, kind: str, column: str, *, sent: bool) -> str:
        """The address ``name`` with an object of this kind, as the role of this column sees it."""
        if name not in FAMILIES:
            return address_of(name)
        if kind == "huge":
            return address_of(name, MISSING).replace(str(MISSING), str(HUGE))
        value = self._value(name, kind, column, sent=sent)
        return address_of(name, *(value if isinstance(value, tuple) else (value,)))

    def _value(self, name: str, kind: str, column: str, *, sent: bool) -> object:
        family = FAMILIES[name]
        if family == "account":
            at_village = column == "village"
            if kind == "own" and sent and name in SPENT and column in self.spare:
                return next(self.spare[column])
            if at_village and kind in {"own", "paired"}:
                kind = {"own": "paired", "paired": "own"}[kind]
        if family == "factor" and kind == "own":
            return self.asking.told["factors"].get(COLUMNS[column], MISSING)
        return self.named[family][kind]


def account(asking: Asking, held: Held, at: int) -> int:
    """The file number of an office's person."""
    number: int = asking.told["accounts"][held.office][held.person(at).name]
    return number


def make_objects(asking: Asking) -> Objects:
    """Have runs handed in and emergencies asked for; the numbers of all of it."""
    nowhere: dict[str, object] = {"none": MISSING, "huge": HUGE}
    objects = Objects(asking)
    objects.spare = {
        "desk": (account(asking, TOWNSHIP, at) for at in range(10, TOWNSHIP.count)),
        "village": (account(asking, PAIRED, at) for at in range(6, PAIRED.count)),
    }
    run, other_run = _hand_in(asking, "chen.desk", TOWNSHIP), _hand_in(asking, "lin.desk", NEIGHBOUR)
    reviewed = _opened(asking, "chen.desk", GUANHU, "lin.desk", NEIGHBOUR.person(40))
    held, others = (asking.told["papers"][office] for office in (TOWNSHIP.office, NEIGHBOUR.office))
    objects.named = {
        "account": {
            "own": account(asking, TOWNSHIP, 0), "paired": account(asking, PAIRED, 0),
            "opened": account(asking, NEIGHBOUR, 40), "other": account(asking, NEIGHBOUR, 0), **nowhere,
        },
        "word": {"own": "record", "none": "nothing"},
        "run": {"own": run, "other": other_run, "none": uuid4()},
        "asked": {
            "own": _ask(asking, "chen.desk", GUANHU, NEIGHBOUR.person(41)),
            "other": _ask(asking, "lin.desk", FAR.office, FAR.person(0)), **nowhere,
        },
        "put": {
            "own": _ask(asking, "lin.desk", TOWNSHIP.office, TOWNSHIP.person(1)),
            "other": _ask(asking, "lin.desk", FAR.office, FAR.person(1)), **nowhere,
        },
        "opened": {
            "own": reviewed, "other": _opened(asking, "gao.desk", GUANHU, "lin.desk", NEIGHBOUR.person(42)), **nowhere,
        },
        "member": {
            "own": asking.told["officers"][COLLEAGUE], "other": asking.told["officers"]["lin.desk"], **nowhere,
        },
        "village": {"own": TOWNSHIP.office + "002", "other": GUANHU + "001", "none": TOWNSHIP.office + "999"},
        "agreement": {
            "own": asking.told["agreements"][TOWNSHIP.office], "other": asking.told["agreements"][GUANHU],
            "none": f"{TOWNSHIP.office}-{FAR.office}-2026-9",
        },
        "office": {"own": TOWNSHIP.office, "other": FAR.office, "none": "440309999"},
        "node": {"own": "50", "none": "99"},
        "compared": {"own": asking.told["compared"], "none": uuid4()},
        "paper": {"own": held["paper"], "other": others["paper"], "none": uuid4()},
        "hers": {**nowhere},
        "her pass": {"none": uuid4()},
        "her case": {"other": held["file"], "none": uuid4()},
        "adding": {"own": (held["file"], CODE), "other": (others["file"], CODE), "none": (uuid4(), CODE)},
        "ticket": {"own": held["token"], "other": others["token"], "none": "a" * 43},
        "status_list": {"own": 1, **nowhere},
        "request": {"own": "a" * 32, "none": "b" * 32},
        "feed": {"own": asking.told["feed"], "none": "a" * 32},
        "pass": dict(_passes(asking)),
        "revoking": {kind: (*named, "revoke") for kind, named in _passes(asking)},
        "cover": {**{k: asking.told["covers"][code] for k, code in OF_OFFICES}, **nowhere},
        "answering": {"own": "verification-answer", "none": "registration-close"},
        "answer": {**{k: asking.told["answers"][code] for k, code in OF_OFFICES}, **nowhere},
        "opens": {"own": "verification", "none": "nothing"},
        "opening": {
            "own": (account(asking, TOWNSHIP, 0), "verification"),
            "other": (account(asking, NEIGHBOUR, 0), "verification"), "none": (MISSING, "verification"),
        },
        "case": {"own": held["file"], "other": others["file"], "none": uuid4()},
        "step": {kind: (case, "withdraw") for kind, case in _cases(held, others)},
        "letter": {kind: (case, "missing") for kind, case in _cases(held, others)},
        "reached": {kind: (case, MISSING) for kind, case in _cases(held, others)},
        "factor": {"other": asking.told["factors"]["gao.desk"], **nowhere},
    }  # fmt: skip
    return objects


def _passes(asking: Asking) -> list[tuple[str, tuple[object, object]]]:
    """A pass of one's own office, of another's, and none, each with the file number of whose it is."""
    own, other = asking.told["passes"][TOWNSHIP.office], asking.told["passes"][FAR.office]
    return [("own", tuple(own)), ("other", tuple(other)), ("none", (MISSING, uuid4()))]


def _cases(held: dict[str, str], others: dict[str, str]) -> list[tuple[str, object]]:
    """A case of one's own office, of another's, and none."""
    return [("own", held["file"]), ("other", others["file"]), ("none", uuid4())]


def _hand_in(asking: Asking, officer: str, held: Held) -> str:
    """Two people are handed in again and one row that is not accepted; the run when it is done."""
    number = str(uuid4())
    lines = [held.person(at) for at in (2, 3)] + [held.person(4).but(consent="")]
    answer = asking.ask(
        "POST", address_of("intake"), seat=asking.seat(officer), sent={"form_number": number},
        files={"sheet": ("people.csv", _csv(lines), "text/csv")},
    )  # fmt: skip
    assert answer.said == ">intake_run", (answer.said, answer.body)
    deadline = monotonic() + INTAKE_SECONDS
    while monotonic() < deadline:
        page = asking.ask("GET", address_of("intake_progress", number), seat=asking.seat(officer))
        if "hx-refresh" in page.headers:
            return number
        sleep(0.3)
    raise AssertionError("the run did not end")


def _csv(lines: list[Row]) -> bytes:
    from tests.cast import HEADER

    return "\n".join(",".join(cells) for cells in (HEADER, *(line.cells() for line in lines))).encode("utf-8-sig")


def _ask(asking: Asking, officer: str, second: str, person: Row) -> int:
    """An emergency asked for by one office of another; the number of the request."""
    sent = {
        "form_number": uuid4().hex, "identifier": person.identifier, "reason": "danger", "second": "other",
        "other": second,
    }  # fmt: skip
    answer = asking.ask("POST", address_of("break_glass_ask"), seat=asking.seat(officer), sent=sent)
    if answer.said == "422":  # an office nearby stands in the list itself
        answer = asking.ask(
            "POST", address_of("break_glass_ask"), seat=asking.seat(officer), sent={**sent, "second": second}
        )
    assert answer.said == ">break_glass", (answer.said, answer.body)
    row = asking.owner.execute("SELECT max(id) FROM access_break_glass").fetchone()
    assert row is not None
    return int(row[0])


def _opened(asking: Asking, officer: str, second: str, agreeing: str, person: Row) -> int:
    number = _ask(asking, officer, second, person)
    answer = asking.ask(
        "POST", address_of("second_answer", number), seat=asking.seat(agreeing), sent={"answer": "agree"}
    )
    assert answer.said == ">second", (answer.said, answer.body)
    return number


def fresh(column: str, *, lately: bool, asking: Asking) -> str:
    """A session for one ask of a column."""
    who = COLUMNS[column]
    if lately and who not in {None, "weak", "locked"}:
        who = f"{who}{LATELY}"
    return asking.seat(who)
