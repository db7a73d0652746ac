"""Which pages an officer's posts open to her: for the navigation and for the ways onward of the first page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from suixing.access.roles import MEETS_PERSONS, Role
from suixing.kernel.errors import Sentence


@dataclass(frozen=True, slots=True)
class Way:
    """One page: its name among the addresses, what it is called, what it is for; ``roles`` empty is everybody."""

    name: str
    title: Sentence
    purpose: Sentence
    roles: tuple[Role, ...] = ()
    digits: int = 0
    """Of the codes of the offices that have it; 0 is every office."""

    @property
    def href(self) -> str:
        """Its address; empty where this node has no such page."""
        return address_of(self.name)


HOME = Way("desk", Sentence(zh="工作台", en="Desk"), Sentence(zh="今天的事", en="What today brings"))
WAYS = (
    Way(
        "cases",
        Sentence(zh="办件", en="Cases"),
        Sentence(zh="到期的办件，按日期；分配、代办。", en="What is due, by day; who does it."),
        (*MEETS_PERSONS, Role.SUPERVISOR),
    ),
    Way(
        "find",
        Sentence(zh="查找", en="Find"),
        Sentence(zh="按证件号码或姓名查找已登记的人。", en="Find a registered person by number or by name."),
        MEETS_PERSONS,
    ),
    Way(
        "register",
        Sentence(zh="登记", en="Register"),
        Sentence(zh="经本人同意，当场登记一个人。", en="Register one person, with her consent."),
        MEETS_PERSONS,
    ),
    Way(
        "pass_ask",
        Sentence(zh="请出示随行证", en="Ask for a pass"),
        Sentence(zh="用手机钱包出示；只看所问的内容。", en="From the wallet on a phone; only what is asked for."),
        MEETS_PERSONS,
    ),
    Way(
        "intake",
        Sentence(zh="提交登记簿", en="Intake"),
        Sentence(
            zh="提交一份登记簿，看进度和未接收的行。", en="Hand in a register; see its progress and what was rejected."
        ),
        (Role.DESK_OFFICER,),
    ),
    Way(
        "break_glass",
        Sentence(zh="紧急查看", en="Emergency openings"),
        Sentence(zh="另一机构同意后，短时查看一份登记。", en="Open a record for hours when another office agrees."),
        (Role.DESK_OFFICER,),
    ),
    Way(
        "second",
        Sentence(zh="请本机构答复", en="Asked of this office"),
        Sentence(
            zh="其他机构提出的紧急查看，由您答复。", en="Emergency openings that other offices ask for; you answer."
        ),
        (Role.DESK_OFFICER, Role.SUPERVISOR),
    ),
    Way(
        "supervisor",
        Sentence(zh="督导", en="Offices below"),
        Sentence(
            zh="下级机构、导入情况、紧急查看的复核。", en="Offices below, their intakes, reviews of emergency openings."
        ),
        (Role.SUPERVISOR,),
    ),
    Way(
        "exchange",
        Sentence(zh="交换", en="Exchange"),
        Sentence(zh="节点是否同步、受阻的消息、密钥、往来数量。", en="Nodes in step, what is stuck, keys, traffic."),
        (Role.EXCHANGE_OPERATOR,),
        digits=2,
    ),
    Way(
        "staff",
        Sentence(zh="人员", en="Staff"),
        Sentence(zh="添加、停用本机构人员，调整岗位。", en="Add officers, end their service, change their posts."),
        (Role.STAFF_ADMINISTRATOR,),
    ),
    Way(
        "contact",
        Sentence(zh="本机构联系方式", en="How this office is reached"),
        Sentence(zh="电话、地址、开放时间，公众可见。", en="Telephone, address and hours, as the public sees them."),
        (Role.STAFF_ADMINISTRATOR,),
    ),
)


def address_of(name: str, *values: object) -> str:
    """The address of a page that is there; empty for one that is not."""
    try:
        return reverse(name, args=values)
    except NoReverseMatch:
        return ""


def record_of(account: int) -> str:
    """The address of a person's page, by the number of what an office entered about her."""
    return f"/desk/people/{account}/"


def ways_for(roles: Sequence[Role | str], office: str) -> list[Way]:
    """The pages that are there and that one of these posts at this office opens."""
    return [
        way
        for way in WAYS
        if way.href and (not way.roles or any(role in roles for role in way.roles)) and way.digits in {0, len(office)}
    ]
