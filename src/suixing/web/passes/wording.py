"""Words of the pages about passes."""

from suixing.kernel.errors import Sentence
from suixing.passes.formats.claims import Claim
from suixing.passes.formats.verdicts import Verdict
from suixing.passes.queries import PassSeen, Standing
from suixing.web.parts import Tone

STANDINGS = {
    Standing.VALID: Sentence("有效", "valid"),
    Standing.NOT_YET: Sentence("尚未生效", "not valid yet"),
    Standing.EXPIRED: Sentence("已过有效期", "expired"),
    Standing.REVOKED: Sentence("已注销", "revoked"),
}
REVOKED_FOR = {
    "lost": Sentence("遗失，已注销", "lost, revoked"),
    "asked": Sentence("应本人要求注销", "revoked at her wish"),
    "mistaken": Sentence("签发有误，已注销", "issued by mistake, revoked"),
    "key_withdrawn": Sentence("签发密钥撤回，须换发", "its key was withdrawn, to be re-issued"),
}
FOLLOWS = Sentence("接续 {day} 签发的一张", "follows the one of {day}")
FOLLOWED = Sentence("已另发新证", "another one followed it")
TONES: dict[Verdict, Tone] = {
    Verdict.VALID: "good",
    Verdict.STATUS_UNKNOWN: "warning",
    Verdict.EXPIRED: "warning",
    Verdict.NOT_YET_VALID: "warning",
    Verdict.REVOKED: "warning",
    Verdict.UNTRUSTED_ISSUER: "bad",
    Verdict.FORGED: "bad",
    Verdict.UNREADABLE: "bad",
}
NO_LONGER = frozenset({Verdict.REVOKED, Verdict.EXPIRED})
"""Found at a yearly check: the person is helped to get another one, and nothing else follows (P4)."""

DISCLOSES = {
    Claim.NAME: Sentence("姓名", "Her name"),
    Claim.CURRENT_PLACE: Sentence("现居住地", "Where she lives now"),
    Claim.FREE_SERVICES: Sentence("有权享受免费服务", "That she is entitled to the free services"),
}
AGES = {
    "": Sentence("不写", "Nothing"),
    Claim.ADULT.value: Sentence("只写年满 18 周岁，看不出生日", "Only that she is eighteen or over; not her birthday"),
    Claim.BIRTHDATE.value: Sentence("出生日期", "Her date of birth"),
}
HOMES = {
    "": Sentence("不写，也看不出由哪里签发", "Nothing; nor does it tell where it was issued"),
    Claim.HOME_PROVINCE.value: Sentence("省", "The province"),
    Claim.HOME_COUNTY.value: Sentence("县、区", "The county"),
    Claim.HOME_TOWNSHIP.value: Sentence("乡镇、街道，看得出由哪里签发", "The township; it tells where it was issued"),
}
SHAPES = {
    "sheet": Sentence("A4 一张", "A sheet of A4"),
    "card": Sentence("卡片，剪下后对折", "A card to cut out and fold"),
    "large": Sentence("大字版", "Large print"),
}
TONGUES = {"zh": Sentence("中文", "Chinese"), "en": Sentence("英文", "English")}


def state_in_words(seen: PassSeen) -> list[Sentence]:
    """How a pass stands, and whether another one followed it."""
    state = REVOKED_FOR.get(seen.revoked_for, STANDINGS[Standing.REVOKED])
    lines = [state if seen.standing is Standing.REVOKED else STANDINGS[seen.standing]]
    return [*lines, FOLLOWED] if seen.replaced_by else lines
