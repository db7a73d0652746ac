"""Free services and complaints (S, A), in words for the public; every service is voluntary."""

from suixing.kernel.errors import Sentence
from suixing.web.public.procedures.wording import Point, Procedure

FREE_SERVICES = Procedure(
    slug="free-services",
    title=Sentence(
        "免费服务",
        "Free services",
    ),
    summary=Sentence(
        "新来的人与本地人一样免费。每一项都出于自愿，由您提出。",
        "Free for newcomers as for locals. Each is voluntary and begins with you asking.",
    ),
    at_desk=False,
    conditions=(
        Point(
            Sentence(
                "避孕药具、咨询、健康教育、孕前检查。",
                "Contraceptives, counselling, health education, a check before pregnancy.",
            ),
            "S1",
        ),
        Point(
            Sentence(
                "按您的意愿：产前检查和孕情检测、放置或取出宫内节育器、终止妊娠、绝育手术、并发症治疗。",
                "As you wish: antenatal care and pregnancy tests, fitting or removal of an IUD, termination of a "
                "pregnancy, sterilisation, treatment of complications.",
            ),
            "S1",
        ),
        Point(
            Sentence(
                "住满一个月的，妇科筛查。",
                "Gynaecological screening for who has lived here a month.",
            ),
            "S1",
        ),
        Point(
            Sentence(
                "每项操作都须有您本人的知情同意，完成之前随时可以改变主意。没有任何检查是必须做的。",
                "Each procedure needs your own informed consent, and until it is done you can change your mind. No "
                "examination is a duty.",
            ),
            "S1",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "不需要随行证，也不需要任何证明。",
                "No pass and no certificate is needed.",
            ),
            "P4",
            "S1",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "术后或产后的随访按诊疗安排进行，以您同意为前提。",
                "Follow-up goes by the clinic's schedule and only with your agreement.",
            ),
            "S4",
        ),
        Point(
            Sentence(
                "转介到就业、医疗、入托入学、法律援助等部门的事项，一直跟到对方答复。",
                "Matters referred to others (work, medical care, nursery and school places, legal aid) are "
                "followed until they answer.",
            ),
            "S6",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "选择有资质的服务机构，或到发放点领取用品。",
                "Choose a qualified provider, or go to a supply point.",
            ),
            "S2",
            "S3",
        ),
        Point(
            Sentence(
                "服务后，机构把报告交给您本人。",
                "Afterwards the provider gives the report to you.",
            ),
            "S5",
        ),
        Point(
            Sentence(
                "没有人会要求您返乡检查或寄回报告；户籍地是否知道，由您决定。",
                "Nobody asks you to go home for an examination or to post a report home; whether your home office "
                "learns anything is your choice.",
            ),
            "S5",
        ),
    ),
)

COMPLAINTS = Procedure(
    slug="complaints",
    title=Sentence(
        "投诉",
        "Complaints",
    ),
    summary=Sentence(
        "对任何机构的做法不满，都可以投诉，也可以匿名。",
        "You can complain about what any office did, also anonymously.",
    ),
    at_desk=False,
    conditions=(
        Point(
            Sentence(
                "任何人都可以投诉，不必说明身份。",
                "Anybody can complain, without saying who she is.",
            ),
            "A1",
        ),
        Point(
            Sentence(
                "例如：不发证、乱发证、收费；要求妇女返乡检查；不按时答复或通知；不提供免费服务；违规拒绝登记；泄露"
                "信息。",
                "For example: not issuing papers, issuing false ones or charging for them; asking a woman to come "
                "back to be examined; late answers; not giving what is free; refusing registration against the "
                "rules; leaking.",
            ),
            "A4",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "不需要材料；有证据的可以附上。",
                "None; evidence can be attached if there is any.",
            ),
            "A1",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "十五个工作日内答复。",
                "Answered within 15 working days.",
            ),
            "A1",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "选择由哪一级机构受理：被投诉的可能就是县级。",
                "Choose which tier reads it: the county itself may be the one complained about.",
            ),
            "A1",
        ),
        Point(
            Sentence(
                "只有该级机构能读到；投诉人受保护。",
                "Only that tier can read it; whoever complains is protected.",
            ),
            "A1",
        ),
        Point(
            Sentence(
                "每次查阅您的记录都有记载，您能看到是谁、为何。",
                "Each reading of your record is itself recorded; you can see who it was and why.",
            ),
            "A5",
        ),
        Point(
            Sentence(
                "机构之间按是否及时、免费、守诺互相评价，从不按任何人的情况评价。",
                "Offices are measured by whether they serve in time and free of charge, never by anybody's "
                "circumstances.",
            ),
            "A2",
        ),
    ),
)
