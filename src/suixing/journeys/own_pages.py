"""She signs in herself by a code to a telephone that an office holds: several rooms take part.

Whether there is a telephone, or anybody, is told to no process that serves pages (docs/residents.md).
"""

from django.db import connection, transaction

from suixing.kernel.errors import Sentence
from suixing.notices.actions import seal_own_code
from suixing.people.queries import blind_index
from suixing.residents.proving import draw_short_code, hash_of

SENT = Sentence(
    zh="如果有机构登记过您的手机号，验证码已发往该手机，10 分钟内有效；一天最多三次。",
    en="If an office holds a telephone of yours, a code was sent to it. It holds for 10 minutes; three a day at most.",
)


@transaction.atomic
def send_code(*, identifier: str) -> None:
    """Send a code to the telephones of who has this number; the answer is always ``SENT``."""
    blind, code = blind_index(identifier), draw_short_code()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journeys_send_resident_code(%s, %s, %s)",
            [blind, hash_of("telephone", code, blind=blind), seal_own_code(code)],
        )
