"""An office says how it is reached; who answers for a place is found from the place."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from suixing.directory.actions import NewContact, update_contact
from suixing.directory.errors import ContactChangedMeanwhile, ContactUnclear
from suixing.directory.models import OfficeContact
from suixing.directory.queries import competent_office, contact_of
from suixing.exchange.models import FarOffice, Node
from suixing.exchange.queries import is_reached
from suixing.journal.models import Entry
from suixing.places.actions import open_office
from suixing.places.errors import UnknownOffice
from suixing.places.queries import full_name
from tests.cast import FUCHENG, GUANHU, NOW, ZHONGZHOU
from tests.exchange.far_node import empty_exchange

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


@pytest.fixture
def far(node: None) -> Iterator[None]:
    """Other nodes are forgotten afterwards."""
    yield
    empty_exchange()


@pytest.mark.usefixtures("far")
def test_who_answers_for_a_place_may_be_on_another_node() -> None:
    """The nearest office counts, on whichever node; the nation's is nearer than none."""
    hub = Node.objects.create(pk="00", role="nation", joined_at=NOW)
    chongqing = Node.objects.create(pk="50", role="province", joined_at=NOW)
    FarOffice.objects.create(code="00", node=hub, telephone="010-10000000")
    FarOffice.objects.create(code=ZHONGZHOU, node=chongqing, telephone="023-54230000", address_zh="和平路3号")
    township = competent_office(ZHONGZHOU)
    assert (township.office, township.joined) == (ZHONGZHOU, True)
    assert township.office_name == full_name(ZHONGZHOU)
    assert township.contact is not None
    assert (township.contact.telephone, township.contact.address_zh) == ("023-54230000", "和平路3号")
    nowhere = competent_office("500233002")
    assert (nowhere.office, nowhere.joined) == ("00", False)
    open_office(code="500233", now=NOW)
    assert competent_office("500233002").office == "500233"
    chongqing.state = "revoked"
    chongqing.save(update_fields=["state"])
    assert contact_of(ZHONGZHOU) is None
    assert not is_reached(ZHONGZHOU)
