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


class HeldUpload(UploadedFile):  # type: ignore[type-arg] # at run time it takes none
    """One upload; of one that is too large there is just enough to know that."""


class HoldingHandler(FileUploadHandler):
    """Django's handler of uploads for the one field that takes a paper, once a form."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._held = io.BytesIO()
        self._begun = False

    def new_file(self, field_name: str, file_name: str, *others: Any, **named: Any) -> None:
        """Only the first paper is taken; other files are passed over."""
        super().new_file(field_name, file_name, *others, **named)
        if field_name != FIELD or self._begun:
            raise SkipFile
        self._begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Hold what came; what is too much is dropped."""
        if self._held.tell() <= LARGEST_BYTES:
            self._held.write(raw_data)

    def file_complete(self, file_size: int) -> HeldUpload:
        """What the form is given."""
        self._held.seek(0)
        return HeldUpload(self._held, self.file_name or "", size=file_size)


def holding_uploads(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose uploads are held in memory; it must be in place before anything reads the form."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [HoldingHandler(request)]
        return view(request, *args, **kwargs)

    return answering
