"""How an office is reached. Public by purpose; nothing here is about a person."""

from django.db import models

from suixing.places.models import Office


class OfficeContact(models.Model):
    """Telephone, street address and opening hours of one office, in both languages."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, primary_key=True, related_name="contact")
    telephone = models.CharField(max_length=40)
    address_zh = models.CharField(max_length=200)
    address_en = models.CharField(max_length=200)
    hours_zh = models.CharField(max_length=200)
    hours_en = models.CharField(max_length=200)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "directory_contact"
