"""Papers that belong to a file of an office's work, and the tickets with which a phone adds some.

``file`` is the opaque id of that work: rooms on upper floors know what it is. No table says whom a paper concerns.
"""

from django.db import models
from django.db.models import F, Q

from suixing.places.models import Office

MEDIA_TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp")
LARGEST_BYTES = 20 << 20
MOST_PAPERS = 40
"""Papers of one file at one office that are there at the same time."""
MOST_BY_TICKET = 10
BY_OTHER_OFFICE = "other office"
"""``added_by`` of what the other office of a pair sent; no officer can be called so."""
CODE = r"^[a-z][a-z0-9_]{1,63}$"


class Paper(models.Model):
    """One paper. Its content lies on the disk under its id; the key to it is wrapped by the node's.

    ``number`` counts the papers of a file at an office and is never given again. ``mark`` is a keyed hash of the
    content that is another one at every office and in every file. ``size`` is that of the content in bytes.
    ``pages`` is what a PDF says of itself, where it says it plainly.
    """

    id = models.UUIDField(primary_key=True)
    file = models.UUIDField(db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    number = models.IntegerField()
    media_type = models.TextField(choices=[(one, one) for one in MEDIA_TYPES])
    size = models.IntegerField()
    pages = models.IntegerField(null=True)
    mark = models.BinaryField()
    wrapped_key = models.BinaryField(null=True)
    sealed_name = models.BinaryField(null=True)
    added_at = models.DateTimeField()
    added_by = models.TextField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "papers_paper"
        constraints = [
            models.UniqueConstraint(fields=["file", "office", "number"], name="paper_has_a_number"),
            models.CheckConstraint(name="paper_has_a_code", condition=Q(code__regex=CODE)),
            models.CheckConstraint(name="paper_is_of_a_known_type", condition=Q(media_type__in=MEDIA_TYPES)),
            models.CheckConstraint(name="paper_is_not_too_large", condition=Q(size__gt=0, size__lte=LARGEST_BYTES)),
            models.CheckConstraint(
                name="removed_paper_has_no_key",
                condition=Q(removed_at__isnull=True, wrapped_key__isnull=False, sealed_name__isnull=False)
                | Q(removed_at__isnull=False, wrapped_key__isnull=True, sealed_name__isnull=True),
            ),
        ]


class UploadTicket(models.Model):
    """Lets whoever holds its token add papers of one kind to one file for a short time, and see nothing.

    Only the SHA-256 of the token is kept. ``by`` is the officer who made it and answers for it.
    """

    digest = models.BinaryField()
    file = models.UUIDField(db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    by = models.TextField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "papers_upload_ticket"
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="ticket_has_a_token"),
            models.CheckConstraint(name="ticket_has_a_code", condition=Q(code__regex=CODE)),
            models.CheckConstraint(name="ticket_ends", condition=Q(until__gt=F("made_at"))),
            models.CheckConstraint(name="ticket_is_used_up", condition=Q(used__gte=0, used__lte=MOST_BY_TICKET)),
        ]
        indexes = [models.Index(fields=["office", "file"], name="ticket_by_file")]
