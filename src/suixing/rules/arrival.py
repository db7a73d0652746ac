"""When a request or an answer has legally arrived, by the channel that it came through (T2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from suixing.kernel.errors import Refusal, Sentence

_CHINA = timezone(timedelta(hours=8))
RULE = "T2"


class Channel(StrEnum):
    """How something travels from one office to another."""

    REGISTERED_LETTER = "registered_letter"
    FAX = "fax"
    TELEPHONE = "telephone"
    ELECTRONIC = "electronic"
    DESK = "desk"


BEFORE_SENT = Sentence(
    zh="送达时间早于发出时间，无法登记；请核对两个时间。",
    en="It would have arrived before it was sent and cannot be recorded; check the two times.",
)
NAIVE = Sentence(
    zh="发出和送达时间必须带有时区。",
    en="The times of sending and of arrival must have a time zone.",
)
_LAID_DOWN = {
    Channel.REGISTERED_LETTER: Sentence(
        zh="挂号信：以签收之日为送达。", en="Registered letter: it arrives on the day on which it is signed for."
    ),
    Channel.FAX: Sentence(
        zh="传真：以记录的收到时间为送达。", en="Fax: it arrives at the receiving time that is noted."
    ),
    Channel.TELEPHONE: Sentence(
        zh="电话：以通话原始记录的时间为送达。",
        en="Telephone: it arrives at the time in the original record of the call.",
    ),
    Channel.ELECTRONIC: Sentence(
        zh="电子交换：以对方签名回执的时间为送达。",
        en="Electronic exchange: it arrives at the time in the receiver's signed receipt.",
    ),
    Channel.DESK: Sentence(
        zh="当面递交：以签收单上的时间为送达。", en="By hand: it arrives at the time on the signed slip."
    ),
}
_MISSING = {
    Channel.REGISTERED_LETTER: Sentence(
        zh="挂号信未附签收凭证，视为尚未送达。", en="The letter's signed receipt is not attached: it has not arrived."
    ),
    Channel.FAX: Sentence(
        zh="传真未附收到时间的记录，视为尚未送达。",
        en="The fax's noted receiving time is not attached: it has not arrived.",
    ),
    Channel.TELEPHONE: Sentence(
        zh="电话未附通话原始记录，视为尚未送达。",
        en="The original record of the call is not attached: it has not arrived.",
    ),
    Channel.ELECTRONIC: Sentence(
        zh="尚未收到对方的签名回执，视为尚未送达。",
        en="The receiver's signed receipt is not there: it has not arrived.",
    ),
    Channel.DESK: Sentence(
        zh="当面递交未附签收单，视为尚未送达。", en="The signed slip is not attached: it has not arrived."
    ),
}
# What counts is when it was handed over; for the other channels it is what the record of the receiver notes.
_BY_HANDING_OVER = (Channel.REGISTERED_LETTER, Channel.DESK)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Sent, delivered, recorded, and when it legally arrived; ``legal`` None: not yet, ``why`` says what is missing."""

    channel: Channel
    sent: datetime
    delivered: datetime | None
    recorded: datetime | None
    legal: datetime | None
    rule: str
    evidence: str | None
    why: Sentence


def legal_arrival(
    *,
    channel: Channel,
    sent: datetime,
    delivered: datetime | None = None,
    noted: datetime | None = None,
    evidence: str | None = None,
) -> Arrival:
    """The arrival of something sent at ``sent`` (T2).

    ``delivered`` is when it was signed for (letter) or handed over (desk); ``noted`` is the time that the receiver's
    record bears: the fax's, the call's, the receipt's. ``evidence`` names the paper or receipt that shows it; without
    it, or without the time that counts, nothing has arrived. Raises ``Refusal`` for a time before ``sent``, by the day
    for a letter (a stamp shows no hour), and for one without a time zone.
    """
    for time in (sent, delivered, noted):
        if time is not None and time.tzinfo is None:
            raise Refusal(NAIVE)
        if time is not None and _earlier(time, sent, by_day=channel is Channel.REGISTERED_LETTER):
            raise Refusal(BEFORE_SENT)
    shown = evidence is not None and evidence.strip() != ""
    time = delivered if channel in _BY_HANDING_OVER else noted
    legal = time if shown else None
    return Arrival(
        channel=channel,
        sent=sent,
        delivered=delivered,
        recorded=noted,
        legal=legal,
        rule=RULE,
        evidence=evidence if shown else None,
        why=(_MISSING if legal is None else _LAID_DOWN)[channel],
    )


def _earlier(time: datetime, sent: datetime, *, by_day: bool) -> bool:
    if by_day:
        return time.astimezone(_CHINA).date() < sent.astimezone(_CHINA).date()
    return time < sent
