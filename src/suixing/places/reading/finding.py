"""What an exploration passes around: how far the text has been read, and what one reading of it found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Divisions above the township that the text has named so far, and where it stands behind them."""

    codes: tuple[int, ...]
    end: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One way to read the text: a division, where its name ends, and how much was taken on trust."""

    code: int
    end: int
    doubt: int


def lies_in(code: int, other: int) -> bool:
    """Whether a division is another one or lies within it."""
    while code > other:
        code //= 1000 if code > 99_999_999 else 100
    return code == other
