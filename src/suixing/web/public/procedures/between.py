"""What two offices do together for a person: help, consultation, benefits (X, B), in words for the public."""

from suixing.kernel.errors import Sentence
from suixing.web.public.procedures.wording import Point, Procedure

HELP_BETWEEN_OFFICES = Procedure(
    slug="help-between-offices",
    title=Sentence(
        "请另一地机构协助",
        "Help from the other place's office",
    ),
    summary=Sentence(
        "需要户籍地或现居住地另一方的信息或帮助时，由机构之间去问，您不必往返。",
        "When something is needed from the office at the other place, the offices ask each other; you need not travel.",
    ),
    at_desk=False,
    conditions=(
        Point(
            Sentence(
                "办事需要另一地机构的信息或帮助。",
                "Something that you want done needs information or help from the office of the other place.",
            ),
            "X1",
        ),
        Point(
            Sentence(
                "您会先看到要问的内容；只能问规定范围内的问题，不能随意打听。",
                "You see the question before it is answered; only listed questions may be asked, nobody can "
                "enquire at will.",
            ),
            "X1",
        ),
        Point(
            Sentence(
                "只有两地机构之间就您的事务往来；任何其他人或单位都不能提供或取得信息。",
                "Only the offices of the two places exchange about you; nobody else is a source or gets an answer.",
            ),
            "X8",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "您的身份证；所需材料由机构之间传递。",
                "Your identity card; papers travel between the offices.",
            ),
            "X1",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "一般：三十天内答复。",
                "Ordinarily: answered within 30 days.",
            ),
            "X1",
        ),
        Point(
            Sentence(
                "标为加急：十五天内。",
                "Marked pressing: within 15 days.",
            ),
            "X1",
        ),
        Point(
            Sentence(
                "关系到安全或治疗、由您或医务人员标为紧急：二十四小时内。",
                "Marked urgent by you or your provider, because safety or treatment depends on it: within 24 hours.",
            ),
            "X1",
        ),
        Point(
            Sentence(
                "逾期不答复的，记录在案并逐级上报。",
                "Overdue answers are recorded and go up to the office that stands over both.",
            ),
            "T5",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "告诉窗口您需要另一地的什么。",
                "Tell the desk what you need from the other place.",
            ),
            "X1",
        ),
        Point(
            Sentence(
                "机构发出请求；您能看到它和期限。",
                "The office sends the request; you can see it and when it is due.",
            ),
            "X1",
        ),
        Point(
            Sentence(
                "答复到达后，机构继续办理并告诉您。",
                "When the answer arrives the office goes on and tells you.",
            ),
            "X1",
        ),
    ),
)

CONSULTATION = Procedure(
    slug="consultation",
    title=Sentence(
        "两地协商",
        "Consultation between two offices",
    ),
    summary=Sentence(
        "待遇由哪一方负担、哪份记录是对的：两地机构先商量，再作决定。",
        "Who pays a benefit, which record is right: the two offices talk before anything is decided.",
    ),
    at_desk=False,
    conditions=(
        Point(
            Sentence(
                "一项决定涉及两地，例如待遇由谁负担，或两份记录不一致。",
                "A decision falls on both sides, for example who pays a benefit, or two records that differ.",
            ),
            "X2",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "您不必提交任何材料；机构使用已有的材料。",
                "None from you; the offices use what they have.",
            ),
            "X2",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "对方收到后七个工作日内答复；以有凭据的到达日期为准。",
                "The other side replies within 7 working days of arrival, and arrival needs evidence.",
            ),
            "X2",
            "T2",
        ),
        Point(
            Sentence(
                "谈不拢的，由共同的上级机构协调。",
                "If they do not agree, the office that stands over both decides how to go on.",
            ),
            "T5",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "受理您事务的机构提出协商。",
                "The office that has your matter opens the consultation.",
            ),
            "X2",
        ),
        Point(
            Sentence(
                "两地商定后，把结果和理由告诉您。",
                "When they have agreed you are told the result and why.",
            ),
            "X2",
        ),
    ),
)

BENEFITS = Procedure(
    slug="benefits",
    title=Sentence(
        "待遇与补助",
        "Benefits",
    ),
    summary=Sentence(
        "户籍地应给的待遇，在外的人与在家的人一样；现居住地的待遇，新来的人也可享受。",
        "What the home place owes is paid to people away just as to those at home; what the current place offers "
        "is open to newcomers.",
    ),
    at_desk=False,
    conditions=(
        Point(
            Sentence(
                "符合该项待遇自身的条件；住在哪里不影响。",
                "You meet the conditions of the benefit itself; where you live makes no difference.",
            ),
            "B1",
        ),
        Point(
            Sentence(
                "以往政策下已经取得的待遇继续有效，不再附加条件。",
                "What was granted under earlier policies stays yours, and no condition is added.",
            ),
            "B1",
        ),
    ),
    papers=(
        Point(
            Sentence(
                "身份证，以及该项待遇列明的材料；材料由机构之间传递。",
                "Your identity card and what the benefit lists; papers travel between offices.",
            ),
            "B2",
        ),
    ),
    limits=(
        Point(
            Sentence(
                "两地之间如需商定由谁支付：七个工作日内答复。",
                "Where the two places must agree who pays: a reply within 7 working days.",
            ),
            "X2",
        ),
        Point(
            Sentence(
                "需要通知另一地的：十五个工作日内。",
                "What the other place must know is sent within 15 working days.",
            ),
            "X3",
        ),
    ),
    steps=(
        Point(
            Sentence(
                "在任一地申请，由您选择。",
                "Apply at either place, as you choose.",
            ),
            "B2",
        ),
        Point(
            Sentence(
                "机构互相传递材料并说明决定的理由。",
                "The offices pass on the papers and give reasons for the decision.",
            ),
            "B2",
        ),
    ),
)
