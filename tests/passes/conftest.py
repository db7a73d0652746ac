"""The home office at its desk, the office where she lives, and people whom they hold."""

from uuid import UUID

import pytest

from suixing.journeys.register import Entry, register_one
from suixing.people.queries import find_person
from suixing.rules.identifiers import Identifier, read_identifier
from tests.cast import FUCHENG, NOW, TODAY, XIUYING, ZHONGZHOU, Row
from tests.desk.conftest import Sit, sit

__all__ = ["sit"]


def entry(row: Row, *, home: str = ZHONGZHOU, current: str = FUCHENG) -> Entry:
    """What she says at a desk."""
    read = read_identifier(row.identifier, today=TODAY)
    assert isinstance(read, Identifier)
    assert read.born is not None
    return Entry(
        identifier=read, name=row.name, sex=2, born=read.born, telephone=row.telephone, home=home,
        home_text=row.home, current=current, current_text=row.current, arrived=TODAY.replace(day=1),
        consent_on=TODAY, way="desk",
    )  # fmt: skip


def register(sit: Sit, row: Row, *, office: str, by: str, home: str = ZHONGZHOU) -> UUID:
    """An office registers her at its desk; her opaque id."""
    with sit(by, office):
        register_one(entry=entry(row, home=home), office=office, by=by, now=NOW)
    person = find_person(row.identifier)
    assert person is not None
    return person


@pytest.fixture
def xiuying(sit: Sit) -> UUID:
    """She lives in Fucheng, is registered in Zhongzhou, and both offices hold her."""
    register(sit, XIUYING, office=FUCHENG, by="chen")
    return register(sit, XIUYING, office=ZHONGZHOU, by="gao")
