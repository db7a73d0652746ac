"""When something has legally arrived, by channel (T2)."""

from datetime import datetime, timedelta

import pytest

from suixing.kernel.errors import Refusal
from suixing.rules.arrival import Arrival, Channel, legal_arrival
from suixing.rules.counting import CHINA

SENT = datetime(2026, 11, 2, 16, 30, tzinfo=CHINA)
DELIVERED = datetime(2026, 11, 5, 9, 0, tzinfo=CHINA)
NOTED = datetime(2026, 11, 5, 11, 0, tzinfo=CHINA)


def arrival(channel: Channel, evidence: str | None = "slip 7") -> Arrival:
    return legal_arrival(channel=channel, sent=SENT, delivered=DELIVERED, noted=NOTED, evidence=evidence)


@pytest.mark.parametrize(
    ("channel", "legal"),
    [
        (Channel.REGISTERED_LETTER, DELIVERED),
        (Channel.FAX, NOTED),
        (Channel.TELEPHONE, NOTED),
        (Channel.ELECTRONIC, NOTED),
        (Channel.DESK, DELIVERED),
    ],
)
def test_each_channel_has_the_time_that_counts(channel: Channel, legal: datetime) -> None:
    found = arrival(channel)
    assert found.legal == legal
    assert (found.sent, found.delivered, found.recorded, found.rule) == (SENT, DELIVERED, NOTED, "T2")
    assert found.evidence == "slip 7"
    assert found.why.zh


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("evidence", [None, "", "  "])
def test_without_evidence_nothing_has_arrived(channel: Channel, evidence: str | None) -> None:
    found = arrival(channel, evidence)
    assert (found.legal, found.evidence) == (None, None)
    assert "has not arrived" in found.why.en
    assert "尚未送达" in found.why.zh


@pytest.mark.parametrize("channel", list(Channel))
def test_without_the_time_that_counts_nothing_has_arrived(channel: Channel) -> None:
    by_hand = channel in {Channel.REGISTERED_LETTER, Channel.DESK}
    found = legal_arrival(
        channel=channel,
        sent=SENT,
        delivered=None if by_hand else DELIVERED,
        noted=NOTED if by_hand else None,
        evidence="slip 7",
    )
    assert found.legal is None


def test_every_channel_says_why_in_its_own_words() -> None:
    said = {arrival(channel, evidence).why for channel in Channel for evidence in (None, "slip 7")}
    assert len(said) == 2 * len(Channel)


@pytest.mark.parametrize("channel", list(Channel))
def test_nothing_arrives_before_it_is_sent(channel: Channel) -> None:
    early = SENT - timedelta(days=1)
    for times in ({"delivered": early}, {"noted": early}):
        with pytest.raises(Refusal):
            legal_arrival(channel=channel, sent=SENT, evidence="slip 7", **times)


def test_a_letter_signed_for_on_the_day_of_sending_has_no_hour() -> None:
    stamped = datetime(2026, 11, 2, tzinfo=CHINA)
    found = legal_arrival(channel=Channel.REGISTERED_LETTER, sent=SENT, delivered=stamped, evidence="slip 7")
    assert found.legal == stamped
    with pytest.raises(Refusal):
        legal_arrival(channel=Channel.FAX, sent=SENT, noted=stamped, evidence="slip 7")


def test_a_time_without_zone_is_refused() -> None:
    naive = datetime(2026, 11, 5)  # noqa: DTZ001 - the fault
    with pytest.raises(Refusal):
        legal_arrival(channel=Channel.FAX, sent=SENT, noted=naive, evidence="slip 7")
