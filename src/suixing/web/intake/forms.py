"""The form with which a sheet is handed in."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from suixing.kernel.errors import Sentence
from suixing.web.forms import PlainForm
from suixing.web.intake.uploads import FIELD, LARGEST_MEGABYTES, SealedUpload
from suixing.web.words import sentence_lazy

CHOOSE_FILE = Sentence(
    "请选择登记簿文件（.xlsx、.xls、.ods 或 .csv）。", "Choose the file of your register (.xlsx, .xls, .ods or .csv)."
)
EMPTY = Sentence(
    "文件是空的，没有保存任何内容。请检查是否选错了文件。",
    "The file is empty; nothing was stored. Check that it is the right file.",
)
TOO_LARGE = Sentence(
    "文件超过 {limit} MB，没有保存任何内容。请删去多余的工作表，或分成几个文件提交。",
    "The file is larger than {limit} MB; nothing was stored. Delete what is not needed, or hand in several files.",
)
ONE_FILE = Sentence(
    "一次只能提交一个文件，没有保存任何内容。请逐个提交。",
    "One file is taken at a time; nothing was stored. Hand them in one after the other.",
)


class HandInForm(PlainForm):
    """One sheet, and whether it is only to be checked. ``form_number`` becomes the number of the run."""

    sheet = forms.FileField(
        label=sentence_lazy(Sentence("登记簿文件", "File of the register")),
        help_text=sentence_lazy(
            Sentence(
                "按原样提交即可：.xlsx、.xls、.ods 或 .csv，最大 {limit} MB。",
                "Hand it in as it is: .xlsx, .xls, .ods or .csv, at most {limit} MB.",
            ),
            limit=LARGEST_MEGABYTES,
        ),
        error_messages={
            "required": sentence_lazy(CHOOSE_FILE),
            "invalid": sentence_lazy(CHOOSE_FILE),
            "missing": sentence_lazy(CHOOSE_FILE),
            "empty": sentence_lazy(EMPTY),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.txt,.html"}),
    )
    check_only = forms.BooleanField(
        required=False,
        label=sentence_lazy(Sentence("只检查，不登记", "Check only, register nobody")),
        help_text=sentence_lazy(
            Sentence(
                "各行按登记时的规则判断，报告相同，但不保存任何人的资料。",
                "Rows are judged as they would be, with the same report, but nothing about anybody is stored.",
            )
        ),
    )
    form_number = forms.CharField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def clean_sheet(self) -> SealedUpload:
        """The upload, sealed; what could not be taken says why."""
        sheet: Any = self.cleaned_data["sheet"]
        if len(self.files.getlist(FIELD)) > 1:
            raise ValidationError(sentence_lazy(ONE_FILE))
        if sheet.is_too_large:
            raise ValidationError(sentence_lazy(TOO_LARGE, limit=LARGEST_MEGABYTES))
        if sheet.sealed is None:
            raise ValidationError(sentence_lazy(sheet.fault or EMPTY))
        found: SealedUpload = sheet
        return found

    def clean_form_number(self) -> UUID:
        """The number of the run; a new one for a form that came without."""
        try:
            return UUID(self.cleaned_data["form_number"])
        except ValueError:
            return uuid4()

    def renumber(self) -> None:
        """What was refused is another form from now on."""
        self.data = {**self.data.dict(), "form_number": str(uuid4())} if isinstance(self.data, QueryDict) else {}
