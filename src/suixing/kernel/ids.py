"""Opaque identifiers."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): opaque to people, rising with time for the indexes.

    Rising keys keep inserts at the right edge of a B-tree, so that the pace of taking in people does not
    fall as the table grows. The time inside says no more than the journal entry of the same act.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76 | (random >> 68) << 64
    value |= 0b10 << 62 | random & 0x3FFFFFFFFFFFFFFF
    return uuid.UUID(int=value)
