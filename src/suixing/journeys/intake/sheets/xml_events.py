"""XML as events, with every definition forbidden: no document type, no entity, nothing from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, NoReturn
from xml.parsers import expat

from suixing.journeys.intake.sheets.refusals import refuse

_CHUNK = 1 << 16


def safe_parser() -> expat.XMLParserType:
    """A parser whose names are ``namespace name`` and which refuses definitions at their first byte."""

    def forbid(*_: object) -> NoReturn:
        raise refuse("entities")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.UnparsedEntityDeclHandler = forbid
    parser.NotationDeclHandler = forbid
    parser.ExternalEntityRefHandler = forbid
    parser.buffer_text = True
    return parser


@contextmanager
def well_formed() -> Iterator[None]:
    """Broken XML, or numbers and references in it that make no sense, refuse the file as damaged."""
    try:
        yield
    except (expat.ExpatError, ValueError, IndexError, KeyError, OverflowError, LookupError):
        raise refuse("damaged") from None


def feed(parser: expat.XMLParserType, stream: IO[bytes], after: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Parses a stream chunk by chunk and stops after each, so that what was found can be handed on."""
    while chunk := stream.read(_CHUNK):
        with well_formed():
            parser.Parse(chunk, False)
        after()
        yield
    with well_formed():
        parser.Parse(b"", True)
    yield


def local(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]
