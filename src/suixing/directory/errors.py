"""Refusals of the directory, as sentences for the officer."""

from suixing.kernel.errors import Refusal, Sentence


class ContactUnclear(Refusal):
    """Something in the contact cannot be shown to the public."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "联系方式未更改：电话只能写数字、空格、加号、连字符和括号（最多 40 个字）；地址和办公时间须有中文，"
                "各不超过 200 个字，写成一行，不含控制符号。请更正后再提交。",
                "Nothing was changed: a telephone takes digits, blanks, plus, hyphens and brackets (40 at most), "
                "address and hours need the Chinese text, one line of at most 200 characters each, without control "
                "signs. Mend it and send it again.",
            )
        )


class ContactChangedMeanwhile(Refusal):
    """Somebody else changed the contact since it was shown."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                "在您填写期间，另一位工作人员更改了本机构的联系方式。您的更改没有保存。请先查看现在的内容，再决定是否修改。",
                "Another officer changed this office's contact while you were writing. Your change was not saved. Look "
                "at what it says now and decide whether to change it.",
            )
        )
