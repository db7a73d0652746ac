"""The matrix as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.access_matrix.matrix import COLUMNS, TABLE
from tests.access_matrix.matrix_of_own_pages import OWN_PAGES
from tests.access_matrix.matrix_of_posts import POSTS

FOREIGN = ("other", "none", "huge")


@dataclass(frozen=True)
class Row:
    """One line of the table; ``cells`` by column. ``lately``: asked by who has just shown again who she is."""

    address: str
    kind: str
    lately: bool
    method: str
    cells: Mapping[str, str]

    def kinds(self, named: Mapping[str, object]) -> list[str]:
        """The objects that this row is about, of those that its family has."""
        if self.kind != "foreign":
            return [self.kind]
        return [kind for kind in FOREIGN if kind in named and (kind != "huge" or self.address not in NO_ADDRESS)]


def read_table() -> list[Row]:
    rows = []
    for line in (one for table in (TABLE, POSTS, OWN_PAGES) for one in table.strip().splitlines()[1:]):
        address, kind, method, *cells = line.split()
        assert len(cells) == len(COLUMNS), line
        cells_of = dict(zip(COLUMNS, cells, strict=True))
        rows.append(Row(address, kind.removesuffix("*"), kind.endswith("*"), method, cells_of))
    return rows


ROWS = read_table()
NO_ADDRESS = {row.address for row in ROWS if row.kind == "huge"}
"""Where a number beyond all numbers has a row of its own."""
