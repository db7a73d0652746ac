"""Refusals of this room, as sentences."""

from suixing.kernel.errors import Refusal, Sentence

NOT_TYPESET = Sentence(
    "这封信没有排印出来，记录没有任何变化。请再试一次；如果还是不行，请告诉系统管理员。",
    "The letter could not be typeset; nothing was changed in the record. Please try once more, and tell who runs the "
    "node if it fails again.",
)
CODE_TOO_LONG = Sentence(
    "写进二维码的内容太多，印出来手机读不清；没有打印。请少选几项再试。",
    "The code would hold so much that telephones could not read it on paper; nothing was printed. Choose fewer items "
    "and try again.",
)
EMPTY = Sentence(
    "文件是空的，没有保存。请检查是否选错了文件。",
    "The file is empty and was not kept. Check that it is the right one.",
)
TOO_LARGE = Sentence(
    "文件超过 {limit} MB，没有保存。请用较低的清晰度重新扫描，或分成几个文件。",
    "The file is larger than {limit} MB and was not kept. Scan it again at a lower resolution, or as several files.",
)
NOT_TAKEN = Sentence(
    "只收 PDF、JPEG、PNG 和 WebP 文件，按内容而不是按文件名判断；这个文件没有保存。"
    "请把材料扫描成 PDF，或拍成 JPEG 图片。",
    "Only PDF, JPEG, PNG and WebP files are taken, judged by their content and not by their name; this one was not "
    "kept. Scan the paper as a PDF, or take a JPEG picture of it.",
)
BROKEN = Sentence(
    "文件不完整或已损坏，没有保存。请重新扫描或拍摄。",
    "The file is incomplete or damaged and was not kept. Scan it or take the picture again.",
)
ACTIVE = Sentence(
    "这个 PDF 带有程序、附件或表单动作，没有保存。请打印后重新扫描，或另存为不带这些内容的 PDF。",
    "This PDF holds programs, attachments or actions and was not kept. Print and scan it, or save it as a PDF without "
    "them.",
)
LOCKED = Sentence(
    "这个 PDF 设有密码或加密，没有保存。请去掉密码后再提交。",
    "This PDF is protected by a password or encrypted and was not kept. Take the password off and hand it in again.",
)
TOO_MANY = Sentence(
    "这份案卷已有 {limit} 份材料，没有再保存。请先移除不需要的材料。",
    "This file holds {limit} papers already; no more was kept. Remove those that are not needed first.",
)
NO_ROOM = Sentence(
    "材料无法保存到本节点的磁盘（可能已满）；没有保存任何内容。请告知本节点的管理人员，稍后再提交。",
    "The paper could not be kept on this node's disk (it may be full); nothing was stored. Tell those who run this "
    "node, and hand it in again later.",
)
DAMAGED = Sentence(
    "保存的材料已损坏或丢失，无法打开；案卷的其他内容不受影响。请告知本节点的管理人员，并请对方重新提交。",
    "The kept paper is damaged or lost and cannot be opened; the rest of the file is not affected. Tell those who run "
    "this node, and ask for the paper again.",
)
TICKET_CLOSED = Sentence(
    "这个链接无效、已过期或已用完，没有保存任何内容。请向窗口经办人要一个新的二维码。",
    "This link is not valid, has expired or is used up; nothing was kept. Ask the officer at the desk for a new code.",
)


class PaperRefused(Refusal):
    """A paper was not taken, or cannot be given out; the sentence says why."""


class TicketClosed(Refusal):
    """Unknown, expired, ended or used up: who holds a token is not told which."""

    def __init__(self) -> None:
        super().__init__(TICKET_CLOSED)


class NoSuchPaper(Exception):  # noqa: N818 - an answer, not a fault: another office's paper, a removed one, or none
    """This office has no such paper."""
