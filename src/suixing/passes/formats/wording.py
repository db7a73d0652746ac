"""What the claims of a pass are called, for people."""

from suixing.kernel.errors import Sentence
from suixing.passes.formats.claims import Claim

LABELS = {
    Claim.NAME: Sentence(zh="姓名", en="Name"),
    Claim.BIRTHDATE: Sentence(zh="出生日期", en="Date of birth"),
    Claim.ADULT: Sentence(zh="已成年", en="Adult"),
    Claim.HOME_PROVINCE: Sentence(zh="户籍地（省）", en="Home province"),
    Claim.HOME_COUNTY: Sentence(zh="户籍地（县）", en="Home county"),
    Claim.HOME_TOWNSHIP: Sentence(zh="户籍地（乡镇）", en="Home township"),
    Claim.CURRENT_PLACE: Sentence(zh="现居住地", en="Current place"),
    Claim.FREE_SERVICES: Sentence(zh="享受免费服务", en="Entitled to the free services"),
}
"""A label for each claim."""
