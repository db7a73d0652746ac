"""Who works in the demonstration: one officer for each post, all invented. The tests know the same people."""

import base64
import hashlib
from collections.abc import Iterable
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
HOME_COUNTY = "500233"
HOME_PROVINCE = "50"
NATION = "00"


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
    def place(self) -> str:
        """On which node of the demonstration she works."""
        return self.office[:2]

    @property
    def title(self) -> Sentence:
        return TITLES[self.role]


CAST = (
    DemoOfficer(
        "chen.desk", "陈晓", FUCHENG, Role.DESK_OFFICER,
        Sentence(
            zh="现居住地街道：登记、查找；三件登记（一件核实逾期、一件等待补材料），一件协商、一件逾期核实待答复",
            en="Current place: register, find; registrations (one unanswered, a paper missing), a consultation",
        ),
    ),
    DemoOfficer(
        "lin.desk", "林岚", GUANHU, Role.DESK_OFFICER,
        Sentence(
            zh="邻近街道：第二经办人；一件迁移待接收，一件核实待对方答复",
            en="Neighbouring office: the second officer; a move offered, a verification asked",
        ),
    ),
    DemoOfficer(
        "gao.desk", "高原", ZHONGZHOU, Role.DESK_OFFICER,
        Sentence(
            zh="户籍地街道（重庆忠县）：待答复的核实（一件已逾期）、协助和随行证申请",
            en="Home place (Zhong county, Chongqing): verifications, one overdue; a request; a pass application",
        ),
    ),
    DemoOfficer(
        "zhou.village", "周梅", VILLAGE, Role.COMMUNITY_WORKER,
        Sentence(zh="社区：登记，街道能看到", en="Community: registers; its township sees it"),
    ),
    DemoOfficer(
        "wu.supervisor", "吴越", DISTRICT, Role.SUPERVISOR,
        Sentence(
            zh="区级督导：下级机构、逾期时限；一件投诉、一件逾期协调",
            en="District: offices below, late clocks; a complaint, a coordination",
        ),
    ),
    DemoOfficer(
        "ma.supervisor", "马宁", PREFECTURE, Role.SUPERVISOR,
        Sentence(zh="市级督导：复核紧急查看", en="City: reviews openings in an emergency"),
    ),
    DemoOfficer(
        "deng.supervisor", "邓宁", HOME_COUNTY, Role.SUPERVISOR,
        Sentence(zh="户籍地县级督导：下级机构的逾期时限", en="Home county: late clocks of the offices below"),
    ),
    DemoOfficer(
        "bai.supervisor", "白岚", NATION, Role.SUPERVISOR,
        Sentence(zh="两省之上：一件跨省逾期待协调", en="Above both provinces: a coordination between them"),
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
        Sentence(zh="广东节点的交换运维", en="Exchange operator of Guangdong's node"),
    ),
)  # fmt: skip
"""Who also works on one node that serves all these offices, as that of most tests."""
OPERATORS = (
    DemoOfficer(
        "tan.exchange", "谭舟", HOME_PROVINCE, Role.EXCHANGE_OPERATOR,
        Sentence(zh="重庆节点的交换运维", en="Exchange operator of Chongqing's node"),
    ),
    DemoOfficer(
        "su.exchange", "苏遥", NATION, Role.EXCHANGE_OPERATOR,
        Sentence(zh="全国节点的交换运维：转递两省之间的消息", en="Exchange operator of the hub"),
    ),
)  # fmt: skip
"""Who works where provinces have nodes of their own."""


def cast_of(place: str) -> tuple[DemoOfficer, ...]:
    """Who works on the node of a place."""
    return tuple(one for one in (*CAST, *OPERATORS) if one.place == place)


def _superior(telephone: str, zh: str, en: str) -> NewContact:
    return NewContact(
        telephone=telephone, address_zh=zh, hours_zh="周一至周五 9:00–12:00、14:00–17:30",
        address_en=en, hours_en="Monday to Friday 9:00–12:00 and 14:00–17:30",
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
    DISTRICT: _superior("0755-12345010", "龙华区示例路10号", "10 Shili Road, Longhua"),
    PREFECTURE: _superior("0755-12345020", "深圳市示例路20号", "20 Shili Road, Shenzhen"),
    PROVINCE: _superior("020-12345030", "广州市示例路30号", "30 Shili Road, Guangzhou"),
    HOME_PROVINCE: _superior("023-12345060", "渝中区示例路60号", "60 Shili Road, Yuzhong"),
    HOME_COUNTY: _superior("023-12345040", "忠县示例路40号", "40 Shili Road, Zhong county"),
    NATION: _superior("010-12345050", "北京市示例路50号", "50 Shili Road, Beijing"),
}  # fmt: skip


def appoint_cast(*, password: str, now: datetime, cast: Iterable[DemoOfficer] = CAST) -> None:
    """Open their offices and appoint everybody who is not there yet, each with a known authenticator."""
    from suixing.access.actions import appoint_officer  # noqa: PLC0415 - only after setup
    from suixing.access.models import Officer  # noqa: PLC0415
    from suixing.places.actions import open_office  # noqa: PLC0415
    from suixing.web.sign_in.factors import give_totp  # noqa: PLC0415

    for one in cast:
        open_office(code=one.office, now=now)
        if Officer.objects.filter(username=one.username).exists():
            continue
        officer = appoint_officer(
            username=one.username, name=one.name, office=one.office, roles=[one.role], password=password,
            by="operator", now=now,
        )  # fmt: skip
        give_totp(officer, one.secret)


def publish_contacts(*, now: datetime) -> None:
    """How those offices of the demonstration are reached that were opened on this node."""
    from suixing.directory.actions import update_contact  # noqa: PLC0415
    from suixing.directory.queries import contact_of  # noqa: PLC0415
    from suixing.places.queries import is_open_office  # noqa: PLC0415

    for office, contact in CONTACTS.items():
        if is_open_office(office) and contact_of(office) is None:
            update_contact(office=office, by="operator", now=now, contact=contact)
