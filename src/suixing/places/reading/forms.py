"""How people write the names of divisions: whole, shortened, in an older fashion.

Pure functions from one name to its spellings; nothing here knows a code or another division.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_PEOPLES = re.findall(
    r"\w+",
    """
    蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西
    景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂
    保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各
    """,
)
_PEOPLE = "(?:" + "|".join(sorted((f"{p}族" for p in _PEOPLES), key=len, reverse=True)) + ")"
# Some autonomous divisions are named without 族: 察布查尔锡伯自治县, 昌吉回族 aside.
_BARE_PEOPLE = "(?:维吾尔|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯|鄂温克|达斡尔|鄂伦春)"

_AUTONOMOUS = re.compile(rf"^(.{{0,7}}?)(?:{_PEOPLE}+|{_BARE_PEOPLE})(?:联合)?自治(州|县|旗)$")
_PEOPLES_DISTRICT = re.compile(rf"^(.{{2,5}}?){_PEOPLE}+区$")
_PEOPLES_TOWNSHIP = re.compile(rf"^(.{{1,9}}?)(?:{_PEOPLE}+|{_BARE_PEOPLE})(?:民族)?(乡|镇|苏木)$")
_BANNER_WING = re.compile(r"^(.)(?:.{1,3})(左|右)翼(.?旗|蒙古族自治县)$")

PROVINCE_SHORT = {
    "内蒙古自治区": ("内蒙古", "内蒙", "内蒙古省", "内蒙古区"),
    "广西壮族自治区": ("广西", "广西省", "广西区", "广西自治区", "广西壮族"),
    "西藏自治区": ("西藏", "西藏省", "西藏区"),
    "宁夏回族自治区": ("宁夏", "宁夏省", "宁夏区", "宁夏自治区", "宁夏回族"),
    "新疆维吾尔自治区": ("新疆", "新疆省", "新疆区", "新疆自治区", "新疆维吾尔"),
}
# Abbreviations in daily use that follow no rule.
_HABIT = {
    "巴音郭楞蒙古自治州": ("巴州",),
    "博尔塔拉蒙古自治州": ("博州",),
    "克孜勒苏柯尔克孜自治州": ("克州",),
    "锡林郭勒盟": ("锡盟",),
    "呼和浩特市": ("呼市",),
    "乌鲁木齐市": ("乌市",),
    "襄阳市": ("襄樊市",),
    "塔什库尔干塔吉克自治县": ("塔县",),
    "阿拉善盟": ("阿盟",),
    "西双版纳傣族自治州": ("版纳", "版纳州"),
    "阜新蒙古族自治县": ("阜蒙县",),
    "前郭尔罗斯蒙古族自治县": ("前郭县", "前郭"),
    "杜尔伯特蒙古族自治县": ("杜蒙县", "杜蒙"),
    "莫力达瓦达斡尔族自治旗": ("莫旗", "莫力达瓦旗"),
    "阿拉善左旗": ("阿左旗",),
    "阿拉善右旗": ("阿右旗",),
    "东乌珠穆沁旗": ("东乌旗",),
    "西乌珠穆沁旗": ("西乌旗",),
    "鄂尔多斯市": ("伊克昭盟",),
    "双江拉祜族佤族布朗族傣族自治县": ("双江县",),
    "景宁畲族自治县": ("景宁县",),
}
PLACEHOLDERS = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"))

# What stands behind a stem when it is not the stem's own name: a road, a village, another division.
NOUNS_BEHIND = re.compile(
    r"(?:[东西南北中]?[一二三四五六七八九十]?(?:路|街|巷|弄|里弄|胡同|大道|大街|道))|"
    r"[村镇乡县市区州盟旗省屯庄营寨桥站港湖河江山岛湾岭沟坪厂矿校店楼城园院馆所场苑里]|社区|小区|新区|"
    r"左翼|右翼|监狱|小学|中学|大学|学院|医院|居委|国际|工业|花园|新城|家园|公寓|大厦|水库|农场|林场|经济|开发"
)


# Zones that are listed among the counties go by their whole name only.
_ZONE = re.compile("(开发|[工业意]园|管理|示范|实验|聚集|食品|名胜)区$")


def province_forms(name: str) -> dict[str, bool]:
    """Spellings of a province; the value says whether it lacks its suffix."""
    forms = {name: False}
    for form in PROVINCE_SHORT.get(name, ()):
        forms[form] = form[-1] not in "省区"
    if name not in PROVINCE_SHORT:
        forms[name[:-1]] = True
        if name.endswith("市"):
            forms[name[:-1] + "省"] = False
    return forms


def prefecture_forms(name: str) -> dict[str, bool]:
    """Spellings of a prefecture; placeholders have none but their own."""
    forms = {name: False}
    if name in PLACEHOLDERS:
        return forms
    autonomous = _AUTONOMOUS.match(name)
    if autonomous:
        stem = autonomous[1]
        forms |= {stem + "州": False, stem + "自治州": False, stem + "地区": False}
        forms[name.removesuffix("自治州")] = True
    else:
        stem = re.sub(r"(市|地区|盟)$", "", name)
        if name.endswith("市"):
            forms[stem + "地区"] = False
    if len(stem) >= 2:
        forms[stem] = True
    forms |= dict.fromkeys(_HABIT.get(name, ()), False)
    return forms


def county_stem(name: str) -> str | None:
    """The name without suffix and peoples, two characters at least: 孟连, 慈溪; none for 忠县, 城区."""
    for pattern in (_AUTONOMOUS, _PEOPLES_DISTRICT):
        match = pattern.match(name)
        if match:
            return match[1] if len(match[1]) >= 2 else None
    match = re.match(r"^(.{2,8}?)(新区|(?<=神农架)林区|特区|矿区|自治县|[市区县旗])$", name)
    if not match or _ZONE.search(name):
        return None
    return match[1]


def county_forms(name: str) -> dict[str, bool]:
    """Spellings of a county, district, banner or county-level city."""
    forms = {name: False}
    autonomous = _AUTONOMOUS.match(name)
    if autonomous:
        kind = autonomous[2]
        stem = autonomous[1] or re.sub(r"(族)?自治(县|旗)$", "", name)
        forms |= {stem + kind: False, f"{stem}自治{kind}": False, name.removesuffix("自治" + kind): True}
        if not autonomous[1] and len(stem) >= 2:
            forms[stem] = True  # 东乡, 鄂温克
    wing = _BANNER_WING.match(name)
    if wing:
        kind = "县" if wing[3].endswith("县") else wing[3]
        first = name[:2] if name.startswith("察哈") else wing[1]
        short = ("察" if first == "察哈" else first) + wing[2] + kind
        forms |= {short: False}
    district = _PEOPLES_DISTRICT.match(name)
    if district:
        forms[district[1] + "区"] = False
    forms |= {habit: len(habit) > 1 and habit[-1] not in "县旗区" for habit in _HABIT.get(name, ())}
    if (len(name) >= 5 and name[-1] in "市区旗") or name.endswith(("新区", "矿区")):
        forms[name[:-1]] = True
    short_stem = county_stem(name)
    if short_stem:
        forms[short_stem] = True
    return forms


def swapped_county_forms(name: str) -> Iterator[str]:
    """The stem under another suffix: what the county was before the data begins, or will be one day."""
    stem = county_stem(name)
    if stem and name[-1] in "市区县" and not name.endswith("矿区"):
        for suffix in ("县", "市", "区", "新区"):
            if stem + suffix != name:
                yield stem + suffix


_KNOWN_AS = (
    (re.compile("高新技术(产业)?(开发|园)区$"), "高新区"),
    (re.compile("经济(技术)?开发区$"), "经开区"),
    (re.compile("经济(技术)?开发区$"), "开发区"),
)


def zone_forms(name: str, prefecture: str) -> Iterator[str]:
    """What a zone among the counties is called by those who have just named its city: 工业园区, 高新区."""
    if not _ZONE.search(name):
        return
    for owner in (prefecture, re.sub("(市|地区|盟)$", "", prefecture)):
        if name.startswith(owner) and len(name) - len(owner) >= 3:
            yield name[len(owner) :]
    for pattern, short in _KNOWN_AS:
        if pattern.search(name):
            yield short


_OFFICE = re.compile(r"(街道办事处|街道办|地区办事处|街道|地区|民族乡|[镇乡]|苏木|办事处)$")


@lru_cache(maxsize=4096)
def township_stem(name: str) -> str | None:
    """The name without what kind of township it is: 忠州, 军赛; none for pseudo-townships such as 种羊场."""
    match = _PEOPLES_TOWNSHIP.match(name)
    if match:
        return match[1]
    stem = _OFFICE.sub("", name)
    return stem if stem != name and stem else None


def township_forms(name: str) -> Iterator[tuple[str, bool]]:
    """Spellings of a township (already in the plain spelling); True marks a bare stem."""
    yield name, False
    stem = township_stem(name)
    match = _PEOPLES_TOWNSHIP.match(name)
    if match:
        yield match[1] + match[2], False
        yield match[1] + "民族乡", False
    if stem is None:
        return
    if name.endswith(("办事处", "街道", "街道办")):
        yield stem + "街道", False
        yield stem + "办事处", False
        yield stem + "街道办", False
        yield stem + "街道办事处", False
    if name.endswith(("地区", "地区办事处")):
        yield stem + "地区", False
    if len(stem) >= 2:
        yield stem, True


_VILLAGE = re.compile(
    r"(社区居民委员会|社区村民委员会|社区居委会|社区村委会|社区委员会|村民委员会|居民委员会|村委员会|村委会|居委会|社区|嘎查|村)$"
)


def village_stem(name: str) -> str:
    """The name without its committee; keeps two characters at least, so that 王村 does not become 王."""
    stem = _VILLAGE.sub("", name)
    if len(stem) >= 2:
        return stem
    kind = "村" if "村" in name[-4:] else ""
    return stem + kind if stem and kind else name


def village_kind(name: str) -> int:
    """1 for a village, 2 for an urban community, 0 for anything else."""
    if name.endswith(("村委会", "村民委员会", "村", "嘎查")) and "居" not in name[-6:]:
        return 1
    return 2 if name.endswith(("居委会", "居民委员会", "社区")) else 0
