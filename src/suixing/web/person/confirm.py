"""She confirms that this office may see what others entered: with her paper code, or a code to a telephone held before.

Right and wrong codes, and people who are and are not held elsewhere, get the same page; only a right code opens.
"""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from suixing.access.errors import BudgetSpent
from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import confirm as confirming
from suixing.journeys import person as record
from suixing.kernel.errors import Refusal, Sentence
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.forms import PlainForm
from suixing.web.parts import Notice
from suixing.web.seat import acting_officer
from suixing.web.words import in_active_language, sentence_lazy

PAPER, TELEPHONE, SEND = "paper", "telephone", "send"


class CodeForm(PlainForm):
    """A code as it is read out or copied; blanks, dashes and small letters are as good."""

    code = forms.CharField(
        label=sentence_lazy(Sentence(zh="验证码", en="Code")), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


@for_officers(*MEETS_PERSONS)
def confirm(request: HttpRequest, account: int) -> HttpResponse:
    """Both ways on one page; what was tried is answered alike, whatever was wrong."""
    acting = acting_officer(request)
    who: dict[str, Any] = {
        "account": account, "office": acting.office, "by": acting.username, "now": timezone.now(),
    }  # fmt: skip
    try:
        held = record.see_own(**who)
        way = request.POST.get("way", "")
        if request.method != "POST" or way not in {PAPER, TELEPHONE, SEND}:
            return _page(request, account, held.name)
        if way == SEND:
            confirming.send_code(**who)
            return _page(request, account, held.name, notice=Notice(heading=confirming.SENT))
        form = CodeForm(request.POST, auto_id=f"id_{way}_%s")
        if form.is_valid():
            check = confirming.confirm_by_paper if way == PAPER else confirming.confirm_by_telephone
            if check(code=form.cleaned_data["code"], **who):
                return redirect("person", account)
            form.add_error("code", in_active_language(confirming.NOT_CONFIRMED))
        return _page(request, account, held.name, tried=way, form=form, status=422)
    except record.NotSeen:
        raise Http404 from None
    except record.NotOwn as refused:
        return not_own_page(request, refused.sentence)
    except BudgetSpent:
        raise  # the door answers it; nothing is known of her yet
    except Refusal as refused:
        return _page(request, account, held.name, notice=Notice(heading=refused.sentence, tone="warning"), status=422)


def _page(
    request: HttpRequest, account: int, name: str, *, notice: Notice | None = None, tried: str = "",
    form: CodeForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    codes = {
        way: form if form is not None and tried == way else CodeForm(auto_id=f"id_{way}_%s")
        for way in (PAPER, TELEPHONE)
    }
    shown = {
        "file": account, "name": name, "notice": notice, "form": form,
        "paper": codes[PAPER], "telephone": codes[TELEPHONE],
    }  # fmt: skip
    return render(request, "person/confirm.html", shown, status=status)
