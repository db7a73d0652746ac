"""The words of letters about cases, in both languages."""

from suixing.kernel.errors import Sentence

S = Sentence

TITLES = {
    "missing": S("一次性告知书", "What is still missing"),
    "request": S("关于您的询问（副本）", "A question about you (copy)"),
    "status": S("办理情况", "How your case stands"),
}
MISSING = S(
    "您交来的材料我们已收到。还缺下列材料。等待期间，办理期限暂停计算；补齐之后接着计算，不从头算起。",
    "We have received your papers. Those listed below are still missing. While we wait for them the time limit stands "
    "still; once they are here it goes on, and does not begin anew.",
)
MISSING_ONCE = S(
    "这是一次性告知：这里没有列出的，不会再要求您补交。可以拍照提交，也可以由他人送来或寄来，不必亲自返回。",
    "This list is complete: nothing that is not on it will be asked of you later. You may send photographs, or have "
    "the papers brought or posted; you need not come yourself.",
)
MISSING_TITLE = S("缺少的材料", "What is missing")
REQUEST = S(
    "为办理您的事项，我们向另一地的经办机构提出下列问题。只有这些问题，没有别的内容。对方答复之前，请您先看。"
    "如有异议，请告诉我们，或者投诉。",
    "To do what you asked for, we put the questions below to the office at the other place: these and nothing else. "
    "You see them before they are answered. If you object, tell us, or complain.",
)
ASKED_TITLE = S("询问的事项", "What is asked")
WANTED_TITLE = S("请对方提供的材料", "Papers asked for")
STATUS = S("您的事项目前办理情况如下。", "This is how your case stands.")
STATUS_TITLE = S("办理情况", "How it stands")
STATE = S("目前", "At present")
OPENED = S("收到时间", "Received")
NUMBER = S("序号", "No.")
PAPER = S("材料", "Paper")
QUESTION = S("问题", "Question")
COMPLAINT = S(
    "可以向上级机构投诉，署名、不署名都可以，由您选择交给哪一级；十五个工作日内答复。在本节点网页“投诉”中提交，"
    "或写信、打电话给上级机构。投诉不影响您办理任何事项。",
    "You can complain to an office above us, with your name or without, and choose which tier reads it; it answers "
    "within 15 working days. Use “Complain” on this site, or write or call. Complaining costs you no service.",
)
EXTRACT_TITLE = S("生育登记证明", "Certified extract of a birth registration")
REGISTERED = S("兹证明：下列登记事项已由本机构登记。", "We certify that the following was registered at this office.")
OUTSTANDING = S(
    "户籍地机构逾期未答复核实，依规定凭本人材料登记（核实未完成）。",
    "A home office did not answer in time; registered on the papers, as the rules say (verification outstanding).",
)
CORRECTED = S("本证明载有更正。", "This extract carries a correction.")
REPLACED = S("本证明已由更正后的证明替代。", "This extract was replaced by a corrected one.")
DECISION_TITLE = S("不予登记决定书", "Decision not to register")
DECIDED = S("经审查，不予登记。理由：{ground}（规则 V4）。", "It was not registered. Ground: {ground} (rule V4).")
FOUND = S("查明的情况：", "What was found: ")
REGISTRANT = S("登记的人", "Who was registered")
NAMED = S("所列父母", "Parents named")
PAPERS_TITLE = S("所见材料", "Papers seen")
NAME = S("姓名", "Name")
BORN = S("出生日期", "Date of birth")
SEX = S("性别", "Sex")
ON = S("日期", "Date")
IDENTIFIER = S("证件号码", "Identity number")
SEXES = {0: S("未说明", "not stated"), 1: S("男", "male"), 2: S("女", "female"), 9: S("不适用", "not applicable")}
