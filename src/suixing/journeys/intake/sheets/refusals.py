"""Every sentence with which a file is refused: what happened, that nothing was stored, what to do."""

from suixing.journeys.intake.sheets.model import UnreadableSheet
from suixing.kernel.errors import Sentence

_NOTHING = Sentence("没有保存任何内容。", "Nothing was stored.")


def _say(zh: str, en: str, do_zh: str, do_en: str) -> Sentence:
    return Sentence(f"{zh}{_NOTHING.zh}{do_zh}", f"{en} {_NOTHING.en} {do_en}")


_SAVE_ZH = "请在电子表格程序中打开登记簿，另存为 .xlsx 后重新提交。"
_SAVE_EN = "Please open the register in a spreadsheet program, save it as .xlsx and hand it in again."
_EXPORT_ZH = "请重新导出或重新复制该文件后再提交。"
_EXPORT_EN = "Please export or copy the file once more and hand it in again."

SENTENCES: dict[str, Sentence] = {
    "missing": _say(
        "找不到这个文件。",
        "There is no such file.",
        "请检查文件名和路径。",
        "Please check its name and folder.",
    ),
    "directory": _say(
        "这是一个文件夹，不是文件。",
        "This is a folder, not a file.",
        "请选择其中的登记簿文件。",
        "Please choose the register inside it.",
    ),
    "not_regular": _say(
        "这不是普通文件（可能是管道或设备）。",
        "This is not an ordinary file (a pipe or a device, perhaps).",
        "请先把登记簿保存为文件。",
        "Please save the register as a file first.",
    ),
    "forbidden": _say(
        "没有读取这个文件的权限。",
        "The file may not be read: permission was denied.",
        "请让文件的主人开放读取权限，或复制一份再提交。",
        "Please ask its owner for permission to read it, or hand in a copy.",
    ),
    "disk": _say("读取文件时磁盘出错。", "The disk failed while the file was read.", _EXPORT_ZH, _EXPORT_EN),
    "empty": _say(
        "文件是空的。",
        "The file is empty.",
        "请检查是否选错了文件。",
        "Please check that it is the right file.",
    ),
    "blank": _say(
        "表格中没有任何文字。",
        "There is nothing written in the sheet.",
        "请检查是否选错了文件或工作表。",
        "Please check that it is the right file, and the right sheet.",
    ),
    "not_a_sheet": _say(
        "这不是电子表格（看起来是{kind}）。",
        "This is not a spreadsheet (it looks like {kind}).",
        "可以提交 .xlsx、.xls、.ods 或 .csv 文件。",
        "An .xlsx, .xls, .ods or .csv file can be handed in.",
    ),
    "other_sheet": _say(
        "这种表格格式（{kind}）不能读取。",
        "This kind of spreadsheet ({kind}) cannot be read.",
        _SAVE_ZH,
        _SAVE_EN,
    ),
    "no_header": _say(
        "找不到表头：前 50 行中没有同时写有“姓名”和“公民身份号码”的一行。",
        "No header was found: none of the first 50 rows has both a name column (姓名) and an identity number"
        " column (公民身份号码).",
        "请补上表头；如果文字显示为乱码，请另存为 .xlsx 或 UTF-8 编码的 .csv 后重新提交。",
        "Please add the header; if characters look garbled, save the file as .xlsx or as .csv in UTF-8 and"
        " hand it in again.",
    ),
    "hidden_only": _say(
        "工作簿中所有的工作表都是隐藏的。",
        "All sheets of the workbook are hidden.",
        "请取消隐藏登记簿所在的工作表，保存后重新提交。",
        "Please unhide the sheet with the register, save and hand it in again.",
    ),
    "password": _say(
        "文件有密码保护，无法读取。",
        "The file is protected by a password and cannot be read.",
        "请在电子表格程序中去掉密码，保存后重新提交。",
        "Please remove the password in a spreadsheet program, save and hand it in again.",
    ),
    "damaged": _say(
        "文件已损坏或不完整（可能没有传完）。",
        "The file is damaged or incomplete (perhaps it was not copied to its end).",
        _EXPORT_ZH,
        _EXPORT_EN,
    ),
    "row_order": _say(
        "文件已损坏：第 {row} 行之后行号倒退或重复。",
        "The file is damaged: after row {row} the row numbers go back or repeat.",
        _SAVE_ZH,
        _SAVE_EN,
    ),
    "bomb": _say(
        "文件展开后大得不正常，出于安全没有打开。",
        "The file unpacks to an abnormal size and was not opened, for safety.",
        "请只保留登记簿本身，另存为 .csv 后重新提交。",
        "Please keep only the register itself, save it as .csv and hand it in again.",
    ),
    "entities": _say(
        "文件中含有不允许的 XML 定义，出于安全没有打开。",
        "The file contains XML definitions that are not allowed and was not opened, for safety.",
        _SAVE_ZH,
        _SAVE_EN,
    ),
    "too_large": _say(
        "读取这个文件需要的内存超过限度。",
        "Reading this file would take more memory than is allowed.",
        "请删去多余的工作表，另存为 .csv 后重新提交。",
        "Please delete what is not needed, save the register as .csv and hand it in again.",
    ),
    "too_slow": _say(
        "读取这个文件用时过长，已经停止。",
        "Reading this file took too long and was stopped.",
        "请另存为 .csv 后重新提交。",
        "Please save it as .csv and hand it in again.",
    ),
    "too_many_rows": _say(
        "行数超过电子表格的上限 1,048,576 行。",
        "There are more rows than the 1,048,576 of a spreadsheet.",
        "请删去多余的空行，或分成几个文件提交。",
        "Please delete superfluous blank rows, or hand in several files.",
    ),
    "blank_run": _say(
        "第 {row} 行之后有一百万以上的空行。",
        "After row {row} there are more than a million blank rows.",
        "请删去多余的空行后重新提交。",
        "Please delete the blank rows and hand it in again.",
    ),
    "too_many_columns": _say(
        "第 {row} 行的列数超过电子表格的上限 16,384 列。",
        "Row {row} has more columns than the 16,384 of a spreadsheet.",
        "请删去多余的列后重新提交。",
        "Please delete superfluous columns and hand it in again.",
    ),
    "long_cell": _say(
        "第 {row} 行有一个单元格文字过长。",
        "A cell of row {row} holds more text than a cell can have.",
        "请检查这一行（在 .csv 中常是引号没有配对），改正后重新提交。",
        "Please look at this row (in a .csv, often a quotation mark without its partner), mend it and hand"
        " it in again.",
    ),
    "open_quote": _say(
        "第 {row} 行的引号没有配对，后面的行会被并入同一个单元格。",
        "A quotation mark in row {row} has no partner, so that the rows after it would end up in one cell.",
        "请改正这一行后重新提交。",
        "Please mend this row and hand it in again.",
    ),
    "nul": _say(
        "第 {row} 行含有空字符（NUL），这不是正常的文本。",
        "Line {row} contains NUL characters; this is no proper text.",
        _SAVE_ZH,
        _SAVE_EN,
    ),
    "encoding": _say(
        "第 {row} 行的文字编码有误，无法按 {encoding} 读取。",
        "The characters of line {row} cannot be read as {encoding}.",
        "请在电子表格程序中打开，另存为 .xlsx 或 UTF-8 编码的 .csv 后重新提交。",
        "Please open it in a spreadsheet program, save it as .xlsx or as .csv in UTF-8 and hand it in again.",
    ),
    "long_line": _say(
        "第 {row} 行过长，这不像是表格。",
        "Line {row} is far too long for a table.",
        _SAVE_ZH,
        _SAVE_EN,
    ),
    "failed": _say(
        "读取这个文件时程序意外停止。",
        "The program that reads this file stopped unexpectedly.",
        "请另存为 .xlsx 或 .csv 后重新提交。",
        "Please save it as .xlsx or .csv and hand it in again.",
    ),
}

KINDS: dict[str, Sentence] = {
    "pdf": Sentence("PDF 文件", "a PDF document"),
    "image": Sentence("图片", "a picture"),
    "word": Sentence("文字处理文档", "a text document"),
    "slides": Sentence("演示文稿", "a presentation"),
    "program": Sentence("程序文件", "a program"),
    "archive": Sentence("压缩包", "an archive"),
    "ole": Sentence("其他办公文件", "another office file"),
    "binary": Sentence("未知的二进制文件", "unknown binary data"),
    "xml": Sentence("XML 或网页文件", "an XML file or a web page"),
    "xlsb": Sentence("二进制工作簿 .xlsb", "a binary workbook, .xlsb"),
    "xml2003": Sentence("XML 表格 2003", "XML Spreadsheet 2003"),
    "fods": Sentence("单文件 ODF 表格 .fods", "flat ODF, .fods"),
    "mht": Sentence("网页归档 .mht", "a web archive, .mht"),
}


def refuse(code: str, **values: object) -> UnreadableSheet:
    """The refusal for a code; ``kind`` names an entry of :data:`KINDS`, other values are numbers."""
    sentence = SENTENCES[code]
    kind = values.pop("kind", None)
    if isinstance(kind, str):
        word = KINDS[kind]
        sentence = Sentence(sentence.zh.format(kind=word.zh), sentence.en.format(kind=word.en))
    elif values:
        sentence = sentence.format(**values)
    return UnreadableSheet(sentence, code)
