"""The form with which a paper is added, at a desk or with a phone."""

from django import forms

from suixing.kernel.errors import Sentence
from suixing.papers.queries import LARGEST_BYTES
from suixing.web.forms import PlainForm
from suixing.web.words import sentence_lazy

ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
CHOOSE = Sentence("请选择一个文件，或拍一张图片。", "Choose a file, or take a picture.")
HINT = Sentence(
    "PDF、JPEG、PNG 或 WebP，最大 {limit} MB，一次一个。图片只保存画面，拍摄地点和设备信息会去掉。",
    "PDF, JPEG, PNG or WebP, at most {limit} MB, one at a time. Of a picture only what it shows is kept, not where or "
    "with what it was taken.",
)


class PaperForm(PlainForm):
    """One paper."""

    paper = forms.FileField(
        label=sentence_lazy(Sentence("材料", "Paper")),
        help_text=sentence_lazy(HINT, limit=LARGEST_BYTES >> 20),
        # An empty file is refused in the same words by whoever opens it.
        allow_empty_file=True,
        error_messages={code: sentence_lazy(CHOOSE) for code in ("required", "invalid", "missing", "empty")},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )


class CameraForm(PaperForm):
    """The same on a phone, which opens its camera."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].widget.attrs["capture"] = "environment"
