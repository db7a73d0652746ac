"""The desk asks to be shown a pass: what it asks for, the code for her wallet, and what checking came to.

Nothing of it is recorded, for nobody is named: where she is held here, her own page records that she showed it (P4).
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.kernel.errors import Sentence
from suixing.passes.wallets import asking
from suixing.passes.wallets.asking import LABELS, Answered, Asked, Claim, Verdict, said_of
from suixing.web.doors import for_officers
from suixing.web.forms import PlainForm
from suixing.web.papers.qr import draw
from suixing.web.parts import Notice, SummaryRow
from suixing.web.passes.wording import TONES
from suixing.web.seat import acting_officer
from suixing.web.words import sentence_lazy

NOTHING_KEPT = Sentence("没有保存，也没有登记。", "Nothing was kept or recorded.")
DECLINED = Sentence(
    "持证人没有出示，或其钱包里没有所要的内容。本人获得服务不受影响。",
    "It was not shown, or the wallet does not hold what was asked for. It costs her no service.",
)
GONE = Sentence(
    "这次请求已结束：超过十分钟、已看过结果，或在另一次登录中提出。请重新请求。",
    "This request has ended: ten minutes have passed, its answer was read, or another session made it. Ask anew.",
)
NOT_SHOWN = Sentence("未出示", "not shown")


class AskForm(PlainForm):
    """What is asked for besides that the pass is valid; nothing is ticked at first."""

    claims = forms.MultipleChoiceField(
        label=sentence_lazy(Sentence("另外请其出示", "Ask to be shown, besides")), required=False,
        help_text=sentence_lazy(
            Sentence(
                "不勾选时，只看是否有效。本人在手机上看到所要的内容，可以不同意。",
                "Without a tick, only whether it is valid. She sees on her phone what is asked for and may decline.",
            )
        ),
        widget=forms.CheckboxSelectMultiple, choices=[(one.value, sentence_lazy(LABELS[one])) for one in Claim],
    )  # fmt: skip


@for_officers(*MEETS_PERSONS)
def pass_ask(request: HttpRequest) -> HttpResponse:
    """The choice; sent, the code; sent with the request, its answer once there is one."""
    acting, now = acting_officer(request), timezone.now()
    token = request.POST.get("token", "")
    if token and "end" in request.POST:
        asking.end(token=token)
    elif token:
        answered = asking.take_answer(token=token)
        asked = None if answered else asking.pending(token=token, now=now)
        return _page(request, AskForm(), asked=asked, answered=answered, gone=answered is None and asked is None)
    elif request.method == "POST":
        form = AskForm(request.POST)
        if not form.is_valid():
            return _page(request, form, status=422)
        chosen = frozenset(map(Claim, form.cleaned_data["claims"]))
        asked = asking.ask(claims=chosen, office=acting.office, by=acting.username, now=now)
        return _page(request, form, asked=asked)
    return _page(request, AskForm())


def _page(
    request: HttpRequest, form: AskForm, *, asked: Asked | None = None, answered: Answered | None = None,
    gone: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A part of a page where HTMX looks for the answer, else the whole one."""
    shown: dict[str, Any] = {"here": "pass_ask", "form": form}
    if asked is not None:
        shown |= {"asked": asked, "code": draw(asked.link), "asked_for": [LABELS[one] for one in asked.claims]}
    if gone:
        shown["notice"] = Notice(GONE, NOTHING_KEPT, "warning")
    if answered is not None:
        shown |= {"notice": _notice(answered), "rows": _rows(answered)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "wallets/fragment_asked.html" if is_part else "wallets/ask.html", shown, status=status)


def _notice(answered: Answered) -> Notice:
    if answered.verdict is None:
        return Notice(DECLINED, NOTHING_KEPT, "warning")
    return Notice(answered.verdict.sentence, NOTHING_KEPT, TONES[answered.verdict])


def _rows(answered: Answered) -> list[SummaryRow]:
    """What was shown of what was asked for, by whom it is issued and until when; of one that does not hold, nothing."""
    rows = [SummaryRow(LABELS[claim], said) for claim, said in said_of(answered.claims).items()]
    if answered.issuer is not None and answered.expires is not None:
        rows += [SummaryRow(LABELS[claim], NOT_SHOWN) for claim in answered.missing]
        rows += [
            SummaryRow(Sentence("签发节点", "Issuing node"), answered.issuer),
            SummaryRow(Sentence("有效至", "Valid until"), answered.expires),
            SummaryRow(
                Sentence("状态名单的时间", "Status as of"),
                answered.status_at or Sentence("没有状态名单", "no status list at hand"),
            ),
        ]
    if answered.verdict not in {None, Verdict.VALID}:
        rows.append(SummaryRow(Sentence("原因", "Why"), answered.reason.sentence))
    return rows
