"""Messages on their way, and the evidence of it. What a message says is opaque here and lies sealed."""

from django.db import models
from django.db.models import Deferrable, F, Q

NOT_LEFT = Q(relayed_at=None, refusal="")
UNSETTLED = Q(handled_at=None, refused="")


class Side(models.TextChoices):
    """On which side of a pair an office stands."""

    ASKING = "asking", "asking"
    ANSWERING = "answering", "answering"

    @property
    def other(self) -> "Side":
        """The side across."""
        return Side.ANSWERING if self is Side.ASKING else Side.ASKING


class Event(models.TextChoices):
    """What happened to a message, named as in ETSI EN 319 522-1.

    ``content_consignment`` (stored at the receiver) is the legal arrival (T2); ``content_handover`` says that an
    officer opened it; ``content_handover_failure`` that it arrived and could not be acted on, and why.
    """

    SUBMISSION_ACCEPTANCE = "submission_acceptance", "submission_acceptance"
    SUBMISSION_REJECTION = "submission_rejection", "submission_rejection"
    RELAY = "relay", "relay"
    RELAY_FAILURE = "relay_failure", "relay_failure"
    CONTENT_CONSIGNMENT = "content_consignment", "content_consignment"
    CONTENT_HANDOVER = "content_handover", "content_handover"
    CONTENT_HANDOVER_FAILURE = "content_handover_failure", "content_handover_failure"


class Route(models.Model):
    """Who stands on which side of a pair. No page reads it: the answering office must not learn who asks (X8).

    Each is the code of an office, or, where the other node did not say which of its offices asks, ``44:`` and an alias
    that only that node can resolve.
    """

    pair = models.UUIDField(primary_key=True)
    asking = models.TextField()
    answering = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_route"
        constraints = [models.CheckConstraint(name="two_offices_make_a_pair", condition=~Q(asking=F("answering")))]


class Outgoing(models.Model):
    """A message of ``office``, the ``seq``-th of its side in this pair.

    It leaves at ``leave_at`` and can be taken back until then. ``sealed`` is bound to the id; NULL once it was
    forgotten. ``refusal`` says in one word why it cannot leave; what comes after it then waits. One for another node
    leaves in a ``parcel``, and again at ``resend_at`` until its receipt came; ``to_forget``: destroyed once it did.
    """

    id = models.UUIDField(primary_key=True)
    pair = models.UUIDField()
    side = models.TextField(choices=Side.choices)
    seq = models.IntegerField()
    kind = models.TextField()
    version = models.IntegerField()
    office = models.TextField()
    sealed = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    leave_at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(default="", db_default="")
    urgent = models.BooleanField(default=False, db_default=False)
    parcel = models.UUIDField(null=True)
    resend_at = models.DateTimeField(null=True)
    resends = models.IntegerField(default=0, db_default=0)
    consigned_at = models.DateTimeField(null=True)
    to_forget = models.BooleanField(default=False, db_default=False)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_outbox"
        constraints = [
            # Checked at the end of a statement: what follows a message taken back moves up by one.
            models.UniqueConstraint(
                fields=["pair", "side", "seq"], name="outgoing_in_order", deferrable=Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(name="outgoing_has_a_side", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="outgoing_counts_from_one", condition=Q(seq__gte=1)),
        ]
        indexes = [
            models.Index(fields=["leave_at"], condition=NOT_LEFT, name="outgoing_to_leave"),
            models.Index(fields=["refused_at"], condition=Q(refused_at__isnull=False), name="outgoing_refused"),
            models.Index(fields=["resend_at"], condition=Q(resend_at__isnull=False), name="outgoing_to_send_again"),
            models.Index(fields=["parcel"], condition=Q(parcel__isnull=False), name="outgoing_by_parcel"),
            models.Index(fields=["consigned_at"], condition=Q(consigned_at__isnull=False), name="outgoing_by_receipt"),
        ]


class Incoming(models.Model):
    """A message that arrived at ``office``; ``side`` and ``seq`` are the sender's, ``place`` is her province.

    ``node`` is the node it came from, empty where that is this one.

    Settled once ``handled_at`` or ``refused`` is set; until then what follows it waits. ``tries`` and ``try_at`` are
    those of a handler that broke off, ``fault`` the kind of error.
    """

    id = models.UUIDField(primary_key=True)
    pair = models.UUIDField()
    side = models.TextField(choices=Side.choices)
    seq = models.IntegerField()
    kind = models.TextField()
    version = models.IntegerField()
    office = models.TextField()
    place = models.TextField()
    node = models.TextField(default="", db_default="")
    sealed = models.BinaryField(null=True)
    arrived_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    refused = models.TextField(default="")
    tries = models.IntegerField(default=0)
    try_at = models.DateTimeField()
    fault = models.TextField(default="")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.TextField(default="")
    opening_told_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_inbox"
        constraints = [
            models.UniqueConstraint(fields=["side", "pair", "seq"], name="incoming_in_order"),
            models.CheckConstraint(name="incoming_has_a_side", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="incoming_is_handled_or_refused", condition=Q(handled_at=None) | Q(refused="")),
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=UNSETTLED, name="incoming_to_handle"),
            models.Index(fields=["pair", "office"], name="incoming_by_pair"),
            models.Index(fields=["node", "arrived_at"], condition=~Q(node=""), name="incoming_from_node"),
            models.Index(fields=["arrived_at"], condition=~Q(refused=""), name="incoming_refused"),
            models.Index(
                fields=["opened_at"], condition=Q(opened_at__isnull=False, opening_told_at=None),
                name="incoming_opening_to_tell",
            ),
        ]  # fmt: skip


class Evidence(models.Model):
    """A signed statement about a message; each side holds its own copy, under ``office``.

    ``statement`` is canonical JSON, ``signature`` is by the node's key ``exchange``.
    """

    message = models.UUIDField()
    event = models.TextField(choices=Event.choices)
    at = models.DateTimeField()
    office = models.TextField()
    statement = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_evidence"
        constraints = [models.UniqueConstraint(fields=["message", "office", "event"], name="one_evidence_of_an_event")]
