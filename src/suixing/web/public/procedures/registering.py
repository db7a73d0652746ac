"""Registration, the pass, birth registration: what is asked of offices (G, P, V), in words for the public."""

from suixing.kernel.errors import Sentence
from suixing.web.public.procedures.wording import Point, Procedure

REGISTRATION = Procedure(
    slug="registration",
    title=Sentence(
        "登记与迁移",
        "Registration and moves",
    ),
    summary=Sentence(
        "在您现在居住的地方登记，使两地的机构能够一起为您办事。",
        "Being registered where you live now, so that the offices of both places can work for you together.",
    ),
    at_desk=True,
    conditions=(
        Point(
            Sentence(
                "您本人同意登记。未经同意，任何机构都不得登记您。",
                "You agree to it yourself. Without your agreement no office may register you.",
            ),
            "G1",
        ),
        Point(
            Sentence(
                "离开户籍地居住三十天或更久。",
                "You stay away from your home place for thirty days or longer.",
            ),
            "G2",
        ),
        Point(
            Sentence(
                "出差、就医、上学、旅游、探亲，以及在同一城市的各区之间搬家，不必办理。",
                "Business trips, treatment, study, travel, visits, and moves between districts of one city need "
                "nothing.",
            ),
            "G3",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "能够证明身份的证件，例如居民身份证。",
                "A paper that proves who you are, for example your identity card.",
            ),
            "G1",
        ),
        Point(
            Sentence(
                "您的同意：当面、书面或电话均可，日期和方式会记录在案。",
                "Your agreement: at the desk, on paper or by telephone. Its day and way are recorded.",
            ),
            "G1",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "再次搬家或返乡，以同样方式更新；没有必须办理的期限，不办理也没有任何后果。",
                "Moving on or back is updated in the same way; there is no deadline for you, and nothing follows "
                "if you do not.",
            ),
            "G2",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "到现居住地的社区（村）或街道（乡镇）窗口，说明您希望登记。",
                "Go to the desk of your community (village) or township office and say that you would like to be "
                "registered.",
            ),
            "G1",
        ),
        Point(
            Sentence(
                "工作人员向您说明登记哪些内容、用途、谁可以看到；您同意后才登记。",
                "The officer tells you what is registered, what for and who may see it; only then, and only if you "
                "agree, it is written down.",
            ),
            "G1",
        ),
        Point(
            Sentence(
                "您会收到一份说明：这里有哪些免费服务、在哪里、问谁。",
                "You get a leaflet: what is free here, where, and whom to ask.",
            ),
            "G4",
        ),
        Point(
            Sentence(
                "您随时可以查看、更正、撤回同意或要求删除。",
                "At any time you can look at it, correct it, take your agreement back or have it erased.",
            ),
            "A5",
        ),
    ),
)

PASS = Procedure(
    slug="pass",
    title=Sentence(
        "随行证",
        "The pass",
    ),
    summary=Sentence(
        "一份由您携带和出示的免费证明；出示什么由您决定。",
        "A free certificate that you carry and show; what it shows is your choice.",
    ),
    at_desk=False,
    conditions=(
        Point(
            Sentence(
                "任何离开户籍地居住或打算离开的人都可以申请。",
                "Anybody who lives away from home, or is going to, can apply.",
            ),
            "P1",
        ),
        Point(
            Sentence(
                "已经离开的，可以在现居住地申请，也可以委托亲属办理；户籍地机构不得要求您返回。",
                "If you have left already, apply where you live now, or through a relative whom you authorise; the "
                "home office may not make you come back.",
            ),
            "P2",
        ),
        Point(
            Sentence(
                "不办随行证没有任何后果，任何服务都不以它为前提。",
                "Having no pass has no consequence, and no service depends on one.",
            ),
            "P4",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "只需身份证。换发时另带旧证。",
                "Your identity card only; for a renewal also the old pass.",
            ),
            "P1",
            "P3",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "签发：三个工作日内；身份在线核实的，当场办理。",
                "Issued within 3 working days; at once where your identity is verified online.",
            ),
            "P1",
        ),
        Point(
            Sentence(
                "有效期三年，任何机构不得缩短。",
                "Valid for three years; no office may shorten that.",
            ),
            "P3",
        ),
        Point(
            Sentence(
                "到现居住地后可在三十天内出示；机构当场核对，最迟十五天。",
                "At your new place you can show it within 30 days of arriving; the office checks it at once, "
                "within 15 days at most.",
            ),
            "P4",
        ),
        Point(
            Sentence(
                "此后每年由系统自动核对一次，不会传唤任何人。",
                "After that it is checked once a year by machine; nobody is summoned.",
            ),
            "P5",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "向户籍地街道（乡镇）申请，或在现居住地提出；已登记的，也可以在本人页面在线申请。",
                "Apply to the township office of your home place, from where you live now, or, once you are held, on "
                "your own pages.",
            ),
            "P1",
            "P2",
        ),
        Point(
            Sentence(
                "没有证的，现居住地机构协助您办理。",
                "If you have none, the office where you live now helps you to get one.",
            ),
            "P4",
        ),
        Point(
            Sentence(
                "出示时由您选择显示哪些内容；上面从不记载健康或生育情况。",
                "When you show it, you choose what is seen; it never holds anything about health or births.",
            ),
            "P6",
        ),
        Point(
            Sentence(
                "机构签发假证、拒发或收费，要承担责任，您可以投诉。",
                "An office that issues a false pass, refuses one or charges for one answers for it; you can complain.",
            ),
            "P7",
        ),
    ),
)

BIRTH_REGISTRATION = Procedure(
    slug="birth-registration",
    title=Sentence(
        "生育登记",
        "Birth registration",
    ),
    summary=Sentence(
        "为孩子办理登记，只用于享受应有的待遇；不是审批。",
        "Registering the birth of a child, only so that what the child and you are owed can be claimed. It is not "
        "a permission.",
    ),
    at_desk=False,
    conditions=(
        Point(
            Sentence(
                "任何孩子都可以登记，不论第几个孩子，也不论父母婚姻状况。",
                "Any child, whatever the order of birth and whether or not the parents are married.",
            ),
            "V1",
        ),
        Point(
            Sentence(
                "可以在现居住地办理，通常是母亲的现居住地。",
                "It can be done where you live now, normally where the mother lives.",
            ),
            "V1",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "写明的父母各自的身份证。",
                "The identity cards of the parents who are named.",
            ),
            "V1",
        ),
        Point(
            Sentence(
                "其他材料只在需要证明亲子关系或某项待遇时才要。",
                "Anything else only where it proves parentage or an entitlement.",
            ),
            "V1",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "材料齐全且已核实：当场登记。",
                "Complete and verified: registered at once.",
            ),
            "V4",
        ),
        Point(
            Sentence(
                "需要核实的：七个工作日内向户籍地提出；户籍地十五个工作日内答复。",
                "Where something must be verified: your office asks the home place within 7 working days, which "
                "answers within 15.",
            ),
            "V2",
            "V3",
        ),
        Point(
            Sentence(
                "户籍地不答复，也不影响登记：先按您的材料登记，注明“待核实”。",
                "If the home place stays silent you are registered all the same on your papers, marked "
                "“verification outstanding”.",
            ),
            "V3",
        ),
        Point(
            Sentence(
                "材料不全：一次性书面告知缺什么，计时暂停，补齐后继续。",
                "Something missing: you are told in writing, once, everything that is missing; the clock stops and "
                "goes on when it is there.",
            ),
            "V4",
            "T3",
        ),
        Point(
            Sentence(
                "登记后，只有您在另一地申请待遇时，才在十五个工作日内通知该地，且只通知所需内容。",
                "Only if you claim an entitlement in the other place is it told, within 15 working days and only "
                "what it needs.",
            ),
            "V5",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "在现居住地的街道（乡镇）窗口提交材料。",
                "Hand in the papers at the township office where you live.",
            ),
            "V1",
        ),
        Point(
            Sentence(
                "如需核实，机构只向户籍地核实身份，父母分别询问，对方看不出原因。",
                "If something must be verified, only identities are asked of the home place, each parent apart; it "
                "cannot tell why.",
            ),
            "V2",
        ),
        Point(
            Sentence(
                "完成登记并拿到凭证。",
                "You are registered and get the confirmation.",
            ),
            "V4",
        ),
        Point(
            Sentence(
                "只有材料虚假或属于他人时才不予登记，并书面说明理由、依据和投诉办法。",
                "It is declined only where papers are false or another person's: in writing, with the reason, the "
                "rule and how to complain.",
            ),
            "V4",
        ),
    ),
)
