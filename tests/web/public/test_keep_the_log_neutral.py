"""The log of the web process says that something failed and where, and nothing of what anybody wrote."""

import logging
import subprocess
import sys

from suixing.config.web_log import NeutralLine
from suixing.rules.identifiers import read_identifier
from tests.cast import TODAY

MARK = "李秀英-51022319850612002"


def line_of(**given: object) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, f"Not Found: /{MARK}", (), None)
    record.__dict__.update(given)
    return NeutralLine().format(record)


def test_an_address_is_left_out() -> None:
    assert line_of(status_code=404) == "ERROR django.request 404"


def test_a_fault_is_told_by_its_kind_and_place() -> None:
    try:
        read_identifier(None, today=TODAY)  # type: ignore[arg-type] # a fault inside of the house
    except (AttributeError, TypeError):
        line = line_of(exc_info=sys.exc_info(), status_code=500)
    assert line.startswith("ERROR django.request 500 ")
    assert " at suixing/rules/identifiers.py:" in line
    assert MARK not in line


def test_what_an_exception_says_is_left_out() -> None:
    try:
        raise ValueError(MARK)
    except ValueError:
        assert line_of(exc_info=sys.exc_info()) == "ERROR django.request ValueError"


def test_all_loggers_of_the_process_are_bound() -> None:
    program = (
        "import logging; from suixing.config.web_log import keep_log_neutral; keep_log_neutral();"
        f"logging.getLogger('django.security').warning('{MARK}'); logging.getLogger('x').info('{MARK}')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "WARNING django.security\n")
