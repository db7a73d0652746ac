"""Who works in the demonstration: one officer for each post, all invented. The tests know the same people."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from suixing.access.roles import TITLES, Role
from suixing.directory.actions import NewContact
from suixing.kernel.errors import Sentence

PROVINCE = "44"
PREFECTURE = "4403"
DISTRICT = "440309"
FUCHENG = "440309005"
GUANHU = "440309001"
VILLAGE = "440309005001"
ZHONGZHOU = "500233001"


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """One invented officer and what she is there to show."""

    username: str
    name: str
    office: str
    role: Role
    shows: Sentence

    @property
    def secret(self) -> str:
        """Of her authenticator app, base 32. Anybody can know it: it opens a demonstration only."""
        return base64.b32encode(hashlib.sha256(self.username.encode()).digest()[:20]).decode()

    @property
    def title(self) -> Sentence:
        return TITLES[self.role]


CAST = (
    DemoOfficer(
        "chen.desk", "陈晓", FUCHENG, Role.DESK_OFFICER,
        Sentence(zh="现居住地街道：登记、查找、提交登记簿", en="Current place: register, find, hand in a register"),
    ),
    DemoOfficer(
        "lin.desk", "林岚", GUANHU, Role.DESK_OFFICER,
        Sentence(zh="邻近街道：第二经办人", en="Neighbouring office: the second officer"),
    ),
    DemoOfficer(
        "gao.desk", "高原", ZHONGZHOU, Role.DESK_OFFICER,
        Sentence(zh="户籍地街道（重庆忠县）", en="Home place (Zhong county, Chongqing)"),
    ),
    DemoOfficer(
        "zhou.village", "周梅", VILLAGE, Role.COMMUNITY_WORKER,
        Sentence(zh="社区：登记，街道能看到", en="Community: registers; its township sees it"),
    ),
    DemoOfficer(
        "wu.supervisor", "吴越", DISTRICT, Role.SUPERVISOR,
        Sentence(zh="区级督导：下级机构与导入", en="District: offices below and their intakes"),
    ),
    DemoOfficer(
        "ma.supervisor", "马宁", PREFECTURE, Role.SUPERVISOR,
        Sentence(zh="市级督导：复核紧急查看", en="City: reviews openings in an emergency"),
    ),
    DemoOfficer(
        "he.staff", "何静", FUCHENG, Role.STAFF_ADMINISTRATOR,
        Sentence(zh="人员管理", en="The office's own staff"),
    ),
    DemoOfficer(
        "tang.clinic", "唐悦", FUCHENG, Role.PROVIDER,
        Sentence(zh="服务机构（页面将随后续部分提供）", en="Provider (her pages come with a later part)"),
    ),
    DemoOfficer(
        "xu.exchange", "徐洋", PROVINCE, Role.EXCHANGE_OPERATOR,
        Sentence(zh="交换运维（页面将随后续部分提供）", en="Exchange operator (pages come with a later part)"),
    ),
)  # fmt: skip

CONTACTS = {
    FUCHENG: NewContact(
        telephone="0755-12345001", address_zh="福城街道示例路1号一楼", hours_zh="周一至周五 9:00–12:00、14:00–18:00",
        address_en="Ground floor, 1 Shili Road, Fucheng", hours_en="Monday to Friday 9:00–12:00 and 14:00–18:00",
    ),
    GUANHU: NewContact(
        telephone="0755-12345002", address_zh="观湖街道示例路2号", hours_zh="周一至周五 9:00–12:00、14:00–18:00",
        address_en="2 Shili Road, Guanhu", hours_en="Monday to Friday 9:00–12:00 and 14:00–18:00",
    ),
    ZHONGZHOU: NewContact(
        telephone="023-12345003", address_zh="忠州街道示例路3号", hours_zh="周一至周五 9:00–12:30、14:00–17:30",
        address_en="3 Shili Road, Zhongzhou", hours_en="Monday to Friday 9:00–12:30 and 14:00–17:30",
    ),
}  # fmt: skip


def appoint_cast(*, password: str, now: datetime) -> None:
    """Open their offices and appoint everybody who is not there yet, each with a known authenticator."""
    from suixing.access.actions import appoint_officer  # noqa: PLC0415 - only after setup
    from suixing.access.models import Officer  # noqa: PLC0415
    from suixing.places.actions import open_office  # noqa: PLC0415
    from suixing.web.sign_in.factors import give_totp  # noqa: PLC0415

    for one in CAST:
        open_office(code=one.office, now=now)
        if Officer.objects.filter(username=one.username).exists():
            continue
        officer = appoint_officer(
            username=one.username, name=one.name, office=one.office, roles=[one.role], password=password,
            by="operator", now=now,
        )  # fmt: skip
        give_totp(officer, one.secret)


def publish_contacts(*, now: datetime) -> None:
    """How the offices of the demonstration are reached."""
    from suixing.directory.actions import update_contact  # noqa: PLC0415
    from suixing.directory.queries import contact_of  # noqa: PLC0415

    for office, contact in CONTACTS.items():
        if contact_of(office) is None:
            update_contact(office=office, by="operator", now=now, contact=contact)
