"""The fixed words of the letters, in both languages; what concerns one person is put beside them by the templates."""

from suixing.kernel.errors import Sentence

FREE_AT_AN_OFFICE = (
    Sentence("登记、查看、更正和删除您的信息", "Registering, seeing, correcting and erasing what is held about you"),
    Sentence("申请、续期和核对随行证", "Applying for, renewing and checking the pass"),
    Sentence(
        "就业、就医、入托入学、法律援助：转到负责的部门，并跟进到有答复",
        "Work, medical care, nursery and school places, legal aid: passed to the department responsible, and followed "
        "until it answers",
    ),
    Sentence(
        "本地向居民免费提供的服务：外来居民同样免费，目录和地点请向我们索取",
        "Whatever is free for residents here is free for newcomers too; ask us for the list and the places",
    ),
)

EVERY_PAPER = {
    "page": Sentence("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "file_number": Sentence("档案号", "File number"),
    "missing": Sentence(
        "本信所用字库没有下列字符，相应位置印的是它的编码。请经办人员在旁边手写补上：",
        "The typeface of this letter lacks the characters below; their code is printed in their place. Please have "
        "them written in by hand:",
    ),
}

CASE_LETTER = {
    "greeting": Sentence("{name}，您好！", "Dear {name},"),
    "status": Sentence("办到哪里了", "Where your case stands"),
    "status_use": Sentence(
        "扫描二维码，或打开下面的网址并输入查询码，可以看到办到哪一步、由谁办理、何时到期。页面上没有您的个人信息。",
        "Scan the code, or open the address below and type the code, to see how far it is, who must act and by when. "
        "The page shows nothing about you.",
    ),
    "status_code": Sentence("查询码", "Code"),
    "complain": Sentence("不满意怎么办", "If you are not content"),
    "office": Sentence("经办机构", "Office"),
    "office_name": Sentence("机构", "Office"),
    "address": Sentence("地址", "Address"),
    "telephone": Sentence("电话", "Telephone"),
    "opening_hours": Sentence("开放时间", "Open"),
    "nothing": Sentence("无", "Nothing"),
}

EXTRACT = {
    **CASE_LETTER,
    "number": Sentence("编号", "Number"),
    "number_use": Sentence(
        "请妥善保管本编号。机构只能凭本编号找到这份登记；没有编号，任何人都查不到。",
        "Keep this number safe. The office finds this record by this number only; without it nobody can.",
    ),
}

WELCOME = {
    "title": Sentence("欢迎您", "Welcome"),
    "greeting": Sentence("{name}，您好！", "Dear {name},"),
    "opening": Sentence(
        "您已在本机构登记，欢迎来到这里生活。这封信告诉您：这里什么是免费的、到哪里办、有事问谁，以及您有哪些权利。"
        "这封信是送给您的；没有它，也不影响您获得任何服务。",
        "You are now registered at our office, and we are glad that you are here. This letter tells you what is free "
        "here, where to find it, whom to ask, and what your rights are. It is yours to keep; no service depends on it.",
    ),
    "free": Sentence("这里免费的", "Free of charge here"),
    "what": Sentence("什么", "What"),
    "where": Sentence("在哪里", "Where"),
    "at_the_office": Sentence("本机构", "At our office"),
    "office": Sentence("到哪里，问谁", "Where to go, whom to ask"),
    "office_name": Sentence("机构", "Office"),
    "address": Sentence("地址", "Address"),
    "telephone": Sentence("电话", "Telephone"),
    "opening_hours": Sentence("开放时间", "Open"),
    "ask": Sentence("可以找", "Ask for"),
    "rights": Sentence("您的权利", "Your rights"),
    "rights_close": Sentence(
        "以上都不收费，办不办都不影响您获得任何服务。给我们写信、打电话或到窗口都可以，请报上您的档案号。",
        "None of this costs anything, and using it costs you no service. Write, call or come by, and tell us your file "
        "number.",
    ),
    "code": Sentence("您的纸质验证码", "Your paper code"),
    "code_use": Sentence(
        "能用一次：您想让另一个机构看到您的记录时，由您本人把它交给那个机构；或者用它登录您自己的页面。",
        "It works once: you give it to another office yourself when you want that office to see your record, or you "
        "sign in with it to your own pages.",
    ),
    "code_warning": Sentence(
        "除此之外请不要给任何人。任何人都无权要求您出示——不论是工作人员、单位还是亲友。不出示，不影响您获得任何服务。"
        "丢失了或被人看到了，请告诉我们，我们作废它并换新的。",
        "Give it to nobody else. Nobody may demand it of you, whether official, company or relative, and keeping it to "
        "yourself costs you no service. If it is lost or was seen, tell us: we cancel it and give you a new one.",
    ),
    "agreed": Sentence("您同意的内容", "What you agreed to"),
    "agreed_on": Sentence("{day}，方式：{way}", "On {day}; given: {way}"),
}

PASS = {
    "title": Sentence("随行证", "Suixing Pass"),
    "name": Sentence("姓名", "Name"),
    "valid_until": Sentence("有效期至", "Valid until"),
    "that_day": Sentence("含当日", "that day included"),
    "code": Sentence("核对用二维码", "Code for checking this pass"),
    "scan": Sentence("扫码核对", "Scan to check"),
    "short": Sentence("免费。任何服务都不以本证为条件。", "Free of charge. No service depends on it."),
    "check": Sentence("怎么核对", "How to check it"),
    "check_use": Sentence(
        "用手机打开 {address}，对准二维码。网页打开过一次，以后不联网也能核对。它不向任何地方发送内容，"
        "也不告诉任何人核对了谁。",
        "Open {address} on a telephone and hold it over the code. Once that page was open it works without a network. "
        "It sends nothing anywhere and tells nobody whose pass was checked.",
    ),
    "free": Sentence("不收费", "It costs nothing"),
    "free_use": Sentence(
        "签发、续期、补发和打印都不收费。有人向您收费，请向任一机构投诉。",
        "Issuing, renewing, replacing and printing are free. Should anybody charge for it, complain at any office.",
    ),
    "not_needed": Sentence("没有它，什么都照样办", "You are served without it all the same"),
    "not_needed_use": Sentence(
        "任何服务都不以本证为条件。没有办、没有带、不想出示，都不影响您获得服务。",
        "No service depends on it. Whether you have none, left it at home or do not wish to show it: you are served.",
    ),
    "yours": Sentence("写什么由您决定", "What it says is your choice"),
    "yours_use": Sentence(
        "二维码里只有本证上写着的内容和有效期。想多写或少写，随时可以重新打印。丢失了，请告诉为您办证的机构，作废并补发。",
        "The code holds what is written here and how long it is valid, nothing else. Have it printed again with more "
        "or with less whenever you like. If it is lost, tell the office that made it: it is cancelled and replaced.",
    ),
    "wish": Sentence("祝您在哪里都顺顺当当。", "May it go well with you, wherever you are."),
    "cut": Sentence(
        "沿外框剪下，沿虚线向后折，粘合即可。", "Cut along the outer line, and fold back along the dashed."
    ),
}

RIGHTS = (
    (
        Sentence("查看", "See"),
        Sentence("随时查看这里保存的您的全部信息。", "See everything that is held about you, at any time."),
    ),
    (
        Sentence("更正", "Correct"),
        Sentence("写错了的，可以要求改正。", "Have what is wrong put right."),
    ),
    (
        Sentence("带走", "Carry away"),
        Sentence("拿走一份完整的副本，纸质或电子的。", "Take a full copy with you, on paper or as a file."),
    ),
    (
        Sentence("删除", "Erase"),
        Sentence("可以要求删除；删除后不能恢复。", "Have it erased; it cannot be brought back."),
    ),
    (
        Sentence("撤回", "Withdraw"),
        Sentence(
            "随时撤回同意，本机构就不再能看到您的记录。", "Take your consent back: we then no longer see your record."
        ),
    ),
    (
        Sentence("谁看过", "Who looked"),
        Sentence(
            "每次查看都有记录，您可以知道谁、何时、为什么。", "Every reading is recorded. Learn who, when and why."
        ),
    ),
)

EVERYTHING = {
    "title": Sentence("这里保存的您的全部信息", "Everything held about you"),
    "name": Sentence("姓名", "Name"),
    "office": Sentence("出具机构", "Office"),
    "written": Sentence("出具时间", "Written"),
    "opening": Sentence(
        "这是我们保存的关于您的全部内容，以及谁看过它。有写错的，想删除的，或想撤回同意的，请告诉我们，不收费。"
        "联系方式：",
        "This is all that we hold about you, and who looked at it. If something is wrong, or you want it erased or "
        "your consent taken back, tell us; it is free. You reach us at:",
    ),
    "nothing": Sentence("没有保存任何内容。", "Nothing is held."),
    "end": Sentence("全部内容到此为止。", "This is the end of what is held."),
}

OWN_COPY = {
    "title": Sentence("我的信息副本", "Copy of what is held about you"),
    "name": Sentence("姓名", "Name"),
    "written": Sentence("取走时间", "Taken"),
    "opened": Sentence("包含", "What it holds"),
    "contents": Sentence("目录", "Contents"),
    "opening": Sentence(
        "这是您在自己的页面上取走的副本：以您当时的凭证能看到的全部内容，每一项都写明由哪个机构登记，并列出谁看过。"
        "有写错的，想更正、撤回同意或删除的，可以在您的页面上或到相应机构的窗口提出，不收费。这些纸张请您自己保管好。",
        "You took this copy on your own pages: all that your proof opened then, each part with the office that entered "
        "it, and who looked. If something is wrong, or you want it corrected, your consent taken back or something "
        "erased, say so on your pages or at the desk of that office; it is free. Keep these sheets where only you "
        "find them.",
    ),
    "nothing": Sentence("没有。", "None."),
    "end": Sentence("副本到此为止。", "This is the end of the copy."),
}
