"""What others ask about files on their way: what an office waits for, and how many there are, for the operator."""

from dataclasses import dataclass
from uuid import UUID

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
    """Files on their way here: how many, how often one was thrown away, how many of each reason will not come."""

    coming: int
    spoiled: int
    refused: int


def file_counts() -> FileCounts:
    """All files of this node together; for the operator, and of no office."""
    rows = ComingFile.objects.all()
    spoiled = rows.aggregate(n=Sum("spoiled"))["n"] or 0
    return FileCounts(rows.filter(refusal="").count(), spoiled, rows.exclude(refusal="").count())
