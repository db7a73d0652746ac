"""One file a command: its words, and the one call into the house that carries it out."""

from suixing.config.commands import (
    agreement,
    bench,
    calendar_words,
    check,
    clock,
    demo,
    exchange,
    intake,
    journal,
    node,
    officer,
    pass_words,
    people,
    place_words,
)

COMMANDS = (
    demo,
    check,
    node,
    place_words,
    clock,
    calendar_words,
    intake,
    people,
    pass_words,
    officer,
    agreement,
    exchange,
    journal,
    bench,
)
