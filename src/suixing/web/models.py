"""What the pages themselves have to remember: which forms were sent already."""

from django.db import models


class FormNumber(models.Model):
    """A form that an officer has sent: sent again, it is answered with ``result``, a path of this site.

    ``content`` is a keyed hash of what was sent. It is kept for a day (``web.once``) and names nobody.
    """

    officer = models.TextField()
    number = models.TextField()
    content = models.TextField()
    result = models.TextField(default="")
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "web_form_number"
        constraints = [models.UniqueConstraint(fields=["officer", "number"], name="one_use_of_a_form")]
