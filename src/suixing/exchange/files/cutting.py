"""How a file is cut: pieces of one length but for the last, a few asked for at a time. Pure."""

from collections.abc import Collection

CHUNK_BYTES = 256 << 10
"""Two of them, written as events, fill a parcel of 1 MiB (1048576 bytes) nearly."""
WINDOW = 16
"""Pieces that are asked for at a time: what may wait at the hub for a receiver that went away meanwhile."""


def chunks_of(octets: int) -> int:
    """How many pieces a file of so many octets takes."""
    return -(-octets // CHUNK_BYTES)


def span_of(number: int, octets: int) -> tuple[int, int]:
    """Where the piece of this number, from 0, begins, and how long it is."""
    start = number * CHUNK_BYTES
    return start, min(CHUNK_BYTES, octets - start)


def missing(chunks: int, held: Collection[int], *, most: int = WINDOW) -> list[int]:
    """The first ``most`` numbers that are not held."""
    return [number for number in range(chunks) if number not in held][:most]
