"""A pass that she shows at the office of her current place: checked and recorded at once (P4)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from suixing.access.roles import MEETS_PERSONS
from suixing.journeys import pass_at_desk as journey
from suixing.journeys.pass_at_desk import KEPT_AT_ALL, Claim, Looked
from suixing.journeys.person import NotOwn, see_own_person
from suixing.kernel.errors import Sentence
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.printing import LABELS, said_of
from suixing.web.doors import for_officers
from suixing.web.errors import not_own_page
from suixing.web.parts import Notice, SummaryRow
from suixing.web.passes.forms import ScanForm
from suixing.web.passes.wording import TONES
from suixing.web.policy import WITH_CAMERA
from suixing.web.public.verifying.wording import HINTS
from suixing.web.seat import acting_officer

KEPT = Sentence("已核对并登记：本人出示过随行证。", "Checked, and recorded that she showed it.")
NOT_KEPT = Sentence("没有登记。本人获得服务不受影响。", "Nothing was recorded. It costs her no service.")
DIFFERS = {
    Claim.NAME: Sentence(
        "证上的姓名与本机构登记的不同，还没有登记。请看是不是拿错了别人的。",
        "The name on it differs from what this office holds, so it is not recorded yet. See whether it is somebody "
        "else's.",
    ),
    Claim.BIRTHDATE: Sentence(
        "证上的出生日期与本机构登记的不同，还没有登记。请看是不是拿错了别人的。",
        "The date of birth on it differs from what this office holds, so it is not recorded yet. See whether it is "
        "somebody else's.",
    ),
}


@for_officers(*MEETS_PERSONS)
def person_pass_scan(request: HttpRequest, account: int) -> HttpResponse:
    """Where a camera, a picture or a reader gives a pass, and what the last one said; the text is kept nowhere."""
    acting, now = acting_officer(request), timezone.now()
    who: dict[str, Any] = {"account": account, "office": acting.office, "by": acting.username, "now": now}
    try:
        about = account, see_own_person(**who).accounts[0].name
        if request.method != "POST":
            return _page(request, about, ScanForm())
        form = ScanForm(request.POST)
        if not form.is_valid():
            return _page(request, about, form, status=422)
        said = form.cleaned_data
        looked = journey.look_at(text=said["code"], sure=said["sure"], **who)
    except journey.NotSeen:
        raise Http404 from None
    except NotOwn as refused:
        return not_own_page(request, refused.sentence)
    return _page(request, about, ScanForm(), (looked, said["code"]))


def _page(
    request: HttpRequest, about: tuple[int, str], form: ScanForm, found: tuple[Looked, str] | None = None, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """``about`` is her file number and her name, ``found`` what checking came to, and the text that was checked."""
    account, name = about
    shown: dict[str, Any] = {"file": account, "name": name, "form": form, "hints": HINTS}
    if found is not None:
        looked, code = found
        checked = looked.checked
        shown |= {
            "verdict": Notice(checked.verdict.sentence, _outcome(looked), TONES[checked.verdict]),
            "rows": _rows(looked),
            "ask_sure": bool(looked.differs) and not looked.kept and checked.verdict in KEPT_AT_ALL,
            "code": code,
            "help": checked.verdict is not Verdict.VALID,
            "passes": reverse("person_passes", args=[account]),
        }
    answer = render(request, "passes/scan.html", shown, status=status)
    answer.headers["Permissions-Policy"] = WITH_CAMERA
    return answer


def _outcome(looked: Looked) -> Sentence:
    if looked.kept:
        return KEPT
    if looked.differs and looked.checked.verdict in KEPT_AT_ALL:
        return DIFFERS[looked.differs[0]]
    return NOT_KEPT


def _rows(looked: Looked) -> list[SummaryRow]:
    """What it discloses, by whom and until when; of one that does not hold, nothing."""
    checked = looked.checked
    rows = [SummaryRow(LABELS[claim], said) for claim, said in said_of(checked.claims).items()]
    if checked.expires is not None and checked.issued_by is not None:
        issuer = Sentence(zh=checked.issued_by.name_zh, en=checked.issued_by.name_en)
        rows += [
            SummaryRow(Sentence("签发节点", "Issuing node"), issuer),
            SummaryRow(Sentence("有效至", "Valid until"), checked.expires),
            SummaryRow(
                Sentence("状态名单的时间", "Status as of"),
                checked.status_at or Sentence("没有状态名单", "no status list at hand"),
            ),
        ]
    if checked.verdict is not Verdict.VALID:
        rows.append(SummaryRow(Sentence("原因", "Why"), checked.reason.sentence))
    return rows
