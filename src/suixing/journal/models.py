"""The journal's tables. Entries are what was done; all else proves that they stand as they were written.

The tables are made by hand-written SQL (``migrations/0001_journal.py``) and are not managed by Django:
neither ``flush`` nor a generated migration may name a table that only ever grows.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Entry(models.Model):
    """One act or one reading: who did what, for which purpose, about whom. Ids and codes only."""

    id = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField()
    at = models.DateTimeField()
    act = models.TextField()
    office = models.TextField(null=True)
    officer = models.TextField()
    purpose = models.TextField()
    subjects = ArrayField(models.UUIDField())
    detail = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "journal_entry"


class Leaf(models.Model):
    """The place ``seq`` of a sealed entry in the Merkle tree, and its leaf hash (RFC 9162, 2.1.1)."""

    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    block = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_leaf"


class Tile(models.Model):
    """The hash of the complete subtree of ``256 ** level`` leaves from leaf ``number * 256 ** level`` on."""

    pk = models.CompositePrimaryKey("level", "number")
    level = models.SmallIntegerField()
    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_tile"


class Mention(models.Model):
    """The ``number``-th entry about a subject, and the head of her chain after it."""

    pk = models.CompositePrimaryKey("subject", "number")
    subject = models.UUIDField()
    number = models.BigIntegerField()
    seq = models.BigIntegerField()
    head = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_mention"


class Subject(models.Model):
    """How many sealed entries are about a subject, and the head of her chain; ``place`` orders the map."""

    pk = models.CompositePrimaryKey("place", "subject")
    place = models.BigIntegerField()
    subject = models.UUIDField()
    count = models.BigIntegerField()
    head = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_subject"


class MapGroup(models.Model):
    """The 64 children, six levels down, of one node of the subjects' map: a bitmap and the hashes present."""

    pk = models.CompositePrimaryKey("level", "prefix")
    level = models.SmallIntegerField()
    prefix = models.BigIntegerField()
    content = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_map_group"


class Block(models.Model):
    """A signed head: the state of tree, map and watermark after a block of entries was sealed."""

    number = models.BigIntegerField(primary_key=True)
    first_seq = models.BigIntegerField()
    tree_size = models.BigIntegerField()
    root = models.BinaryField()
    subjects_root = models.BinaryField()
    subjects_count = models.BigIntegerField()
    subjects_bits = models.SmallIntegerField()
    previous_hash = models.BinaryField()
    sealed_at = models.DateTimeField()
    watermark_txid = models.BigIntegerField()
    watermark_id = models.BigIntegerField()
    epoch = models.BigIntegerField()
    after_id = models.BigIntegerField()
    public_key = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_block"
