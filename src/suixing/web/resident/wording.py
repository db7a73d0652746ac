"""What the journal says about her, in words for herself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from suixing.journal.queries import Told
from suixing.kernel.errors import Sentence
from suixing.places.queries import full_name
from suixing.residents.actions import HERSELF
from suixing.web.person.wording import act_in_words, purpose_in_words

PARTS = {
    "entered": Sentence(zh="登记于", en="Entered"),
    "changed": Sentence(zh="最近更改", en="Last changed"),
    "file": Sentence(zh="档案号", en="File number"),
    "withdrawn": Sentence(zh="{when} 撤回", en="taken back {when}"),
}
OWN_ACTS = {
    "resident.signed_in": Sentence(zh="登录我的页面", en="signed in to your pages"),
    "resident.not_signed_in": Sentence(zh="登录未成功", en="could not sign in to your pages"),
    "resident.signed_out": Sentence(zh="退出登录", en="signed out"),
    "resident.opened_more": Sentence(zh="用另一凭证打开更多", en="opened more with another proof"),
    "resident.passkey_made": Sentence(zh="添加通行密钥", en="made a passkey"),
    "resident.passkey_ended": Sentence(zh="停用通行密钥", en="ended a passkey"),
    "resident.chose": Sentence(zh="更改安全设置", en="changed the safety settings"),
    "resident.correction_asked": Sentence(zh="请求更正", en="asked for a correction"),
    "resident.correction_taken_back": Sentence(zh="收回更正请求", en="took back a correction asked for"),
    "resident.notices_chosen": Sentence(zh="更改通知发到哪里", en="changed where notices go"),
    "resident.numbers_shown": Sentence(zh="显示完整证件号码", en="showed numbers of papers in full"),
    "resident.applied": Sentence(zh="申请随行证", en="applied for a pass"),
    "resident.application_withdrawn": Sentence(zh="撤回申请", en="took an application back"),
    "resident.papers_brought": Sentence(zh="告知材料已补齐", en="said that the papers are there"),
    "resident.mandate_given": Sentence(zh="给出委托", en="gave a mandate"),
    "resident.mandate_ended": Sentence(zh="结束委托", en="ended a mandate"),
    "resident.mandate_used": Sentence(zh="委托被使用", en="your mandate was used"),
    "resident.case_withdrawn": Sentence(zh="撤回一个办件", en="took a case back"),
    "resident.copied": Sentence(zh="取走副本", en="took a copy"),
    "resident.questioned": Sentence(zh="对一次查看提出疑问", en="questioned a reading"),
    "resident.widening_asked": Sentence(zh="申请打开以前的内容", en="asked to open what is older"),
    "resident.widening_approved": Sentence(zh="第二名工作人员核对后同意", en="a second officer agreed"),
    "resident.widening_cancelled": Sentence(zh="取消等待中的申请", en="cancelled what was asked for and waited"),
    "resident.erasure_asked": Sentence(zh="申请删除", en="asked to erase"),
    "resident.erasure_cancelled": Sentence(zh="取消删除", en="cancelled the erasure"),
}
DONE_HERSELF = {
    "pass.printed": Sentence(zh="出示或打印随行证", en="showed or printed the pass"),
    "pass.offered": Sentence(zh="准备放入手机钱包", en="made the pass ready for a wallet"),
    "pass.revoked": Sentence(zh="报失，随行证已注销", en="called the pass lost: revoked"),
}
YOURSELF = Sentence(zh="您的页面", en="your pages")
MACHINE = Sentence(zh="系统", en="the system")
MACHINES = frozenset({"worker", "node", "system", "intake"})


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as she reads it. ``others``: about another person too, who is not named.

    ``of_office``: an office did it, so she can question it; ``questioned``: since when she does.
    """

    entry: int
    at: datetime
    act: Sentence | str
    office: str
    by: Sentence | str
    purpose: Sentence | str
    others: bool
    sealed: bool
    of_office: bool = False
    questioned: datetime | None = None


def said_of(told: Told, questioned: Mapping[int, datetime] | None = None) -> Line:
    """An entry of the journal in words; ``questioned`` says which ones she questioned, and when."""
    by: Sentence | str = told.officer
    own = None
    if told.officer == HERSELF:
        by, own = YOURSELF, DONE_HERSELF.get(told.act)
    elif told.officer in MACHINES:
        by = MACHINE
    return Line(
        told.id, told.at, own or OWN_ACTS.get(told.act) or act_in_words(told.act),
        full_name(told.office) if told.office else "", by, purpose_in_words(told.purpose), told.with_others,
        told.seq is not None, told.office is not None, (questioned or {}).get(told.id),
    )  # fmt: skip
