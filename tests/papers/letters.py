"""Letters as the desks would have them written, to people of the steady cast."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from pypdf import PdfReader

from suixing.consent.agreements import AGREEMENTS
from suixing.kernel.errors import Sentence
from suixing.papers.letters import AgreedTo, EverythingHeld, IssuingOffice, Paper, Section, WelcomePackage

FUCHENG = IssuingOffice(
    name=Sentence("深圳市龙华区福城街道办事处", "Fucheng Subdistrict Office, Longhua, Shenzhen"),
    address="广东省深圳市龙华区福城街道观澜大道100号",
    telephone="0755-2800 0000",
    opening_hours=Sentence("周一至周五 9:00–12:00，14:00–18:00", "Monday to Friday 9:00–12:00, 14:00–18:00"),
)
AGREED = AgreedTo(
    text=Sentence(AGREEMENTS[0].zh, AGREEMENTS[0].en),
    on=date(2026, 11, 20),
    way=Sentence("在窗口当面", "at the desk"),
)


def welcome(name: str = "李秀英", *, paper_code: str | None = "7KQ2M9XD4HTB", ask: str = "王芳") -> WelcomePackage:
    return WelcomePackage(
        office=FUCHENG, name=name, file_number="1024", agreed=AGREED, written_on=date(2026, 11, 23),
        paper_code=paper_code, ask=ask, ask_telephone="0755-2800 0001",
    )  # fmt: skip


def everything(*sections: Section, name: str = "李秀英") -> EverythingHeld:
    return EverythingHeld(
        office=FUCHENG, name=name, file_number="1024", sections=sections,
        written_at=datetime(2026, 11, 23, 2, 5, 7, 123456, tzinfo=UTC),
    )  # fmt: skip


def readings(count: int) -> Section:
    """A row for each reading of her record, a minute apart."""
    begin = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    return Section(
        title=Sentence("谁看过", "Who looked"),
        columns=(Sentence("时间", "When"), Sentence("经办人", "Officer"), Sentence("目的", "Purpose")),
        rows=tuple(
            (begin + timedelta(minutes=n), f"officer.{n:03}", Sentence("办理登记", "registration"))
            for n in range(count)
        ),
    )


def pages(paper: Paper) -> list[str]:
    """The text of each page as a reader gets it."""
    return [page.extract_text() for page in PdfReader(BytesIO(paper.pdf)).pages]


def text(paper: Paper) -> str:
    """The whole text without blanks, line ends and invisible break points: lines break where there is room."""
    return squeezed("".join(pages(paper)))


def squeezed(said: str) -> str:
    return "".join(said.split()).replace("\u200b", "")
