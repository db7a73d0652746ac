"""A paper that arrives is held in memory, no more of it than is taken, until it is sealed."""

import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase

from suixing.papers.queries import LARGEST_BYTES

FIELD = "paper"
EACH = FIELD + "-"
"""How the fields of a form that takes papers of several kinds begin; the kind follows."""
MOST_KINDS = 6
"""Files of one form that are held."""


class HeldUpload(UploadedFile):  # type: ignore[type-arg] # at run time it takes none
    """One upload; of one that is too large there is just enough to know that."""


class HoldingHandler(FileUploadHandler):
    """Django's handler of uploads for the one field that takes a paper, once a form; or for one of each kind."""

    def __init__(self, request: HttpRequest | None = None, *, each_kind: bool = False) -> None:
        super().__init__(request)
        self._held = io.BytesIO()
        self._begun = set[str]()
        self._each_kind = each_kind

    def new_file(self, field_name: str, file_name: str, *others: Any, **named: Any) -> None:
        """Only the first paper of a field is taken; other files are passed over."""
        super().new_file(field_name, file_name, *others, **named)
        known = field_name.startswith(EACH) if self._each_kind else field_name == FIELD
        if not known or field_name in self._begun or len(self._begun) == MOST_KINDS:
            raise SkipFile
        self._begun.add(field_name)
        self._held = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Hold what came; what is too much is dropped."""
        if self._held.tell() <= LARGEST_BYTES:
            self._held.write(raw_data)

    def file_complete(self, file_size: int) -> HeldUpload:
        """What the form is given."""
        self._held.seek(0)
        return HeldUpload(self._held, self.file_name or "", size=file_size)


def holding_each_kind(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for a form that has a field for each kind of paper (``EACH``)."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [HoldingHandler(request, each_kind=True)]
        return view(request, *args, **kwargs)

    return answering


def holding_uploads(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose uploads are held in memory; it must be in place before anything reads the form."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [HoldingHandler(request)]
        return view(request, *args, **kwargs)

    return answering
