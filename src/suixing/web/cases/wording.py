"""Words of the pages of cases."""

from suixing.kernel.errors import Sentence

S = Sentence

PURPOSES = {
    "registration": S("本人交来材料时开立。", "When papers are handed in."),
    "verification": S(
        "请另一地的机构核实身份、户籍或待遇。",
        "Ask an office elsewhere to confirm identity, residence or an entitlement.",
    ),
    "notification": S(
        "经本人同意，把对方应当知道的一件事告诉对方。",
        "Tell the other side, with her consent, one thing that it must know.",
    ),
    "request": S("请另一地的机构提供所列事项或材料。", "Ask an office elsewhere for listed facts or papers."),
    "consultation": S("涉及两地的决定，先听取对方意见。", "Hear the other side before a decision that falls on both."),
    "move": S("本人迁往别处，由那里的机构接着服务。", "She moves: the office there goes on serving her."),
    "pass_application": S(
        "本人在此地申请，由户籍地签发，不必返乡。", "She applies here and her home place issues it; nobody travels."
    ),
}
INSIDE = {"registration": S("生育登记", "Birth registration")}
"""What a case is called on its own page, where that may be said; everywhere else its title is neutral (V1)."""

WAITS = {
    "us": S("轮到本机构办理", "This office acts next"),
    "other": S("等待对方机构", "Waiting for the other office"),
    "person": S("等待本人", "Waiting for the person"),
    "nobody": S("已办结", "Nothing more is due"),
}
SIDES = {
    "own": S("本机构办理", "This office's own"),
    "asking": S("本机构提出", "Asked by this office"),
    "answering": S("请本机构办理", "Asked of this office"),
}
OPENED = S("办件开立", "The case was opened")
NODE = S("系统", "The system")
OTHER_SIDE = S("对方机构", "The other office")
HERSELF = S("本人", "The person")
TOO_LATE = S("送达时情况已变，未生效", "It came when the case had already gone on, and had no effect")
NOT_JOINED = S(
    "对方机构尚未接入，请以挂号信、传真或电话送达，并登记凭证。",
    "The other office is not connected: send it by registered letter, fax or telephone, and note how it arrived.",
)
DONE = {
    "step": S("已办理", "Done"),
    "taken_back": S("已收回，未发出", "Taken back: it has not left"),
    "given": S("经办人已更改", "It was given to whom you chose"),
    "reached": S("送达已记录", "How it reached her was noted"),
}
LETTERS = {
    "status": S("办理进度（含查询码）", "Where it stands, with a code to look it up"),
    "missing": S("补正材料告知书", "What is missing, in writing"),
    "request": S("给本人看的询问", "What is asked, for her to see"),
}
CHANNELS = {
    "desk": S("当面交给", "Handed over at the desk"),
    "registered_letter": S("挂号信", "Registered letter"),
    "message": S("短信告知后自取", "Fetched after a message"),
}
WITHOUT_CONDITION = S("必需", "Needed")
CONDITIONS = {
    "parentage_to_prove": S("须证明亲子关系时", "Where parentage is to be proved"),
    "entitlement_claimed": S("申请待遇时", "Where an entitlement is claimed"),
    "acts_for_another": S("由他人代办时", "Where somebody acts for her"),
}
REQUIRED_FOR = {"registration": "birth_registration", "pass_application": "pass_application", "move": "move"}
"""Under which key of the rule book the papers of a procedure stand."""
ON_ITS_WAY = S("正在传送：{came}/{chunks}", "On its way: {came} of {chunks}")
WILL_NOT_COME = {
    "gone": S("对方机构已不再持有", "The other office does not have it any more"),
    "wrong_digest": S(
        "多次传来的都与对方所述不符，未保存；请对方重新发送",
        "What came was not what was announced, several times: it was not kept. Ask the other office to send it again",
    ),
}
NOT_KEPT = S(
    "未能保存：本办件材料已满，或文件不合要求；请与对方联系",
    "It could not be kept: this case holds too many papers, or the file is not one that is taken. Ask the other office",
)
HERE, NOT_HERE = S("已有", "Here"), S("尚缺", "Missing")
