"""An office says how it is reached; who answers for a place is found from the place."""

from datetime import timedelta

import pytest

from suixing.directory.actions import NewContact, update_contact
from suixing.directory.errors import ContactChangedMeanwhile, ContactUnclear
from suixing.directory.models import OfficeContact
from suixing.directory.queries import competent_office, contact_of
from suixing.journal.models import Entry
from suixing.places.actions import open_office
from suixing.places.errors import UnknownOffice
from tests.cast import FUCHENG, GUANHU, NOW

CONTACT = NewContact(
    telephone="0755-2800 0000",
    address_zh="龙华区福城街道示例路1号",
    address_en="1 Example Road, Fucheng",
    hours_zh="工作日 9:00–12:00，14:00–18:00",
    hours_en="Working days 9:00–12:00, 14:00–18:00",
)
LATER = NOW + timedelta(hours=1)


def publish(**changes: object) -> OfficeContact:
    given = {"office": FUCHENG, "by": "chen.jing", "now": NOW, "contact": CONTACT, **changes}
    return update_contact(**given)  # type: ignore[arg-type] # changed one by one in the tests


@pytest.mark.usefixtures("node")
def test_a_contact_is_published_with_an_entry() -> None:
    publish()
    held = contact_of(FUCHENG)
    assert held is not None
    assert (held.telephone, held.address_en, held.updated_at) == (CONTACT.telephone, CONTACT.address_en, NOW)
    entry = Entry.objects.get()
    assert (entry.act, entry.office, entry.officer) == ("office.contact_changed", FUCHENG, "chen.jing")
    assert (entry.subjects, entry.detail) == ([], {})


@pytest.mark.usefixtures("node")
def test_a_contact_is_changed_only_by_who_saw_it_as_it_is() -> None:
    first = publish()
    publish(now=LATER, seen=first.updated_at, contact=NewContact("12345", "新址", "上午"))
    with pytest.raises(ContactChangedMeanwhile):
        publish(now=LATER, seen=first.updated_at)
    with pytest.raises(ContactChangedMeanwhile):
        publish(now=LATER)
    held = contact_of(FUCHENG)
    assert held is not None
    assert held.address_zh == "新址"
    assert Entry.objects.count() == 2


@pytest.mark.usefixtures("node")
@pytest.mark.parametrize(
    "contact",
    [
        NewContact("call me", "址", "时"),
        NewContact("12345", "", "时"),
        NewContact("12345", "址", ""),
        NewContact("12345", "址\x00", "时"),
        NewContact("12345", "址\n二", "时"),
        NewContact("12345", "\u202e址", "时"),
        NewContact("12345", "址", "时" * 201),
        NewContact("1" * 41, "址", "时"),
    ],
)
def test_an_unclear_contact_is_refused(contact: NewContact) -> None:
    with pytest.raises(ContactUnclear):
        publish(contact=contact)
    assert contact_of(FUCHENG) is None
    assert not Entry.objects.exists()


@pytest.mark.usefixtures("node")
def test_an_office_that_does_not_exist_publishes_nothing() -> None:
    with pytest.raises(UnknownOffice):
        publish(office="999999999")


@pytest.mark.usefixtures("node")
def test_the_nearest_open_office_answers() -> None:
    found = competent_office(FUCHENG + "001")
    assert (found.responsible, found.office, found.joined) == (FUCHENG, None, False)
    assert found.responsible_name == "广东省深圳市龙华区福城街道"

    open_office(code="440309", now=NOW)
    found = competent_office(FUCHENG + "001")
    assert (found.office, found.office_name, found.joined) == ("440309", "广东省深圳市龙华区", False)

    publish()
    found = competent_office(FUCHENG + "001")
    assert (found.office, found.joined) == (FUCHENG, True)
    assert found.contact is not None
    assert competent_office(GUANHU).joined is False


@pytest.mark.usefixtures("node")
def test_a_place_above_the_townships_answers_for_itself() -> None:
    open_office(code="440309", now=NOW)
    found = competent_office("440309")
    assert (found.responsible, found.office, found.joined) == ("440309", "440309", True)
    assert competent_office("4403").office is None
