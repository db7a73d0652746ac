"""A sheet that arrives is sealed as it comes: it never lies on the node's disk as it was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponseBase

from suixing.journeys.intake.kept import SealedFile, SealedWriter
from suixing.kernel.errors import Refusal, Sentence

FIELD = "sheet"
LARGEST_MEGABYTES = 100
LARGEST_BYTES = LARGEST_MEGABYTES << 20


class SealedUpload(UploadedFile):  # type: ignore[type-arg] # at run time it takes none
    """An upload of which only the sealed file is left; without one, ``fault`` says why, or it was too large."""

    def __init__(self, name: str, size: int, sealed: SealedFile | None, fault: Sentence | None) -> None:
        super().__init__(None, name, size=size)
        self.sealed = sealed
        self.fault = fault

    def hand_over(self) -> SealedFile | None:
        """The sealed file, for which the caller answers from now on."""
        sealed, self.sealed = self.sealed, None
        return sealed

    @property
    def is_too_large(self) -> bool:
        """Whether more arrived than is taken."""
        return (self.size or 0) > LARGEST_BYTES


class SealingHandler(FileUploadHandler):
    """Django's handler of uploads for the one field that takes a sheet. Call ``discard_unused`` at the end."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._writer: SealedWriter | None = None
        self._fault: Sentence | None = None
        self._size = 0
        self._made: list[SealedUpload] = []

    def new_file(self, field_name: str, file_name: str, *others: Any, **named: Any) -> None:
        """Only the sheet is taken; other files are passed over."""
        super().new_file(field_name, file_name, *others, **named)
        if field_name != FIELD:
            raise SkipFile
        self._size, self._fault = 0, None
        try:
            self._writer = SealedWriter(file_name)
        except Refusal as refusal:
            self._fault, self._writer = refusal.sentence, None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Seal what came; what is too much is counted and dropped."""
        self._size += len(raw_data)
        if self._writer is None:
            return
        if self._size > LARGEST_BYTES:
            self._give_up()
            return
        try:
            self._writer.write(raw_data)
        except Refusal as refusal:
            self._fault, self._writer = refusal.sentence, None

    def file_complete(self, file_size: int) -> SealedUpload:
        """What the form is given."""
        sealed = None
        if self._writer is not None:
            try:
                sealed = self._writer.close()
            except Refusal as refusal:
                self._fault = refusal.sentence
            self._writer = None
        upload = SealedUpload(self.file_name or "", file_size, sealed, self._fault)
        self._made.append(upload)
        return upload

    def upload_interrupted(self) -> None:
        """The browser went away."""
        self._give_up()

    def discard_unused(self) -> None:
        """Take away every sealed file that was not handed over."""
        self._give_up()
        for upload in self._made:
            if upload.sealed is not None:
                upload.sealed.discard()

    def _give_up(self) -> None:
        if self._writer is not None:
            self._writer.discard()
            self._writer = None


def sealing_uploads(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose uploads are sealed as they arrive; what it does not take over is gone when it has answered."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handler = SealingHandler(request)
        request.upload_handlers = [handler]
        try:
            return view(request, *args, **kwargs)
        finally:
            handler.discard_unused()

    return answering
