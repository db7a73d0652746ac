"""How a posting is packed: a code and what kind of spelling led to it."""

# Flags of a path posting, in its lowest four bits: no suffix written; nothing written before it; a name of
# the past; the stem under another suffix.
SHORT, BARE, PAST, SWAPPED = 1, 2, 4, 8
PATH_BITS = 4

# Flags of a township posting, in its lowest three bits: no suffix written; a name of the past; no suffix
# written and the beginning of another township's name in the county (桃山 in 桃山林业局).
STEM, GONE, CROWDED = 1, 2, 4
TOWN_BITS = 3

# A village posting is the last six digits of the code and, in its lowest two bits, the kind of committee.
VILLAGE_BITS = 2

# The first character of a township's key stands for its county, or for the whole nation.
NATION = chr(0x3400)
_FIRST_SCOPE = 0x4E00


def scope(ordinal: int) -> str:
    """The character that stands for the county of this ordinal among all counties by code."""
    return chr(_FIRST_SCOPE + ordinal)
