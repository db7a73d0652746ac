"""What she was told, by which way, and where she wants to be told from now on."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from suixing.journeys import own_notices
from suixing.journeys.own_notices import Channel, ChosenWay, Kind, OwnNotice, Way
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.web.doors import for_residents
from suixing.web.forms import PlainForm
from suixing.web.resident.seat import seat_of
from suixing.web.resident.showing import opens_in_words, page
from suixing.web.words import in_active_language, sentence_lazy

NOTICES_A_PAGE = 50
LONGEST_NUMBER = 18
LEFT_PLAIN, LEFT_END = 3, 2

KINDS: dict[str, Sentence] = {
    Kind.CONFIRMATION_CODE: Sentence(
        zh="一个机构请您确认时的验证码", en="a code, for an office that asked you to confirm"
    ),
    Kind.TIE_CONFIRMED: Sentence(zh="您确认了一家机构", en="you confirmed an office"),
    Kind.BREAK_GLASS_OPENED: Sentence(zh="您的登记被紧急查看", en="your record was opened in an emergency"),
    Kind.RESIDENT_CODE: Sentence(zh="登录您的页面的验证码", en="a code to sign in to your pages"),
    Kind.RESIDENT_SIGNED_IN: Sentence(
        zh="有人用验证码登录了您的页面", en="somebody signed in to your pages with a code"
    ),
    Kind.RESIDENT_WIDENING: Sentence(zh="有人申请打开以前的全部内容", en="somebody asked to open all that is older"),
    "resident.erasure": Sentence(zh="有人申请删除", en="somebody asked that something of you be erased"),
    Kind.PASS_ISSUED: Sentence(zh="给您签发了随行证", en="a pass was issued to you"),
    Kind.PASS_RENEWED: Sentence(zh="给您换发了随行证", en="a pass of yours was renewed"),
    Kind.PASS_REVOKED: Sentence(zh="您的一张随行证被注销", en="a pass of yours was revoked"),
    Kind.CORRECTION_ANSWERED: Sentence(
        zh="机构答复了您请求的更正", en="an office answered the correction you asked for"
    ),
}
SOMETHING = Sentence(zh="一条通知", en="a notice")
CHANNELS = {
    Channel.SMS: Sentence(zh="已交短信发出", en="handed over as a text message"),
    Channel.LETTER: Sentence(zh="已交书信发出", en="handed over as a letter"),
    Channel.PAGE: Sentence(zh="只留在本页", en="kept on this page alone"),
}
FAILED = {
    "too_late": Sentence(zh="未能及时发出，不再发送", en="could not leave in time and is not sent any more"),
    "nobody": Sentence(zh="没有登记可送达的号码，未发出", en="no office holds where to send it; it was not sent"),
    "not_taken_over": Sentence(zh="多次尝试，未能发出", en="was tried many times and could not be sent"),
    "replaced": Sentence(zh="又请求了一次，由新的代替", en="was asked for again, and replaced by the new one"),
    "cancelled": Sentence(zh="申请已取消，不再发送", en="what it tells of was cancelled; it is not sent"),
}
NOT_SENT = Sentence(zh="未发出", en="was not sent")
WAITING = Sentence(zh="等待发出", en="waits to be sent")
ALL = Sentence(zh="各机构登记的所有手机", en="all telephones that offices hold")
ONE = Sentence(zh="只用手机 {number}", en="the telephone {number} alone")
HERE = Sentence(zh="只在本页显示，不发送", en="on this page alone; nothing is sent")
ELSEWHERE = Sentence(zh="您先前选定的手机", en="the telephone that you chose before")
OPENS_NOTHING = Sentence(
    zh="以您现在的凭证还不能更改；请先打开更多。未保存。",
    en="Your present proof does not let you change this; open more first. Nothing was saved.",
)
KEPT = "kept"


class WayForm(PlainForm):
    """Where she wants to be told: one of the ways open to her."""

    way = forms.ChoiceField(
        label=sentence_lazy(Sentence(zh="其他通知发到哪里", en="Where other notices go")), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, chosen: ChosenWay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Way.ALL.value, in_active_language(ALL))]
        choices += [(str(one.account), in_active_language(ONE, number=masked(one.number))) for one in chosen.telephones]
        if chosen.way == Way.ONE and not any(one.chosen for one in chosen.telephones):
            choices.append((KEPT, in_active_language(ELSEWHERE)))
        choices.append((Way.PAGE.value, in_active_language(HERE)))
        self.fields["way"].choices = choices  # type: ignore[attr-defined] # the field above
        self.initial["way"] = next((str(one.account) for one in chosen.telephones if one.chosen), chosen.way.value)
        if chosen.way == Way.ONE and self.initial["way"] == Way.ONE.value:
            self.initial["way"] = KEPT


def masked(telephone: str) -> str:
    """A telephone that she knows again, and a glance does not read: the first three and the last two digits."""
    if len(telephone) <= 2 * (LEFT_PLAIN + LEFT_END) - LEFT_PLAIN:
        return "*" * len(telephone)
    return telephone[:LEFT_PLAIN] + "*" * (len(telephone) - LEFT_PLAIN - LEFT_END) + telephone[-LEFT_END:]


@for_residents()
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice to her that is open to this session, what became of it, and the way that she chooses."""
    seat = seat_of(request)
    chosen = own_notices.chosen_way(person=seat.person)
    if request.method != "POST":
        return _page(request, WayForm(chosen=chosen))
    form = WayForm(request.POST, chosen=chosen)
    if not form.is_valid():
        return _page(request, form, status=422)
    if form.cleaned_data["way"] != KEPT and not _choose(form.cleaned_data["way"], chosen, request):
        form.add_error(None, in_active_language(OPENS_NOTHING))
        return _page(request, form, status=422)
    return redirect("me_notices")


def _choose(said: str, chosen: ChosenWay, request: HttpRequest) -> bool:
    person = seat_of(request).person
    for one in chosen.telephones:
        if str(one.account) == said:
            return own_notices.choose(person=person, way=Way.ONE, telephone=one.number)
    return own_notices.choose(person=person, way=Way(said))


def _page(request: HttpRequest, form: WayForm, *, status: int = 200) -> HttpResponse:
    seat = seat_of(request)
    before = request.GET.get("before", "")
    told = own_notices.told(
        most=NOTICES_A_PAGE + 1,
        before=int(before) if before.isascii() and before.isdigit() and len(before) <= LONGEST_NUMBER else None,
    )
    shown = told[:NOTICES_A_PAGE]
    return page(
        request, "notices.html", status=status, form=form, notices=[_line(one) for one in shown],
        earlier=shown[-1].number if len(told) > NOTICES_A_PAGE else None, opens=opens_in_words(seat.opens),
        everything=seat.opens.everything, blocked=seat.telephone_blocked, here="notices",
    )  # fmt: skip


def _line(one: OwnNotice) -> dict[str, Any]:
    if one.failed:
        became = FAILED.get(one.failed, NOT_SENT)
    elif one.sent_at is None:
        became = WAITING
    else:
        became = CHANNELS[Channel(one.channel)]
    at = one.sent_at if not one.failed and one.sent_at is not None else one.made_at if one.failed else one.due_at
    return {
        "said": KINDS.get(one.kind, SOMETHING), "at": one.made_at,
        "office": full_name(one.office) if one.office else "",
        "became": became, "became_at": at, "bad": bool(one.failed),
    }  # fmt: skip
