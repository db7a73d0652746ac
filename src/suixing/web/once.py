"""A form that changes something is carried out once, however often it is sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from suixing.kernel.errors import Refusal, Sentence
from suixing.web.models import FormNumber

KEPT = timedelta(hours=24)
"""For how long a form that was sent is known again."""

_TAKE = """
    INSERT INTO web_form_number (officer, number, content, result, sent_at) VALUES (%s, %s, %s, '', %s)
    ON CONFLICT (officer, number) DO NOTHING
"""


class SentOtherwise(Refusal):
    """The form was sent before with something else in it: that stands, and what is in it now was not saved."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这张表单已提交并保存过一次，现在的内容与那次不同；这次未保存，所填内容仍在下面。"
                "如果这是另一个人，请核对后再次提交。",
                en="This form was sent and saved before, and what stands in it now is something else. This time "
                "nothing was saved; what you typed is still below. If this is another person, check it and send it "
                "again.",
            )
        )


@dataclass(frozen=True, slots=True)
class Done:
    """Where the result is shown, and whether an earlier sending of the same form had it made already."""

    result: str
    again: bool


def new_number() -> str:
    """A number for the hidden field ``form_number`` of a form that is shown anew."""
    return uuid4().hex


def content_of(values: Iterable[object]) -> str:
    """A keyed hash by which the same content is known again; it leads back to nothing."""
    return salted_hmac("suixing.web.once", "\0".join(map(str, values)), algorithm="sha256").hexdigest()


def result_of(*, number: str, content: str, officer: str) -> str:
    """The path to which this form led when it was sent before; empty for a new one. Raises SentOtherwise."""
    earlier = FormNumber.objects.filter(officer=officer, number=number).first()
    if earlier is None:
        return ""
    if not constant_time_compare(earlier.content, content):
        raise SentOtherwise
    return earlier.result


@transaction.atomic
def carry_out_once(*, number: str, content: str, officer: str, now: datetime, act: Callable[[], str]) -> Done:
    """Do ``act``, which gives the path of its result, unless this officer's form ``number`` had it done already.

    Two sendings at once wait for each other; where ``act`` raises, the number stays unused. Raises SentOtherwise.
    """
    FormNumber.objects.filter(officer=officer, sent_at__lt=now - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [officer, number, content, now])
        fresh = cursor.rowcount == 1
    if fresh:
        result = act()
        FormNumber.objects.filter(officer=officer, number=number).update(result=result)
        return Done(result, again=False)
    return Done(result_of(number=number, content=content, officer=officer), again=True)


def had_result(*, officer: str, result: str) -> bool:
    """Whether a form of this officer led to ``result`` within the last day."""
    return FormNumber.objects.filter(officer=officer, result=result).exists()
