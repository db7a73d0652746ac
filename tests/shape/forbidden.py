"""The concepts that Suixing has no place for, in English, Chinese and pinyin, and how a name is searched for them.

Written by hand. ``docs/refusals.md`` says what each letter stands for. Words are compared with the words of a name
(``birth_order``, ``birthOrder`` and ``BIRTH-ORDER`` are the same two), so ``fine`` is found in ``fine_paid`` and not in
``define``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# One regular expression a concept, over the words of a name joined by single blanks.
ENGLISH: dict[str, tuple[str, ...]] = {
    "F1": (
        r"birth (order|permit|permission|quota|rank|number|count|policy|control|limit)s?", r"order of birth",
        r"(first|second|third) (child|birth)", r"parity", r"policy (status|birth|conform\w*|violat\w*)",
        r"(in|out|outside|within) policy", r"(un)?planned birth", r"quotas?", r"birth target", r"target birth",
        r"(number|count) of (children|births|pregnanc\w+)", r"(child|children|births?) (count|number|total)",
        r"(un)?authori[sz]ed birth", r"unapproved birth", r"one child", r"family planning",
    ),
    "F2": (
        r"pregnan\w*", r"gravid\w*", r"gestat\w*", r"trimester", r"f(o)?etus", r"f(o)?etal", r"antenatal",
        r"prenatal",
        r"obstetric\w*", r"miscarr\w*", r"stillb\w*", r"contracep\w*", r"iuds?", r"intrauterine", r"condoms?",
        r"sterili[sz]\w*", r"vasectom\w*", r"tubal", r"ligation", r"abortions?",
        r"abort(ed|ing)? (child|birth|f\w*tus)",
        r"induced (birth|labou?r)", r"termination", r"terminated birth", r"menstr\w*", r"menses", r"ovulat\w*",
        r"fertil\w+", r"reproductive (status|history|age|health)", r"childbearing", r"remedial", r"lactat\w*",
        r"due date of birth",
        r"expected delivery", r"delivery (date|due)", r"diagnos\w*", r"icd ?\d*", r"clinical",
        r"medical (history|note|record)s?",
    ),
    "F3": (
        r"(pregnancy|iud|gyn\w*|ring|body|first|physical|compulsory|regular) (check|examination|inspection|exam)s?",
        r"examin\w+", r"check ?ups?", r"report slips?", r"exam (due|duty)",
    ),
    "F4": (
        r"fees?", r"fin(e|es|ed)", r"lev(y|ies|ied)", r"penalt(y|ies)", r"debts?", r"surcharges?", r"arrears",
        r"maintenance fee", r"compensation fee", r"income", r"assets? (value|enquiry|declaration)", r"salary",
        r"wages?",
    ),
    "F5": (
        r"informants?", r"informers?", r"tip ?offs?", r"landlords?", r"landlad(y|ies)", r"employers?", r"house owner",
        r"housing agents?", r"police", r"patrols?", r"grid (worker|member|manager|officer)", r"neighbou?rs?",
        r"responsibility contract", r"reported by", r"denounc\w*", r"witness statement",
    ),
    "F6": (r"without consent", r"consent (waived|exempt\w*|override|assumed|implied)",
        r"(force|forced|bulk) regist\w+"),
    "F8": (r"one vote veto", r"veto", r"birth rates?", r"compliance (score|rate)", r"performance (score|rank)"),
    "F9": (r"without (a )?(pass|certificate)", r"certificate (missing|required|duty)", r"no certificate"),
    # Not kept of anybody: a register has such columns, Suixing has no use for them.
    "not kept": (
        r"marital", r"marri\w+", r"unmarried", r"divorc\w*", r"widow\w*", r"spouses?", r"husband", r"wife",
        r"ethnic\w*",
        r"nationality", r"race", r"religio\w*", r"education\w*", r"schooling", r"degree", r"occupation", r"employ\w+",
        r"workplace", r"work unit", r"political", r"party member", r"blood type", r"disab(led|ility)", r"criminal",
        r"biometr\w*", r"fingerprint (image|scan)", r"face (image|scan)", r"photo\w*", r"gps", r"latitude",
        r"longitude",
        r"children", r"child", r"kids?", r"sons?", r"daughters?", r"babies", r"baby", r"infant\w*", r"newborns?",
        r"mothers?",
        r"fathers?", r"credit (score|rating)", r"risk (score|level)", r"blacklist", r"watch ?list",
    ),
}  # fmt: skip

# Parts of a Chinese text.
CHINESE: dict[str, tuple[str, ...]] = {
    "F1": ("胎", "孩次", "计划外", "政策内", "政策外", "超生", "计划生育", "计生", "准生", "生育指标", "生育证",
        "婚育"),
    "F2": ("孕", "育龄", "生育", "避孕", "节育", "环", "绝育", "结扎", "流产", "引产", "人流", "月经", "末次",
        "产检", "分娩"),
    "F3": ("查环", "孕检", "妇检", "体检", "报告单", "补救措施"),
    "F4": ("社会抚养费", "罚款", "罚金", "征收", "欠费", "欠款", "滞纳", "收入"),
    "F5": ("房东", "举报", "线人", "网格员", "雇主", "用工单位", "警察", "派出所", "邻居", "责任书"),
    "F8": ("一票否决", "考核指标", "出生率"),
    "not kept": (
        "婚", "配偶", "丈夫", "妻子", "民族", "族别", "学历", "文化程度", "受教育", "职业", "工作单位", "政治面貌",
        "宗教",
        "子女", "孩子", "儿子", "女儿", "婴", "血型", "残疾", "犯罪", "黑名单", "照片", "人脸",
    ),
}  # fmt: skip

# Parts of a name in Latin letters once all its words are joined.
PINYIN: dict[str, tuple[str, ...]] = {
    "F1": ("ertai", "ershai", "taici", "haici", "jihuawai", "zhengcenei", "zhengcewai", "chaosheng", "jihuashengyu",
           "jisheng", "zhunsheng", "shengyuzhibiao", "hunyu"),
    "F2": ("huaiyun", "yunfu", "yunqing", "yunjian", "yunzhou", "yunqi", "yuling", "shengyu", "biyun", "jieyu",
        "shanghuan",
           "quhuan", "jueyu", "jieza", "liuchan", "yinchan", "renliu", "yuejing", "mocijing", "chanjian", "fenmian"),
    "F3": ("chahuan", "fujian", "tijian", "baogaodan", "bujiucuoshi"),
    "F4": ("fuyangfei", "shehuifuyang", "fakuan", "zhengshou", "qianfei", "zhinajin", "shouru"),
    "F5": ("fangdong", "jubao", "xianren", "wanggeyuan", "guzhu", "jingcha", "paichusuo", "linju", "zerenshu"),
    "F8": ("yipiaofoujue", "chushenglv"),
    "not kept": ("hunyin", "jiehun", "lihun", "weihun", "peiou", "zhangfu", "qizi", "minzu", "xueli", "wenhuachengdu",
                 "zhiye", "gongzuodanwei", "zhengzhimianmao", "zongjiao", "zinv", "haizi", "xuexing", "canji",
                 "heimingdan"),
}  # fmt: skip

# Words that only look like one of the above; they are taken out before a text is searched. Each is its own reason.
INNOCENT_CHINESE = ("环境", "环节", "循环", "封存环", "教育局")

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENGLISH = {letter: re.compile(r"(?<![a-z])(?:" + "|".join(words) + r")(?![a-z])") for letter, words in ENGLISH.items()}


@dataclass(frozen=True, order=True)
class Found:
    """A forbidden concept: where it stands, what stands there, and which refusal it breaks."""

    where: str
    what: str
    refusal: str


def words_of(name: str) -> str:
    """The words of an identifier or a text in Latin letters, lower case, one blank between."""
    return " ".join(word.lower() for word in _WORDS.findall(name))


def concepts(text: str, *, pinyin: bool = True) -> set[tuple[str, str]]:
    """Word and refusal of every forbidden concept in a name or text; pinyin is for names, not for prose."""
    plain = words_of(text)
    found = {(match.group(), letter) for letter, pattern in _ENGLISH.items() for match in pattern.finditer(plain)}
    if pinyin:
        found |= {(word, letter) for letter, words in PINYIN.items() for word in words if _spelt(word, plain)}
    chinese = text
    for word in INNOCENT_CHINESE:
        chinese = chinese.replace(word, "")
    return found | {(part, letter) for letter, parts in CHINESE.items() for part in parts if part in chinese}


def _spelt(syllables: str, plain: str) -> bool:
    """Whether whole words make up the syllables: ``shengyu_zk`` and ``sheng_yu`` do, ``header_tail`` no ``ertai``."""
    words = plain.split()
    return any(
        "".join(words[start:end]) == syllables
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + 7) + 1)
    )


def search(names: Iterable[tuple[str, str]], *, pinyin: bool = True) -> set[Found]:
    """Every forbidden concept in pairs of place and name."""
    return {Found(where, what, letter) for where, name in names for what, letter in concepts(name, pinyin=pinyin)}
