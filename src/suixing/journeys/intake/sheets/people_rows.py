"""Which rows speak of a person. To lose one is the worst error: in doubt a row is kept and judged."""

import re

from suixing.journeys.intake.sheets.cells import text_of
from suixing.journeys.intake.sheets.layout import Layout, Picked
from suixing.journeys.intake.sheets.model import Cell, SheetRow
from suixing.journeys.intake.sheets.words import recognise

_SIGNATURE = re.compile(
    r"(填表人?|填报人|填报单位|填报日期|填表日期|填报时间|制表人?|制表单位|制表日期|审核人?|审批人?|复核人?|核对人?|经办人|负责人|单位负责人|单位(公章|盖章|签章)"
    r"|领导签字|签字|盖章|公章|联系人|联系电话|报送单位|报送日期|上报日期|统计人|登记人|录入人|打印日期|打印时间|日期|说明|备注|注|填表说明|填写说明"
    r"|preparedby|checkedby|approvedby|signature|note|notes|remark|remarks)(\(.*?\)|（.*?）)?[:：].*"
    r"|(合计|总计|小计|共计|本页合计|本页小计|累计)([:：]?\s*\d*\s*[人条户名]?)"
    r"|共\s*\d+\s*(人|条|户|名|页|行).*|第\s*\d+\s*页.*|-?\s*\d+\s*/\s*\d+\s*-?|page\s*\d+.*|total[:：]?\s*\d*"
    r"|[-—(（]*\s*以下(空白|无正文|无内容|为空)\s*[)）—-]*",
    re.IGNORECASE | re.DOTALL,
)
_IDENTIFIER = re.compile(r"\d{15}|\d{17}[\dXx]|[A-Za-z]{1,3}\d{6,}")
_COLUMN_NUMBER = re.compile(r"[(\[]?(\d{1,2}|[甲乙丙丁A-Za-z])[)\]]?")
_LABELS_ONLY = 3
"""A signature line fills at most so many of our columns."""


def is_data_row(row: SheetRow, layout: Layout) -> bool:
    """Whether the row is to be judged; blank, signature, total and repeated header rows are not."""
    column = layout.columns["identifier"][0]
    identifier = row.cells[column] if column < len(row.cells) else None
    if type(identifier) is str and len(identifier) == 18 and identifier[:17].isdigit():
        return True
    picked = layout.pick(row)
    if not any(map(_filled, _who(picked))):
        return False
    return not (_is_header_again(row, picked, layout) or _is_numbering(picked) or _is_signature(row, picked, layout))


def _filled(cell: Cell) -> bool:
    return cell is not None and (type(cell) is not str or bool(text_of(cell)))


def _who(picked: Picked) -> tuple[Cell, ...]:
    """The cells that can speak of somebody; a pre-filled sex or current address alone does not."""
    return picked.name, picked.identifier, picked.born, picked.telephone, picked.home, picked.arrived


def _is_header_again(row: SheetRow, picked: Picked, layout: Layout) -> bool:
    """A header row after a page break: any row of the header says nothing but its own words in their columns."""
    texts = [(column, text) for column, cell in enumerate(row.cells) if (text := text_of(cell))]
    fewest = min((len(words) for words in layout.words), default=2)
    if len(texts) >= min(fewest, 2) and all(layout.repeats_title(column, text) for column, text in texts):
        return True
    found = recognise(text_of(picked.name)[:80]), recognise(text_of(picked.identifier)[:80])
    return [match and match[0] for match in found] == ["name", "identifier"]


def _is_numbering(picked: Picked) -> bool:
    """The line ``1 2 3 4 …`` or ``(甲) (1) (2)`` that printed forms have below the header."""
    texts = [text_of(cell) for cell in picked if _filled(cell)]
    return len(texts) > 2 and all(map(_COLUMN_NUMBER.fullmatch, texts))


def _is_signature(row: SheetRow, picked: Picked, layout: Layout) -> bool:
    texts = [text for cell in row.cells if (text := text_of(cell))]
    if _IDENTIFIER.search(re.sub(r"\s", "", text_of(picked.identifier))):
        return False
    if all(text in layout.above for text in texts):
        return True  # the title line once more, after a page break
    if sum(map(_filled, picked)) > _LABELS_ONLY:
        return False
    # Every cell of the line must be a label, or follow one: 填表人： 张三
    return bool(_SIGNATURE.fullmatch(texts[0])) and len(texts) <= 8
