"""How many queries each page takes under the serving role, the session included; none takes more than fifteen.

The numbers are written by hand: a page that grows by one fails until somebody has looked why. Two are the price of
being signed in: session and officer at the door. Sitting down and rising (web/seat.py) go past Django and
are not counted.
"""

import pytest

from tests.access_matrix.asking import Answer, Asking
from tests.access_matrix.objects import Objects, fresh
from tests.access_matrix.rows import ROWS

MOST = 15

# Who opens the page, and what it names; then the number of queries. An asterisk: just shown again who she is.
COUNTS = {
    "intake": ("desk", "-", 5),
    "intake_run": ("desk", "own", 5),
    "intake_progress": ("desk", "own", 3),
    "intake_rows": ("desk", "own", 5),
    "intake_report": ("desk", "own", 5),
    "home": ("nobody", "-", 1),
    "procedures": ("nobody", "-", 0),
    "procedure_registration": ("nobody", "-", 0),
    "procedure_pass": ("nobody", "-", 0),
    "procedure_birth-registration": ("nobody", "-", 0),
    "procedure_help-between-offices": ("nobody", "-", 0),
    "procedure_consultation": ("nobody", "-", 0),
    "procedure_benefits": ("nobody", "-", 0),
    "procedure_free-services": ("nobody", "-", 0),
    "procedure_complaints": ("nobody", "-", 0),
    "competent_office": ("nobody", "-", 0),
    "status": ("nobody", "-", 0),
    "complain": ("nobody", "-", 0),
    "on_behalf": ("nobody", "-", 0),
    "verify_pass": ("nobody", "-", 1),
    "verify_worker": ("nobody", "-", 0),
    "kept_page": ("nobody", "-", 0),
    "kept_worker": ("nobody", "-", 0),
    "refusals": ("nobody", "-", 0),
    "about": ("nobody", "-", 0),
    "today": ("nobody", "-", 0),
    "me_sign_in": ("nobody", "-", 0),
    "own_pages_second": ("desk", "-", 2),
    "account_login": ("nobody", "-", 0),
    "first_time": ("nobody", "-", 0),
    "second_factor": ("weak", "-", 3),
    "set_up_totp": ("weak", "-", 4),
    "set_up_passkey": ("weak", "-", 6),
    "locked": ("locked", "-", 3),
    "confirm": ("desk", "-", 3),
    "account_logout": ("desk", "-", 2),
    "own_account": ("desk", "-", 4),
    "recovery_codes": ("desk", "-", 3),
    "another_totp": ("desk", "-*", 3),
    "another_passkey": ("desk", "-*", 5),
    "change_password": ("desk", "-*", 2),
    "person": ("desk", "own", 13),
    "person_readings": ("desk", "own", 8),
    "person_correct": ("desk", "own", 8),
    "person_asked": ("desk", "own", 9),
    "person_move": ("desk", "own", 8),
    "person_confirm": ("desk", "own", 8),
    "person_own_pages": ("desk", "own", 8),
    "person_withdraw": ("desk", "own", 8),
    "person_erase": ("desk", "own", 8),
    "person_passes": ("desk", "own", 13),
    "person_pass_scan": ("desk", "own", 8),
    "person_pass": ("desk", "own", 11),
    "person_pass_act": ("desk", "own", 11),
    "person_export": ("desk", "own", 10),
    "person_export_pdf": ("desk", "own", 11),
    "welcome": ("desk", "own", 8),
    "taken_back": ("desk", "own", 2),
    "scan": ("desk", "own", 3),
    "case_new": ("desk", "-", 2),
    "case_open": ("desk", "own", 2),
    "case_open_for": ("desk", "own", 7),
    "case_done": ("desk", "-", 2),
    "extract": ("desk", "-", 2),
    "case": ("desk", "own", 11),
    "case_step": ("desk", "own", 10),
    "paper_open": ("desk", "own", 10),
    "paper_scan": ("desk", "own", 8),
    "break_glass": ("desk", "-", 9),
    "break_glass_ask": ("desk", "-", 3),
    "second": ("desk", "-", 4),
    "break_glass_reviews": ("city", "-", 4),
    "break_glass_review": ("city", "own", 4),
    "desk": ("desk", "-", 8),
    "corrections_asked": ("desk", "-", 3),
    "cases": ("desk", "-", 5),
    "cases_part": ("desk", "-", 5),
    "cover": ("desk", "-", 4),
    "case_feed": ("desk", "-", 3),
    "answer_templates": ("desk", "-", 3),
    "answer_template_new": ("desk", "own", 2),
    "calendar_feed": ("nobody", "own", 2),
    "jwt_vc_issuer": ("nobody", "-", 1),
    "pass_trust": ("nobody", "-", 1),
    "pass_lists": ("nobody", "-", 4),
    "pass_status": ("nobody", "own", 1),
    "credential_issuer": ("nobody", "-", 0),
    "authorization_server": ("nobody", "-", 0),
    "pass_type": ("nobody", "-", 0),
    "pass_ask": ("desk", "-", 2),
    "find": ("desk", "-", 2),
    "register": ("desk", "-", 3),
    "staff": ("staff", "-", 4),
    "staff_add": ("staff", "-", 2),
    "staff_code_shown": ("staff", "-", 2),
    "staff_officer": ("staff", "own", 4),
    "staff_change": ("staff", "own", 3),
    "staff_start_code": ("staff", "own*", 3),
    "staff_leave": ("staff", "own", 5),
    "staff_handed_over": ("staff", "own", 5),
    "staff_below": ("staff", "-", 2),
    "staff_first": ("staff", "own", 3),
    "staff_agreements": ("staff", "-", 4),
    "staff_agree": ("staff", "-", 3),
    "staff_agreement": ("staff", "own", 4),
    "contact": ("staff", "-", 3),
    "supervisor": ("city", "-", 8),
    "supervised_office": ("city", "own", 8),
    "supervised_intakes": ("city", "-", 3),
    "supervised_late": ("city", "-", 5),
    "exchange": ("exchange", "-", 13),
    "exchange_stuck": ("exchange", "-", 6),
    "exchange_issuers": ("exchange", "-", 10),
    "exchange_traffic": ("exchange", "-", 3),
    "exchange_node": ("exchange", "own", 10),
    "exchange_statements": ("exchange", "-", 3),
    "exchange_statement": ("exchange", "own", 3),
    "exchange_statement_file": ("exchange", "own", 6),
}  # fmt: skip
NO_PAGE = {"healthz", "readyz"}


def test_every_page_is_counted() -> None:
    """All that the matrix answers with 200."""
    pages = {row.address for row in ROWS if row.method == "GET" and "200" in row.cells.values()}
    assert set(COUNTS) == pages - NO_PAGE


def test_no_page_takes_more_than_fifteen() -> None:
    assert {name: count for name, (_, _, count) in COUNTS.items() if count > MOST} == {}


@pytest.mark.parametrize("name", COUNTS)
def test_the_page_takes_as_many_queries_as_written(name: str, asking: Asking, objects: Objects) -> None:
    column, kind, count = COUNTS[name]
    taken = [sum(_open(asking, objects, name, column, kind).queries.values()) for _ in range(2)]
    # The first may fill what a process keeps, names of divisions for example.
    assert taken[-1] == count


def _open(asking: Asking, objects: Objects, name: str, column: str, kind: str) -> Answer:
    path = objects.path(name, kind.removesuffix("*"), column, sent=False)
    answer = asking.ask("GET", path, seat=fresh(column, lately=kind.endswith("*"), asking=asking))
    assert answer.status == 200
    assert answer.queries, "the web process does not count"
    return answer
