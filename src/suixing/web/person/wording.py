"""The journal's codes and the record's states as sentences for whoever reads the page."""

from suixing.kernel.errors import Sentence

ACTS = {
    "person.taken_in": Sentence(zh="登记", en="registered"),
    "person.updated": Sentence(zh="更新", en="updated"),
    "person.matched": Sentence(zh="与登记簿核对", en="compared with a register"),
    "person.read": Sentence(zh="查看记录", en="looked at the record"),
    "person.found": Sentence(zh="检索到", en="found in a search"),
    "person.corrected": Sentence(zh="更正", en="corrected"),
    "person.moved": Sentence(zh="登记迁移", en="recorded a move"),
    "person.exported": Sentence(zh="导出副本", en="made a copy for the person"),
    "person.erased": Sentence(zh="删除", en="erased"),
    "consent.withdrawn": Sentence(zh="撤回同意", en="consent taken back"),
    "consent.given": Sentence(zh="重新同意", en="consent given again"),
    "intake.checked": Sentence(zh="试导入核对", en="compared in a trial intake"),
    "code.issued": Sentence(zh="打印纸质验证码", en="printed a paper code"),
    "code.asked_for": Sentence(zh="请求手机验证码", en="asked for a code by telephone"),
    "tie.confirmed": Sentence(zh="本人确认", en="confirmed by the person"),
    "tie.not_confirmed": Sentence(zh="验证码未通过", en="a code was not right"),
    "break_glass.opened": Sentence(zh="紧急查看", en="opened in an emergency"),
    "break_glass.closed": Sentence(zh="紧急查看结束", en="emergency opening ended"),
    "notice.sent": Sentence(zh="通知本人", en="sent her a notice"),
    "mandate.granted": Sentence(zh="登记委托", en="mandate recorded"),
    "mandate.used": Sentence(zh="使用委托", en="mandate used"),
    "mandate.revoked": Sentence(zh="撤回委托", en="mandate taken back"),
    "case.opened": Sentence(zh="开立办件", en="opened a case"),
    "case.read": Sentence(zh="查看办件", en="looked at a case"),
    "case.step": Sentence(zh="办理办件", en="took a step in a case"),
    "case.taken_back": Sentence(zh="收回一步", en="took a step back"),
    "case.received": Sentence(zh="收到对方消息", en="received a message about a case"),
    "case.assigned": Sentence(zh="转交办件", en="gave a case to a colleague"),
    "case.destroyed": Sentence(zh="销毁办件内容", en="destroyed what a case says"),
    "case.evidence_read": Sentence(zh="取得送达凭证文件", en="took the evidence of delivery as a file"),
    "case.letter_printed": Sentence(zh="打印信件", en="printed a letter"),
    "case.letter_reached": Sentence(zh="记录信件送达", en="noted how a letter arrived"),
    "paper.kept": Sentence(zh="保存材料", en="kept a paper"),
    "paper.opened": Sentence(zh="打开材料", en="opened a paper"),
    "paper.removed": Sentence(zh="删除材料", en="removed a paper"),
    "paper.destroyed": Sentence(zh="销毁材料", en="destroyed papers"),
    "paper.sent": Sentence(zh="向对方机构发送材料", en="sent a paper to the other office"),
    "paper.ticket_made": Sentence(zh="允许手机添加材料", en="let a phone add papers"),
    "pass.issued": Sentence(zh="签发随行证", en="issued a pass"),
    "pass.renewed": Sentence(zh="换发随行证", en="renewed a pass"),
    "pass.reissued": Sentence(zh="补发随行证", en="re-issued a lost pass"),
    "pass.revoked": Sentence(zh="注销随行证", en="revoked a pass"),
    "pass.printed": Sentence(zh="打印随行证", en="printed a pass"),
    "pass.offered": Sentence(zh="提供给手机钱包", en="offered a pass to a wallet"),
    "pass.put_in_wallet": Sentence(zh="存入手机钱包", en="put a pass into a wallet"),
    "pass.shown": Sentence(zh="核对出示的随行证", en="checked a pass that she showed"),
    "pass.checked": Sentence(zh="每年自动核对随行证", en="checked the shown pass by machine"),
    "correction.accepted": Sentence(zh="采纳本人请求的更正", en="accepted a correction that she asked for"),
    "correction.declined": Sentence(zh="未采纳本人请求的更正", en="declined a correction that she asked for"),
    "duplicate.decided": Sentence(zh="判断是否同一人", en="decided whether two records are one person"),
}
PURPOSES = {
    "registration": Sentence(zh="登记和办理", en="registration and service"),
    "case": Sentence(zh="办理办件", en="a case"),
    "matching": Sentence(zh="核对重复", en="looking for duplicates"),
    "wish_of_the_person": Sentence(zh="本人要求", en="the person's wish"),
    "operation": Sentence(zh="系统运行", en="running the node"),
    "exception": Sentence(zh="紧急情况", en="emergency"),
    "staff": Sentence(zh="人员管理", en="managing staff"),
}
STAYS = {
    "move": Sentence(zh="迁移（满 30 天）", en="a move (30 days or more)"),
    "too_short": Sentence(zh="不足 30 天", en="shorter than 30 days"),
    "same_city": Sentence(zh="同一城市内", en="within one city"),
    "visit": Sentence(zh="出差、就医、求学、旅行或探访", en="business, treatment, study, travel or a visit"),
    "at_home": Sentence(zh="在户籍地", en="at the home place"),
}
PLACES = {
    "home": Sentence(zh="户籍地", en="Home place"),
    "current": Sentence(zh="现居住地", en="Current place"),
}
WAYS = {
    "desk": Sentence(zh="当面", en="at the desk"),
    "phone": Sentence(zh="电话", en="by telephone"),
    "paper": Sentence(zh="书面", en="on paper"),
    "sheet": Sentence(zh="登记簿载明", en="stated in a register"),
    "own_page": Sentence(zh="本人的页面", en="on the own pages"),
}
KINDS = {
    "resident": Sentence(zh="公民身份号码", en="identity number"),
    "hong_kong_permit": Sentence(zh="港澳居民居住证", en="residence permit, Hong Kong"),
    "macao_permit": Sentence(zh="港澳居民居住证", en="residence permit, Macao"),
    "taiwan_permit": Sentence(zh="台湾居民居住证", en="residence permit, Taiwan"),
    "foreign_resident": Sentence(zh="外国人永久居留身份证", en="foreign permanent resident card"),
}
FIELDS = {
    "name": Sentence(zh="姓名", en="Name"),
    "sex": Sentence(zh="性别", en="Sex"),
    "born": Sentence(zh="出生日期", en="Date of birth"),
    "telephone": Sentence(zh="联系电话", en="Telephone"),
    "home_text": Sentence(zh="户籍地地址", en="Home address"),
    "current_text": Sentence(zh="现居住地址", en="Current address"),
    "residences": Sentence(zh="居住记录", en="Residences"),
}

ASKED_FIELDS = {
    **{field: said for field, said in FIELDS.items() if field != "residences"},
    "arrived": Sentence(zh="来到现居住地的日期", en="Came to the current place on"),
    "other": Sentence(zh="其他", en="Something else"),
}
"""What of a record she can ask to have put right."""


def act_in_words(act: str) -> Sentence | str:
    """What was done; a code that this version does not know stays as it is."""
    return ACTS.get(act, act)


def purpose_in_words(purpose: str) -> Sentence | str:
    """What it was done for."""
    return PURPOSES.get(purpose, purpose)
