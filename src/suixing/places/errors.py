"""Refusals of the places room, as sentences for the officer."""

from suixing.kernel.errors import Refusal, Sentence


class UnknownOffice(Refusal):
    """No present division has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            Sentence(
                "没有编号为 {code} 的机构：应填写现行的省、市、县、乡镇或村级区划代码"
                "（如 440309005）。未写入任何内容。",
                "There is no office {code}: give the code of a present province, prefecture, county, township or "
                "village (for example 440309005). Nothing was written.",
            ).format(code=code[:20])
        )
