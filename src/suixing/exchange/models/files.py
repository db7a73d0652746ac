"""Tables of files that cross beside messages: what was offered, what is coming, and the pieces that have come.

What a file is, is opaque here. Nothing of its content lies at the sender: it is read anew for each piece.
"""

from django.db import models


class LeavingFile(models.Model):
    """A file that ``message`` of ``office`` names; the office across may have it, and nobody else.

    ``file`` is its number between the two; ``source`` is the sender's own for it, opaque, and never leaves. ``wanted``
    are the pieces that the other node asked for last and that have not left yet, ``parcel`` the one in which the last
    ones left. ``had_at``: the other node has all of it.
    """

    id = models.BigAutoField(primary_key=True)
    message = models.UUIDField()
    file = models.UUIDField()
    pair = models.UUIDField()
    side = models.TextField()
    office = models.TextField()
    source = models.UUIDField()
    octets = models.IntegerField()
    wanted = models.JSONField(default=list)
    wanted_at = models.DateTimeField(null=True)
    parcel = models.UUIDField(null=True)
    had_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "exchange"
        db_table = "exchange_leaving_file"
        constraints = [models.UniqueConstraint(fields=["message", "file"], name="file_leaves_once")]
        indexes = [
            models.Index(fields=["pair"], name="leaving_file_by_pair"),
            models.Index(
                fields=["wanted_at"], condition=models.Q(wanted_at__isnull=False), name="leaving_file_to_send"
            ),
        ]


class ComingFile(models.Model):
    """A file that a message to ``office`` named and that is not here yet; its row goes when it is.

    ``node`` is where it comes from, empty where that is this one. ``mark`` is a keyed hash of the digest that was
    announced. ``came`` of ``chunks`` pieces are here, sealed under a key of their own; ``asked`` are those asked for
    last. At ``try_at`` something is due: to ask again, or to put it together. ``tries`` since something fresh came;
    ``fault`` is the kind of error that broke off the last one. ``spoiled``: how often all of it was thrown away, its
    digest being wrong. ``refusal`` is why it will not come, in one word.
    """

    id = models.BigAutoField(primary_key=True)
    message = models.UUIDField()
    file = models.UUIDField()
    pair = models.UUIDField()
    side = models.TextField()
    office = models.TextField()
    node = models.TextField(default="")
    octets = models.IntegerField()
    mark = models.BinaryField()
    wrapped_key = models.BinaryField(null=True)
    chunks = models.IntegerField()
    came = models.IntegerField(default=0)
    asked = models.JSONField(default=list)
    try_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    fault = models.TextField(default="")
    spoiled = models.IntegerField(default=0)
    refusal = models.TextField(default="")
    begun_at = models.DateTimeField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_coming_file"
        constraints = [models.UniqueConstraint(fields=["message", "file"], name="file_comes_once")]
        indexes = [
            models.Index(fields=["pair"], name="coming_file_by_pair"),
            models.Index(fields=["try_at"], condition=models.Q(refusal=""), name="coming_file_to_try"),
        ]


class FileChunk(models.Model):
    """A piece of a file that is coming, sealed under its key and bound to its place."""

    id = models.BigAutoField(primary_key=True)
    coming = models.ForeignKey(ComingFile, on_delete=models.PROTECT, db_index=False, related_name="pieces")
    number = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        app_label = "exchange"
        db_table = "exchange_chunk"
        constraints = [models.UniqueConstraint(fields=["coming", "number"], name="one_chunk_a_place")]
