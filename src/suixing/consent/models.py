"""Consent: the text that was agreed to, and who agreed when, in which way, and took it back when (G1)."""

from django.db import models

from suixing.people.models import Person
from suixing.places.models import Office


class ConsentAgreement(models.Model):
    """One version of a text that people agree to (ISO/IEC TS 27560: the notice and its purpose)."""

    purpose = models.TextField()
    version = models.IntegerField()
    zh = models.TextField()
    en = models.TextField()
    valid_from = models.DateField()

    class Meta:
        db_table = "consent_agreement"
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_text_per_version")]


class ConsentWay(models.TextChoices):
    """By which way the person agreed (G1). A sheet states only that she did; her own page takes no first consent."""

    PHONE = "phone"
    PAPER = "paper"
    DESK = "desk"
    SHEET = "sheet"
    OWN_PAGE = "own_page"


class ConsentRecord(models.Model):
    """One person's consent to one version, given to one office."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False)
    agreement = models.ForeignKey(ConsentAgreement, on_delete=models.PROTECT, db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    given_on = models.DateField()
    way = models.TextField(choices=ConsentWay.choices)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "consent_record"
        constraints = [
            models.UniqueConstraint(fields=["person", "office", "agreement", "given_on"], name="one_record_per_consent")
        ]
