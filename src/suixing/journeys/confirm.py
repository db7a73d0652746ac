"""A person confirms that an office sees what others entered: by a paper code, or by a code to a telephone held before.

The database decides (``people_confirm_tie``). Whatever is wrong is answered alike; telling her on her older
channels is done by the database too, in the same transaction. docs/confirmation.md.
"""

from datetime import datetime

from django.db import transaction

from suixing.access import queries as access
from suixing.kernel.errors import Sentence
from suixing.notices import actions as notices
from suixing.people import actions as people
from suixing.people.queries import person_of

SENT = Sentence(
    zh="如果此前有其他机构登记过本人的手机号，验证码已发往该手机，10 分钟内有效。",
    en="If another office held a telephone number before, a code was sent to it. It holds for 10 minutes.",
)
CONFIRMED = Sentence(
    zh="本人已确认。现在可以看到其他机构登记的内容；已通知本人。",
    en="Confirmed by the person. You now see what other offices entered; the person was told.",
)
NOT_CONFIRMED = Sentence(
    zh="未能确认，登记未改动。请核对后再输；一天最多五次。也可请本人到原登记机构重新领取确认码。",
    en="It was not confirmed and nothing was changed. Check it and type it again, at most five times a day; or the "
    "person can get a new code from the office that registered her before.",
)


def is_confirmed(*, account: int) -> bool:
    """Whether the tie of the office that entered this account is confirmed."""
    found = person_of(account)
    return found is not None and access.tie_is_confirmed(person=found[0], office=found[1])


def confirm_by_paper(*, account: int, code: str, office: str, by: str, now: datetime) -> bool:
    """Whether the paper code confirmed the tie of this account's office. Raises NoSuchAccount."""
    return people.confirm_tie(account=account, kind="paper", code=code, office=office, by=by, now=now)


def confirm_by_telephone(*, account: int, code: str, office: str, by: str, now: datetime) -> bool:
    """Whether the code that was sent confirmed the tie of this account's office. Raises NoSuchAccount."""
    return people.confirm_tie(account=account, kind="telephone", code=code, office=office, by=by, now=now)


@transaction.atomic
def send_code(*, account: int, office: str, by: str, now: datetime) -> None:
    """Send a code to the telephones held before, if there are any; the answer is always ``SENT``."""
    code = people.draw_telephone_code()
    code_hash = people.telephone_code_hash(account=account, code=code)
    notices.send_telephone_code(account=account, code=code, code_hash=code_hash, office=office, by=by, now=now)
