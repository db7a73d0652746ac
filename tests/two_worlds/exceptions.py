"""Where two worlds may differ, each with its reason; written by hand. Everything else must be equal.

A place is ``how moment who what``: ``sql ended chen cases_case``, ``page open gao case``. ``chen`` is the desk of the
registering office; all others of the same office are no exception.
"""

from tests.two_worlds.comparing import MayDiffer

EVERYWHERE = (
    MayDiffer("sql * journal_leaf", "how many entries there are on the whole node; no word of whose or what"),
    MayDiffer("sql * journal_block", "signed heads over the whole journal: the same number"),
)
WHILE_OPEN = (
    MayDiffer("* open chen *", "the desk that registers has the registration before it"),
    MayDiffer("sql open sun.here clocks_*", "whose office it is sees its clocks run; no person and no file"),
)
A_PAPER_LIES_THERE = MayDiffer(
    "sql open node files",
    "a paper that she handed in, sealed, under a random name on the disk",
)
ANOTHER_MATTER_IS_LATE = MayDiffer(
    "sql open node exchange_route", "what is late in its place lies between two offices; no page reads it"
)
_OWN_ACTS = "its own acts in her cases, which are shown to her; none says in which procedure"
AFTER_IT_ENDED = (
    MayDiffer("sql ended chen cases_sealed_record", "what is found by the number on her paper; names nobody"),
    MayDiffer("sql ended chen cases_status_link", "a code on her letter: that its case ended, and its month"),
    MayDiffer("sql ended chen access_search_count", "how often the officer looked up what she does not hold"),
    MayDiffer("sql ended chen journal_entry", _OWN_ACTS),
    MayDiffer("sql ended chen journal_mention", _OWN_ACTS),
    MayDiffer("page ended chen person", _OWN_ACTS),
    MayDiffer("page ended chen person_readings", _OWN_ACTS),
    MayDiffer("page ended chen person_export", _OWN_ACTS),
)
REGISTERING_OFFICE = (*WHILE_OPEN, *AFTER_IT_ENDED)
