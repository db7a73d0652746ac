"""Header words: what desks call the columns, and what only looks like one of them.

A title is judged in this order: exact word, then words that mark somebody else or something else, then
careful containment. The tables are data; ``docs/registers.md`` shows them to people.
"""

import re
from functools import lru_cache

from suixing.journeys.intake.sheets.model import Field
from suixing.kernel.errors import Sentence

CANONICAL: dict[Field, Sentence] = {
    "name": Sentence("姓名", "Name"),
    "sex": Sentence("性别", "Sex"),
    "identifier": Sentence("公民身份号码", "Identity number"),
    "identifier_kind": Sentence("证件类型", "Kind of document"),
    "born": Sentence("出生日期", "Date of birth"),
    "telephone": Sentence("联系电话", "Telephone"),
    "home": Sentence("户籍地地址", "Home address"),
    "current": Sentence("现居住地址", "Current address"),
    "arrived": Sentence("流入日期", "Date of arrival"),
    "consent_on": Sentence("本人同意登记日期", "Date of consent"),
    "consent_way": Sentence("同意方式", "Way of consent"),
}

OUTCOME_TITLE = "处理结果 Outcome"
REASON_TITLE = "原因 Reason"
ORIGINAL_ROW_TITLE = "原表行号 Original row"

_EXACT: dict[Field, str] = {
    "name": """
        姓名 本人姓名 人员姓名 流动人口姓名 流入人口姓名 登记人员姓名 服务对象姓名 居民姓名 育龄妇女姓名
        妇女姓名 中文姓名 真实姓名 姓名全称 名字 name fullname personname nameofperson chinesename
        residentname
    """,
    "sex": """
        性别 性別 男女 男/女 人员性别 sex gender
    """,
    "identifier": """
        公民身份号码 公民身份证号码 公民身份证号 身份证号码 身份证号 身份证 身份号码 居民身份证号码
        居民身份证号 居民身份证 身份证件号码 身份证件号 有效身份证件号码 有效身份证件号 有效证件号码
        证件号码 证件号 证照号码 本人身份证号 本人身份证号码 身份证明号码 身份证编号 身分证号码 身分证号
        sfz sfzh sfzhm gmsfhm idno idnumber id identitynumber identityno identitycardnumber identitycardno
        citizenid nationalid nationalidno nationalidnumber residentidnumber identifier idcard idcardno
        idcardnumber documentnumber documentno
    """,
    "identifier_kind": """
        证件类型 证件种类 证件类别 证件名称 身份证件类型 身份证件种类 有效证件类型 证照类型 idtype
        typeofid documenttype typeofdocument kindofdocument identitytype identifierkind idkind
    """,
    "born": """
        出生日期 出生年月日 出生年月 出生时间 出生日 生日 出生 本人出生日期 公历出生日期 dateofbirth dob
        birthdate birthday born birthdateyyyymmdd
    """,
    "telephone": """
        联系电话 电话 电话号码 手机 手机号 手机号码 联系方式 联系手机 联系号码 移动电话 移动电话号码
        本人电话 本人联系电话 本人手机号 手机电话 联系电话手机 固定电话 phone telephone mobile tel phoneno
        phonenumber mobilephone mobileno mobilenumber telephonenumber cellphone contactnumber contactphone
        contacttelephone telno
    """,
    "home": """
        户籍地地址 户籍地址 户籍地 户籍所在地 户籍所在地地址 户籍所在地详细地址 户籍地详细地址
        户籍详细地址 户籍住址 户籍地住址 户口所在地 户口所在地地址 户口所在地详细地址 户口地址 户口地
        户口详细地址 户口住址 户口登记地 户口登记地址 户籍登记地 户籍登记地址 常住户口所在地
        常住户口所在地地址 常住户口地址 户籍所在 户口所在 流出地 流出地地址 流出地详细地址 来源地
        来源地地址 原籍地址 原籍 老家地址 老家 身份证地址 身份证住址 身份证上地址 户籍所属地 户籍地区
        户籍区划 户籍地行政区划 homeaddress homeplace registeredaddress householdregistrationaddress
        householdregistration hukouaddress hukou placeofregistration registeredresidence permanentaddress
        placeofhukou domicile hometown householdaddress registrationaddress registeredhomeaddress
    """,
    "current": """
        现居住地址 现居住地 现居住地详细地址 现居住详细地址 现居地址 现居地 现居地详细地址 现住址 现住地址
        现住地 现住详细地址 现住地详细地址 居住地址 居住地 居住地详细地址 居住详细地址 居住所在地
        目前居住地 目前居住地址 目前住址 当前住址 当前地址 当前居住地 当前居住地址 实际居住地 实际居住地址
        实际居住地详细地址 实际住址 暂住地 暂住地址 暂住地详细地址 暂住住址 流入地 流入地址 流入地地址
        流入地详细地址 流入地居住地址 本地住址 本地地址 本地居住地址 在本地住址 在本地居住地址 常住地址
        常住地 居住登记地址 租住地址 租房地址 现居住址 现居所 currentaddress currentresidence currentplace
        presentaddress residentialaddress residence residenceaddress livingaddress addresscurrent
        localaddress
    """,
    "arrived": """
        流入日期 流入时间 流入本地日期 流入本地时间 本次流入日期 本次流入时间 流入现居住地日期
        流入现居住地时间 流入年月日 来本地日期 来本地时间 来现居住地日期 来现居住地时间 来现居地时间
        来现居地日期 到达日期 到达时间 抵达日期 抵达时间 到本地日期 到本地时间 来此日期 来此时间
        现居住地起始日期 居住起始日期 居住开始日期 入住日期 入住时间 迁入日期 迁入时间 arrivaldate
        dateofarrival arrived arrivedon arrivedat inflowdate dateofinflow arrival movedin moveindate
        dateofmove
    """,
    "consent_on": """
        本人同意登记日期 同意登记日期 知情同意日期 同意日期 本人同意日期 同意时间 知情同意时间
        同意登记时间 知情同意书签署日期 知情同意书签订日期 知情同意签署日期 知情同意签字日期
        知情同意书日期 同意书签署日期 同意书签订日期 同意书签字日期 同意书日期 签署同意书日期
        签署知情同意书日期 授权日期 本人授权日期 授权时间 授权书签署日期 登记同意日期 知情并同意日期
        本人知情同意日期 个人信息授权日期 consentdate dateofconsent consenton consentgivenon consented
        consentedon agreedon dateofagreement consentgiven
    """,
    "consent_way": """
        同意方式 知情同意方式 本人同意方式 同意登记方式 同意签署方式 同意形式 知情同意形式 签署方式
        授权方式 consentway wayofconsent consentmethod methodofconsent modeofconsent formofconsent
    """,
}

# Taken only where no better column of the same meaning exists.
_WEAK: dict[Field, str] = {
    "home": """
        户籍 户口 户籍地省市县 registered
    """,
    "current": """
        住址 地址 家庭住址 家庭地址 详细地址 通讯地址 联系地址 address
    """,
    "consent_on": """
        知情同意 本人同意 同意登记 本人同意登记 同意书 知情同意书 consent
    """,
    "consent_way": """
        签字方式
    """,
}

_HARMLESS = frozenset("序号 编号 序 号 行号 顺序号 流水号".split()) | frozenset(  # noqa: SIM905 - reads better
    "no # № num number seq sn rowno row".split()  # noqa: SIM905 - reads better
)

# Somebody else than the person of the row.
_OTHERS = (
    "户主|房主|屋主|房东|业主|房屋|出租|承租|配偶|丈夫|妻子|爱人|父亲|母亲|父母|家长|子女|小孩|孩子"
    "|儿童|婴儿|监护|紧急|联系人|亲属|家属|家庭成员|同住|随行|随迁|雇主|老板|负责人|经办|填表|填报|制表"
    "|登记人(?!员姓名)|采集|录入|审核|核查|见证|代办|代签|担保|介绍人|网格|协管|专干|管理员|计生员|医生"
    "|护士|责任人|与.{0,4}关系|spouse|husband|wife|father|mother|parent|child|guardian|emergency"
    "|nextofkin|landlord|employer|officer|clerk|recordedby|household(er)?head|headofhousehold"
    "|contactperson|contactname"
)
# About her, but not what its words seem to say.
_OTHER_MATTERS = (
    "邮编|邮政|编码|代码|区号|性质|类型|类别|状况|状态|派出所|出生地|籍贯|流出(日期|时间|原因)|离开"
    "|注销|迁出|搬离|有效期|签发|发证|机关|曾用|别名|单位|居住证|暂住证|社保|医保|结婚|健康证|驾驶"
    "|生育证|婚育|证明编号|准生|服务证|学历|变动|原因|人数|是否|地图|经度|纬度|postcode|zipcode|zip"
    "|code|username|placeofbirth|birthplace|departure|expiry|validuntil|issued|permit|nickname"
    "|formername"
)
_PLACE_OTHER = "电话|手机|联系|日期|时间|姓名|号码|日$"

_OTHERS_RE = re.compile(_OTHERS)
_NOT_OURS_RE = re.compile(f"{_OTHERS}|{_OTHER_MATTERS}")
_PLACE_OTHER_RE = re.compile(_PLACE_OTHER)

_CONTAINED: tuple[tuple[Field, re.Pattern[str]], ...] = (
    ("consent_way", re.compile("(同意|授权).{0,6}(方式|形式)$")),
    ("consent_on", re.compile("(同意|授权|知情).{0,10}(日期|时间|年月日)$")),
    ("sex", re.compile("^.{0,6}性别$|^性别.{0,4}$")),
    ("born", re.compile("出生.{0,2}(日期|年月日|年月|时间)|^(dateofbirth|birthdate)")),
    (
        "arrived",
        re.compile("^(来|到|入).{1,6}(日期|时间|年月日)$|流入.{0,6}(日期|时间|年月)|^(dateofarrival|arrivaldate)"),
    ),
    (
        "identifier",
        re.compile("身份证.{0,3}号|身份号|^.{0,6}身份证$|证件号|^(id|identity).{0,8}(number|no)$"),
    ),
    ("telephone", re.compile("电话|手机|联系方式|^(phone|mobile|telephone)")),
    ("name", re.compile("^.{0,8}姓名.{0,3}$")),
    ("home", re.compile("(户籍|户口|流出).{0,8}(地|址|地区|区划|所在)$|^(householdregistration|hukou)")),
    (
        "current",
        re.compile("(现居|现住|居住|暂住|租住|流入地|实际).{0,8}(地|址)$|^(current|present).{0,12}address$"),
    ),
)

_HOME_STEM = re.compile(
    "^(户籍所在地|户口所在地|户籍地址|户口地址|户籍地|户口地|户籍|户口|流出地|homeaddress|home|registered|hukou)"
)
_CURRENT_STEM = re.compile(
    "^(现居住地址|现居住地|现居地|现住地址|现住地|现住址|居住地址|居住地|暂住地址|暂住地|流入地址|流入地|现居|现住|居住|currentaddress|current|present)"
)
_STEMS: tuple[tuple[Field, re.Pattern[str]], ...] = (("home", _HOME_STEM), ("current", _CURRENT_STEM))
_PART = re.compile(
    "^(所在)?(省|省份|省级|省市|省市区|省自治区|省自治区直辖市|省直辖市|市|地市|地级市|市州|市地州盟|"
    "州|盟|地区|市级|县|区|区县|县区|县市区|县级|区县市|县市|县旗|县市区旗|区县级|乡|镇|街道|乡镇|镇乡|"
    "乡镇街道|街道乡镇|镇街|街镇|乡镇街|街道镇|乡街道|乡镇级|村|居|村居|居村|村委|居委|居委会|村委会|"
    "村居委会|村社区|社区|社区村|社区居委会|行政村|村级|自然村|组|村组|小组|小区|路|街|街路巷|路街|"
    "门牌|门牌号|门牌号码|门楼牌|号|楼栋|栋|单元|室|房号|房间号|楼号|详址|详细地址|地址|详细|详细住址|"
    "住址|具体地址|其他|其它|province|city|prefecture|county|district|town|township|street|village|"
    "address|detail|details)+$"
)

_TRADITIONAL = str.maketrans(
    "證號碼戶現電話聯繫係類別屬進來遷時間區縣鄉鎮詳細記錄簽書稱實際臨暫處門機達開離備註務員團體歲齡婦國貫歷況單獨親緊審錶負責類兒"
    "婚編業資訊報據職學歲標誌確認權種態總計園絡繳擇選項說內聲終點檔頁",
    "证号码户现电话联系系类别属进来迁时间区县乡镇详细记录签书称实际临暂处门机达开离备注务员团体岁龄妇国贯历况单独亲紧审表负责类儿"
    "婚编业资讯报据职学岁标志确认权种态总计园络缴择选项说内声终点档页",
)
_WIDE = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
_BRACKETS = re.compile(r"[(\[【〔{<《「『]([^()\[\]【】〔〕{}<>《》「」『』]*)[)\]】〕}>》」』]")
# What may stand in brackets without changing whose or which column it is.
_HARMLESS_NOTE = re.compile(
    "必填.*|选填.*|非必填|可不填|必须.*|请.*|如.*|例.*|格式.*|文本.*|下拉.*|单选|多选|全称|.*(18|15|"
    "11)位.*|.*yyyy.*|年.?月.?日|年.?月|公历|阳历|农历.*|按.*|同.*|.*填写.*|.*(省|市|县|区|乡|镇|街道|"
    "村)+.*|手机|必备|男.?女|1.*2.*|本人|本市|精确到.*|required|optional|dd?.?mm?.?yyyy|mf|fm|\\*+|"
    "text|\\d+"
)
_NOISE = re.compile(r"[\s*＊★☆※:：、,，。.;；/\\|_\-—–－·'\"“”‘’?？!！~&+\u200b-\u200f\u2060\ufeff\xa0\u3000]+")
_HAN_RUN = re.compile("[\u3400-\u9fff0-9]+")


@lru_cache(maxsize=4096)
def normal(title: str) -> str:
    """A title without blanks, marks, harmless notes in brackets; simplified, lower case."""
    text = title.translate(_WIDE).translate(_TRADITIONAL).lower()
    text = _BRACKETS.sub(_keep_note, text)
    return _NOISE.sub("", text)


def _keep_note(found: re.Match[str]) -> str:
    note = _NOISE.sub("", found[1])
    return "" if _HARMLESS_NOTE.fullmatch(note) else note


def _by_word(table: dict[Field, str]) -> dict[str, Field]:
    return {_NOISE.sub("", word): field for field, words in table.items() for word in words.split()}


_EXACT_BY_WORD = _by_word(_EXACT)
_WEAK_BY_WORD = _by_word(_WEAK)
_OWN_TITLES = {_NOISE.sub("", title).lower() for title in (OUTCOME_TITLE, REASON_TITLE, ORIGINAL_ROW_TITLE)}


def is_own(title: str) -> bool:
    """Whether the column is one that a report of ours appended."""
    return normal(title) in _OWN_TITLES


def is_harmless(title: str) -> bool:
    """Whether the column only numbers the rows."""
    return normal(title) in _HARMLESS


def is_others(title: str) -> bool:
    """Whether the words name somebody else than the person of the row."""
    word = normal(title)
    return len(word) <= 12 and word not in _EXACT_BY_WORD and bool(_OTHERS_RE.search(word))


@lru_cache(maxsize=4096)
def recognise(title: str, group: str = "") -> tuple[Field, int] | None:
    """The field that a title means below a group, with its strength: 3 exact, 2 contained, 1 weak."""
    if len(title) > 80:
        return None
    word, above = normal(title), normal(group)
    if not word or (above and is_others(group)):
        return None
    part = _part_of(word, above)
    if part is not None:
        return part, 3
    found = _plain(word)
    if found is None:
        found = _without_notes(title)
    if found is None and above:
        found = _plain(above + word)
    return found


def _without_notes(title: str) -> tuple[Field, int] | None:
    """``同意方式（书面、口头）`` is ``同意方式``, but ``电话（户籍地）`` is no telephone of hers."""
    folded = title.translate(_WIDE).translate(_TRADITIONAL).lower()
    field = _EXACT_BY_WORD.get(_NOISE.sub("", _BRACKETS.sub("", folded)))
    for note in (_NOISE.sub("", note) for note in _BRACKETS.findall(folded)):
        meant = _EXACT_BY_WORD.get(note)
        if (meant and meant != field) or _NOT_OURS_RE.search(note) or _about_a_place(note):
            return None
    return (field, 2) if field else None


def _plain(word: str) -> tuple[Field, int] | None:
    for candidate in (word, "".join(_HAN_RUN.findall(word))):
        if field := _EXACT_BY_WORD.get(candidate):
            return field, 3
    if _NOT_OURS_RE.search(word):
        return None
    for field, pattern in _CONTAINED:
        if pattern.search(word) and not (field in ("home", "current") and _PLACE_OTHER_RE.search(word)):
            return None if field == "telephone" and _about_a_place(word) else (field, 2)
    weak = _WEAK_BY_WORD.get(word) or _WEAK_BY_WORD.get("".join(_HAN_RUN.findall(word)))
    return (weak, 1) if weak else None


def _about_a_place(word: str) -> bool:
    """A telephone at the home place is somebody else's."""
    return bool(re.search("户籍|户口|流出地|老家|家庭|住宅|居住|单位", word))


def _part_of(word: str, above: str) -> Field | None:
    """``home`` or ``current`` for one column of an address that is split over several."""
    for field, stem in _STEMS:
        found = stem.match(word)
        if found and _PART.match(word[found.end() :]):
            return field
        found = stem.match(above) if above else None
        if found and (found.end() == len(above) or _PART.match(above[found.end() :])) and _PART.match(word):
            return field
    return None
