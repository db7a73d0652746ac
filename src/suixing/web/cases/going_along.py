"""Files that go along with a step: ticked among the papers of the case, or added in the very form of the step.

What is added is kept as a paper of the case before anything else is looked at: where the form has to be mended, the
file is there already, and ticked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, cast

from django import forms
from django.http import HttpRequest, QueryDict
from django.template.defaultfilters import filesizeformat

from suixing.cases.queries import Seen, listed
from suixing.journeys import case_papers
from suixing.kernel.errors import Refusal, Sentence
from suixing.papers.queries import LARGEST_BYTES
from suixing.web.cases.fields import Asked, CaseForm
from suixing.web.papers.forms import ACCEPTED, HINT
from suixing.web.papers.uploads import EACH
from suixing.web.seat import ActingOfficer
from suixing.web.words import in_active_language, sentence_lazy

TICKED = Sentence("发送已有的文件", "Send files that are here")
TICKED_HINT = Sentence(
    "只发送勾选的文件，只发给对方机构。", "Only what is ticked is sent, and to the other office alone."
)
ADDED = Sentence("添加并发送：{kind}", "Add and send: {kind}")


class Files(Asked):
    """Papers of the case that are held, to be ticked, and an input for a new one of each kind that may cross."""

    part = "cases/part_files.html"

    def _kinds(self) -> dict[str, Sentence]:
        return dict(listed(self.field.among, self.ground.book))

    def inputs(self) -> dict[str, forms.Field]:
        kinds, made = self._kinds(), dict[str, forms.Field]()
        held = [one for one in self.ground.papers if one.code in kinds]
        if held:
            choices = [(str(one.id), _called(one.file_name, kinds[one.code], one.size)) for one in held]
            made[self.name] = forms.MultipleChoiceField(
                label=sentence_lazy(TICKED), help_text=sentence_lazy(TICKED_HINT), choices=choices, required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        for code, said in kinds.items():
            made[EACH + code] = forms.FileField(
                label=sentence_lazy(ADDED, kind=sentence_lazy(said)), required=False, allow_empty_file=True,
                help_text=sentence_lazy(HINT, limit=LARGEST_BYTES >> 20),
                widget=forms.FileInput(attrs={"accept": ACCEPTED}),
            )  # fmt: skip
        return made

    def filled(self, value: Any) -> dict[str, Any]:  # noqa: ARG002 - as of every field
        """Nothing goes along again of itself."""
        return {}

    def shown(self, form: CaseForm) -> dict[str, Any]:
        return {
            "ticked": form[self.name] if self.name in form.fields else None,
            "added": [form[name] for name in self.inputs() if name != self.name],
        }


def _called(file_name: str, kind: Sentence, size: int) -> str:
    return f"{in_active_language(kind)} · {file_name} · {filesizeformat(size)}"


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent, with what was added ticked in it; what could not be added, at its input."""

    data: QueryDict
    faults: dict[str, Sentence]


def add_sent(request: HttpRequest, seen: Seen, acting: ActingOfficer, now: datetime) -> Sent:
    """Keep the files that came with the form of a step, each as a paper of its kind."""
    sent, faults = request.POST.copy(), dict[str, Sentence]()
    for code in listed("copies", seen.book):
        upload = request.FILES.get(EACH + code)
        if upload is None or upload.file is None:
            continue
        try:
            kept = case_papers.add_paper(
                file=seen.case, code=code, upload=cast("BinaryIO", upload.file), name=upload.name or "",
                office=acting.office, by=acting.username, now=now,
            )  # fmt: skip
        except Refusal as refused:
            faults[EACH + code] = refused.sentence
            continue
        if str(kept.id) not in sent.getlist("files"):
            sent.appendlist("files", str(kept.id))
    return Sent(sent, faults)
