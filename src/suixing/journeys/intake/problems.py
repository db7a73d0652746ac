"""Why a row is not taken in: codes, and sentences that tell the office what to do."""

from dataclasses import dataclass

from suixing.kernel.errors import Sentence

MESSAGES: dict[str, Sentence] = {
    "name.missing": Sentence("姓名为空，请填写姓名。", "The name is missing; type it."),
    "text.formula": Sentence(
        "该单元格是公式，结果不可信；请改为直接填写内容。",
        "This cell is a formula and its result cannot be trusted; type the content itself.",
    ),
    "text.too_long": Sentence(
        "内容过长；请检查是否粘贴错误。", "The text is far too long; check whether something was pasted by mistake."
    ),
    "identifier.length": Sentence(
        "证件号码为空或位数不对；请对照证件重新填写：居民身份证、港澳台居民居住证、外国人永久居留身份证 18 位，"
        "旧证 15 位。护照、通行证号码不能用于登记。",
        "The identifier is missing or has the wrong number of characters; type it again from the paper: 18 for an "
        "identity card, a residence permit (Hong Kong, Macao, Taiwan) or a foreign permanent resident card, 15 for an "
        "old card. Numbers of passports and travel permits cannot be used.",
    ),
    "identifier.checksum": Sentence(
        "证件号码校验不通过，至少有一位填错；请对照证件重新填写。",
        "The identifier's check digit does not fit: at least one character is wrong; type it again from the paper.",
    ),
    "identifier.date": Sentence(
        "证件号码中的出生日期不可能；请对照证件重新填写。",
        "The date of birth inside the identifier is impossible; type it again from the paper.",
    ),
    "identifier.division": Sentence(
        "证件号码开头的地区码不存在；请对照证件重新填写。",
        "The identifier begins with a region that does not exist; type it again from the paper.",
    ),
    "identifier.damaged": Sentence(
        "证件号码被表格软件当作数字保存，末几位已丢失；请把该列设为文本后对照证件重新填写。",
        "The spreadsheet stored the identifier as a number and its last digits are lost; format the column as text "
        "and type it again from the paper.",
    ),
    "consent.missing": Sentence(
        "没有本人同意登记的日期，未登记此人；请征得本人同意后填写同意日期。",
        "There is no date on which the person agreed, so she was not registered; ask her, and enter the date if she "
        "agrees.",
    ),
    "consent.withdrawn": Sentence(
        "本人已撤回此前的同意，未登记此人；只有本人再次同意后，填写新的同意日期方可登记。",
        "The person took the earlier consent back, so she was not registered; only a new consent, with its date, "
        "allows it.",
    ),
    "place.unresolved": Sentence(
        "地址无法对应到县级或以下的行政区划；请写明省、市、县（区）和乡镇（街道）。",
        "The address does not lead to a county or below; write province, city, county and township.",
    ),
    "place.ambiguous": Sentence(
        "地址对应多个地方；请补写省、市、县（区）。",
        "The address fits several places; add province, city and county.",
    ),
    "date.unreadable": Sentence(
        "日期为空、无法识别或不存在；请按 2026-03-05 的格式填写。",
        "The date is missing, unreadable or does not exist; type it like 2026-03-05.",
    ),
    "date.future": Sentence("日期晚于今天；请核对。", "The date lies in the future; check it."),
    "duplicate.in_file": Sentence(
        "与本表第 {other} 行证件号码相同；请只保留正确的一行。",
        "Row {other} of this sheet has the same identifier; keep only the right one.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason: the canonical name of the column, the code, and the sentence."""

    column: str
    code: str
    other: int | None = None

    @property
    def message(self) -> Sentence:
        sentence = MESSAGES[self.code]
        return sentence if self.other is None else sentence.format(other=self.other)

    def as_json(self) -> dict[str, object]:
        message = self.message
        return {"column": self.column, "code": self.code, "message": {"zh": message.zh, "en": message.en}}
