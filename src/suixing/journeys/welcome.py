"""The welcome package of who was registered here (G4): what one office entered becomes a letter to her."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from suixing.directory.queries import contact_of
from suixing.journeys.person import NotOwn, see
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.letters import AgreedTo, IssuingOffice, WelcomePackage
from suixing.people.actions import issue_paper_code
from suixing.places.queries import full_name

WAYS = {
    "desk": Sentence(zh="当面", en="at the desk"),
    "phone": Sentence(zh="电话", en="by telephone"),
    "paper": Sentence(zh="书面", en="on paper"),
    "sheet": Sentence(zh="登记册所载", en="as the register says"),
}


class NoContact(Refusal):
    """The office has not said how it is reached, and a letter without that helps nobody."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="本机构尚未填写地址、电话和开放时间，欢迎信未生成；登记已保存，不受影响。请人员管理员填写后再打印。",
                en="This office has not yet given its address, telephone and hours, so no letter was made; the "
                "registration stands. Ask whoever manages the staff to fill them in, then print it.",
            )
        )


@transaction.atomic
def welcome_package(*, account: int, ask: str, english: bool, office: str, by: str, now: datetime) -> WelcomePackage:
    """The letter with a new paper code; the one printed before is no longer good. ``ask`` is whom to ask, by name.

    A reading in the journal. Raises NotSeen, NotOwn or NoContact.
    """
    seen = see(account=account, office=office, by=by, now=now)
    if not seen.own:
        raise NotOwn
    contact = contact_of(office)
    if contact is None:
        raise NoContact
    given = [one for one in seen.consents if one.office == office and one.withdrawn_at is None][-1]
    code = issue_paper_code(account=account, by=by, now=now)
    name = full_name(office)
    address = contact.address_en if english and contact.address_en else contact.address_zh
    return WelcomePackage(
        office=IssuingOffice(
            name=Sentence(zh=name, en=name),
            address=address,
            telephone=contact.telephone,
            opening_hours=Sentence(zh=contact.hours_zh, en=contact.hours_en or contact.hours_zh),
        ),
        name=seen.account.name,
        file_number=str(account),
        agreed=AgreedTo(text=Sentence(zh=given.zh, en=given.en), on=given.given_on, way=WAYS[given.way]),
        written_on=timezone.localdate(now),
        paper_code=code.replace("-", ""),
        ask=ask,
    )
