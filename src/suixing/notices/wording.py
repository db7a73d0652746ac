"""What a notice says. A glance at the telephone must tell nobody more than that there is a notice.

No name, no office, no field of work: others see the screen too. Both languages, since none is known here.
"""

from suixing.kernel.errors import Sentence
from suixing.notices.models import Kind

CODE = Sentence(
    zh="【随行】验证码 {code}，10 分钟内有效。只在您本人当面办理时告诉经办人；没有在办理，请不要告诉任何人。",
    en="Suixing: your code is {code}, for 10 minutes. Tell it only to the officer in front of you. If you are not at a "
    "desk now, tell nobody.",
)
OWN_CODE = Sentence(
    zh="【随行】验证码 {code}，10 分钟内有效。只输入到您自己打开的页面，不要告诉任何人，包括工作人员。",
    en="Suixing: your code is {code}, for 10 minutes. Type it only into the page that you opened yourself, and tell "
    "nobody, no officer either.",
)
ON_HER_PAGES = Sentence(
    zh="【随行】您的页面上有一条新消息，登录后可看。若与您要办的事不符，可到您登记过的任一机构询问或提出异议。",
    en="Suixing: there is something new on your pages; sign in to read it. If it is not what you asked for, ask or "
    "object at any office where you are registered.",
)
TEXTS = {
    Kind.TIE_CONFIRMED: Sentence(
        zh="【随行】您确认了一家机构。若不是您本人办理，请到您登记过的任一机构提出异议；您可随时撤回对该机构的同意。",
        en="Suixing: you confirmed an office. If this was not you, object at any office where you are registered; you "
        "can take back your consent to that office at any time.",
    ),
    Kind.BREAK_GLASS_OPENED: Sentence(
        zh="【随行】您的登记刚被紧急查看，将由上级机构复核。您可到登记过的任一机构查询是谁、为何，并提出异议。",
        en="Suixing: your record was just opened in an emergency; a superior office will review it. Any office where "
        "you are registered can tell you who and why, and takes your objection.",
    ),
    Kind.RESIDENT_SIGNED_IN: Sentence(
        zh="【随行】有人刚用验证码登录了您的页面。若不是您本人，请登录后结束该登录，或到您登记过的任一机构提出异议。",
        en="Suixing: somebody just signed in to your pages with a code. If this was not you, sign in and end it, or "
        "object at any office where you are registered.",
    ),
    Kind.RESIDENT_WIDENING: Sentence(
        zh="【随行】有人申请在您的页面上打开以前的全部内容，七天后生效。若不是您本人，请登录后取消，或到您登记过的任一机构取消。",
        en="Suixing: somebody asked to open all that is older on your pages; it takes effect after seven days. If this "
        "was not you, sign in and cancel it, or have it cancelled at any office where you are registered.",
    ),
    Kind.RESIDENT_ERASURE: Sentence(
        zh="【随行】有人在您的页面上提出了一项不能撤销的申请，三天后生效。若不是您本人，请登录后取消，或到您登记过的任一机构取消。",
        en="Suixing: somebody asked on your pages for something that cannot be undone; it takes effect after three "
        "days. If this was not you, sign in and cancel it, or have it cancelled at any office where you are "
        "registered.",
    ),
    # To everybody who came lately and has shown no pass; it does not say so, for others see the screen too (P4, F9).
    Kind.NEWCOMER: Sentence(
        zh="【随行】新到一地，有些证件和事务，登记您的机构可以免费代办，您不必回老家。办不办随您，不影响任何服务。不想再收到，告诉该机构即可。",
        en="Suixing: you are new in a place. The office that registered you helps free of charge with papers and other "
        "matters, without a journey home. It is your choice, and no service depends on it. If you want no more of "
        "these, tell the office.",
    ),
    # What it is about stands on her pages alone.
    Kind.PASS_ISSUED: ON_HER_PAGES,
    Kind.PASS_RENEWED: ON_HER_PAGES,
    Kind.PASS_REVOKED: ON_HER_PAGES,
    Kind.CORRECTION_ANSWERED: ON_HER_PAGES,
}


def code_text(code: str) -> str:
    """The text that carries a code."""
    return CODE.format(code=code).both()


def own_code_text(code: str) -> str:
    """The text that carries a code with which she signs in herself."""
    return OWN_CODE.format(code=code).both()


def text_of(kind: Kind) -> str:
    """The text of a notice that carries none of its own."""
    return TEXTS[kind].both()
