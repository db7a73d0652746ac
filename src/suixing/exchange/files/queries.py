"""What others ask about files on their way: what an office waits for, and how many there are, for the operator."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from suixing.exchange.models import ComingFile


@dataclass(frozen=True, slots=True)
class Coming:
    """A file on its way to an office: ``came`` of ``chunks`` pieces are here. ``refusal``: why it will not come."""

    message: UUID
    file: UUID
    octets: int
    came: int
    chunks: int
    refusal: str


def files_coming(*, pair: UUID, office: str) -> dict[UUID, Coming]:
    """What messages of a pair named and this office does not have yet, by the files' numbers."""
    rows = ComingFile.objects.filter(pair=pair, office=office).order_by("pk")
    shown = rows.values_list("message", "file", "octets", "came", "chunks", "refusal")
    return {row[1]: Coming(*row) for row in shown}


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Files on their way here: how many, how often one of them was thrown away, and how many will not come."""

    coming: int
    spoiled: int
    refused: int


def file_counts() -> FileCounts:
    """All files of this node together; for the operator, and of no office."""
    rows = ComingFile.objects.all()
    spoiled = rows.aggregate(n=Sum("spoiled"))["n"] or 0
    return FileCounts(rows.filter(refusal="").count(), spoiled, rows.exclude(refusal="").count())


def files_for_operator() -> FileCounts | None:
    """The same for an officer at her page; None where her session is not that of an operator of the exchange."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT exchange_files_for_operator()")
        row = cursor.fetchone()
    return None if row is None or row[0] is None else FileCounts(**json.loads(row[0]))
