"""A sheet that arrives is sealed as it comes: it never lies on the node's disk as it was sent."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

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
        self._made: list[SealedFile] = []
        self.used: SealedFile | None = None

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
                self._made.append(sealed)
            except Refusal as refusal:
                self._fault = refusal.sentence
            self._writer = None
        return SealedUpload(self.file_name or "", file_size, sealed, self._fault)

    def upload_interrupted(self) -> None:
        """The browser went away."""
        self._give_up()

    def discard_unused(self) -> None:
        """Take away every sealed file but the one that was ``used``."""
        self._give_up()
        for sealed in self._made:
            if sealed is not self.used:
                sealed.discard()

    def _give_up(self) -> None:
        if self._writer is not None:
            self._writer.discard()
            self._writer = None
