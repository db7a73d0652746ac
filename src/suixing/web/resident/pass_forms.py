"""What a pass of hers shows, in words for herself; what she chooses is as at the desk (``web.passes.forms``)."""

from typing import Any

from suixing.kernel.errors import Sentence
from suixing.passes.formats.claims import Claim
from suixing.passes.queries import PassClaims, PassSeen, Standing
from suixing.web.passes import wording
from suixing.web.passes.forms import PrintForm
from suixing.web.words import active_language, sentence_lazy

LABELS = {
    "name": Sentence("姓名", "My name"),
    "current": Sentence("现居住地", "Where I live now"),
    "free": Sentence("有权享受免费服务", "That I am entitled to the free services"),
}
AGES = {
    "": Sentence("不写", "Nothing"),
    Claim.ADULT.value: Sentence("只写年满 18 周岁，看不出生日", "Only that I am eighteen or over; not my birthday"),
    Claim.BIRTHDATE.value: Sentence("出生日期", "My date of birth"),
}
STATES = {
    "lost": Sentence("遗失，已注销", "lost, revoked"),
    "asked": Sentence("已按您的要求注销", "revoked at your wish"),
    "mistaken": Sentence("签发有误，已注销", "issued by mistake, revoked"),
    "key_withdrawn": Sentence("已失效，请到签发机构免费换发", "no longer valid; have it re-issued free of charge"),
}


class OwnPassForm(PrintForm):
    """What the code discloses; for paper also the shape and the language."""

    def __init__(self, *args: Any, claims: PassClaims, **kwargs: Any) -> None:
        super().__init__(*args, claims=claims, **kwargs)
        for name, said in LABELS.items():
            if name in self.fields:
                self.fields[name].label = sentence_lazy(said)
        self.fields["age"].choices = [  # type: ignore[attr-defined] # of a choice
            (value, sentence_lazy(said)) for value, said in AGES.items() if claims.adult or value != Claim.ADULT
        ]


def new_form(claims: PassClaims) -> OwnPassForm:
    """The form as it is first shown: the name alone, a sheet, in the language of the page."""
    tongue = "en" if active_language() == "en" else "zh"
    first = {"name": True, "age": "", "home": "", "shape": "sheet", "tongue": tongue}
    return OwnPassForm(initial=first, claims=claims)


def state_of(seen: PassSeen) -> list[Sentence]:
    """How a pass of hers stands, and whether another one followed it."""
    revoked = STATES.get(seen.revoked_for, wording.STANDINGS[Standing.REVOKED])
    lines = [revoked if seen.standing is Standing.REVOKED else wording.STANDINGS[seen.standing]]
    return [*lines, wording.FOLLOWED] if seen.replaced_by else lines
