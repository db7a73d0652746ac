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
}


def code_text(code: str) -> str:
    """The text that carries a code."""
    return CODE.format(code=code).both()


def text_of(kind: Kind) -> str:
    """The text of a notice that carries none of its own."""
    return TEXTS[kind].both()
