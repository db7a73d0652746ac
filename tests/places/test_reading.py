"""Addresses as desks type them, each judged by eye."""

import pytest

from suixing.places.reading import Reader

RESOLVED = [
    # province, city and suffixes there or not
    ("重庆市忠县忠州街道和平村3组12号", "500233001", "和平村3组12号"),
    ("浙江省宁波市慈溪市逍林镇", "330282111", ""),
    ("浙江慈溪市逍林镇", "330282111", ""),
    ("浙江慈溪逍林", "330282111", ""),
    ("河北衡水景县梁集镇一组", "131127110", "一组"),
    ("内蒙赤峰市红山区", "150402", ""),
    ("内蒙古呼市新城区", "150102", ""),
    ("广西省桂林市灵川县", "450323", ""),
    ("新疆石河子市", "659001", ""),
    ("延边州珲春市", "222404", ""),
    ("湘西凤凰县沱江镇", "433123109", ""),
    ("恩施州恩施市", "422801", ""),
    ("江苏省鼓楼区湖南路街道", "320106003", ""),
    # only part of the way down
    ("湖南", "43", ""),
    ("四川 绵阳", "5107", ""),
    ("安徽省淮南市寿县", "340422", ""),
    ("四川绵阳农村", "5107", "农村"),
    # doubled and with placeholders
    ("陕西省陕西省西安市碑林区", "610103", ""),
    ("湖南省长沙市长沙市长沙县", "430121", ""),
    ("吉林省吉林省长春市农安县万顺乡", "220122203", ""),
    ("北京市北京市朝阳区", "110105", ""),
    ("重庆市县忠县忠州街道", "500233001", ""),
    ("重庆市市辖区渝中区", "500103", ""),
    ("海南省省直辖县级行政区划文昌市文城镇", "469005100", ""),
    ("新疆维吾尔自治区自治区直辖县级行政区划石河子市", "659001", ""),
    ("大化瑶族自治县大化瑶族自治县共和乡", "451229200", ""),
    ("桂林市七星区七星区穿山街道", "450305003", ""),
    ("山西太原万柏林西铭街道", "140109012", ""),
    ("四川乐山马边彝族苏坝镇", "511133103", ""),
    ("河南商丘梁园东风街道", "411402005", ""),
    # counties named like their city, cities like their province
    ("长沙市长沙县黄花镇", "430121105", ""),
    ("濮阳市濮阳县", "410928", ""),
    ("朝阳市朝阳县", "211321", ""),
    ("吉林省吉林市船营区", "220204", ""),
    ("吉林市", "2202", ""),
    ("海南州共和县", "632521", ""),
    ("河南", "41", ""),
    ("河南县", "632324", ""),
    # cities without counties
    ("广东东莞", "441900", ""),
    ("东莞市长安镇", "441900119", ""),
    ("中山小榄镇", "442000118", ""),
    ("儋州市那大镇", "460400100", ""),
    ("嘉峪关市文殊镇", "620201102", ""),
    # long names of peoples and their short forms
    ("孟连傣族拉祜族佤族自治县", "530827", ""),
    ("孟连县娜允镇", "530827101", ""),
    ("镇康县军赛佤族拉祜族傈僳族德昂族乡", "530924205", ""),
    ("镇康县军赛乡", "530924205", ""),
    ("积石山县", "622927", ""),
    ("莫旗", "150722", ""),
    ("科右前旗", "152221", ""),
    # county left out, township without suffix
    ("重庆市忠州街道", "500233001", ""),
    ("广东省深圳市民治街道", "440309002", ""),
    ("忠县忠州", "500233001", ""),
    ("忠县忠州和平路12号", "500233001", "和平路12号"),
    ("台州市路桥街道", "331004002", ""),
    ("台州市路桥区路桥街道", "331004002", ""),
    ("山东省临沂市蒙阴县蒙阴幸福小区6-2-1", "371328001", "幸福小区6-2-1"),
    # pseudo-townships
    ("江苏省南京市高淳区高淳县团结圩良种繁育场", "320118400", ""),
    ("河北省沧州市献县献县经济开发区", "130929401", ""),
    ("扬州市高邮市经济开发区（马棚街道）一组", "321084406", "一组"),
    ("高邮市马棚街道", "321084406", ""),
    ("江苏省苏州市工业园区", "320576", ""),
    # what was renamed or merged
    ("重庆市开县正安街道", "500154008", ""),
    ("重庆市开县", "500154", ""),
    ("杭州市下城区天水街道", "330105012", ""),
    ("浙江省杭州市余杭区临平街道", "330113001", ""),
    ("莱芜市莱城区口镇", "370116005", ""),
    ("贵州毕节地区大方县", "520521", ""),
    ("上海闸北区天目西路街道", "310106015", ""),
    ("邢台市桥东区", "130502", ""),
    ("萧山市瓜沥镇", "330109113", ""),
    ("广东省深圳市龙华新区民治街道", "440309002", ""),
    ("重庆忠县石宝乡", "500233107", ""),
    # one character mistyped
    ("重庆市钟县忠州街道", "500233001", ""),
    ("忠县忠洲街道和平村", "500233001", "和平村"),
    ("浙江省宁皮市慈溪市逍林镇", "330282111", ""),
    ("折江省宁波市慈溪市逍林镇", "330282111", ""),
    # signs, scripts, leading words
    ("重庆，忠县，忠州街道，和平村", "500233001", "和平村"),
    (" 北京市 　延庆区 康庄镇  ", "110119101", ""),
    ("（重庆市）忠县", "500233", ""),
    ("重慶市忠縣忠州街道", "500233001", ""),
    ("户籍地：重庆市忠县忠州街道", "500233001", ""),
    ("404300重庆市忠县", "500233", ""),
    ("老家河南", "41", ""),
    # what follows is no division
    ("上海市黄浦区南京东路街道南京东路300号", "310101002", "南京东路300号"),
    ("上海市浦东新区南京路100号", "310115", "南京路100号"),
    ("河北省石家庄市长安区长安街", "130102", "长安街"),
    ("杭州余杭临平", "330110", "临平"),
    ("南宁市横州市横州镇龙池村", "450181100", "龙池村"),
]

AMBIGUOUS = [
    ("龙华区", {"440309", "460106"}),
    ("西湖区", {"330106", "360103"}),
    ("宝山区", {"230506", "310113"}),
    ("通州区", {"110112", "320612"}),
    ("江苏鼓楼区", {"320106", "320302"}),
    ("和平", {"120101", "210102", "441624"}),
    ("东乡县", {"361003", "622926"}),
    # a county that went to two
    ("杭州市江干区", {"330102", "330114"}),
    # of two counties of that name one is the former name of 襄都区
    ("河北省桥东区", {"130502", "130702"}),
    # two townships of one stem
    ("甘肃省平凉市华亭市东华幸福小区6-2-1", {"620881001", "620881100"}),
]

CONTRADICTORY = [
    "江苏省南昌市东湖区",
    "浙江省深圳市民治街道",
    "四川省重庆市忠县",
    "广东省杭州市",
    "江西省江苏省南京市",
    "浙江省宁波市西湖区",
    "浙江省慈溪市东湖区",
    "湖北省武汉市江岸区安山街道老街12号",
    "浙江省宁波市龙华区民治街道",
]

NOTHING = [
    "",
    " ",
    "无",
    "同上",
    "同上上",
    "老家",
    "乡下",
    "????",
    "不详",
    "-",
    "北京路12号",
    "人民路",
    "解放路45号",
    "幸福小区6-2-1",
]


@pytest.mark.parametrize(("text", "code", "rest"), RESOLVED)
def test_a_text_that_fits_one_place_is_resolved(reader: Reader, text: str, code: str, rest: str) -> None:
    reading = reader.read(text)
    assert reading.status == "resolved", reading
    assert reading.code is not None
    assert reading.code == code or (len(code) == 9 and reading.code.startswith(code)), reading
    if reading.code == code:
        assert reading.rest == rest


@pytest.mark.parametrize(("text", "codes"), AMBIGUOUS)
def test_a_text_that_fits_several_places_is_ambiguous(reader: Reader, text: str, codes: set[str]) -> None:
    reading = reader.read(text)
    assert (reading.status, reading.code, set(reading.candidates)) == ("ambiguous", None, codes)


def test_a_shared_county_town_has_twenty_candidates_at_most(reader: Reader) -> None:
    reading = reader.read("城关镇")
    assert reading.status == "ambiguous"
    assert len(reading.candidates) == 20
    assert list(reading.candidates) == sorted(reading.candidates)


@pytest.mark.parametrize("text", CONTRADICTORY)
def test_a_text_that_contradicts_itself_is_not_resolved(reader: Reader, text: str) -> None:
    assert reader.read(text).status == "ambiguous"


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_without_a_place_is_unresolved(reader: Reader, text: str) -> None:
    assert reader.read(text) == (text, "unresolved", None, text, ())


def test_opposed_characters_are_no_mistype(reader: Reader) -> None:
    # There is 浑南区 in 沈阳, and 铁西区 too: 浑西区 may be neither.
    assert reader.read("辽宁省沈阳市浑西区桃仙街道").code == "2101"


def test_the_office_chooses_only_when_asked(reader: Reader) -> None:
    assert reader.read("龙华区").status == "ambiguous"
    assert reader.read("龙华区", within="4403").code == "440309"
    assert reader.read("龙华区", within="33").status == "ambiguous"
    assert reader.read("西湖区", within="").status == "ambiguous"


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("北京市东城区东华门街道多福巷社区居委会3号", "110101001001", "3号"),
        ("北京市东城区东华门街道多福巷社区居民委员会", "110101001001", ""),
        ("北京市东城区东华门街道多福巷社区", "110101001001", ""),
        ("北京市东城区东华门街道多福巷居委会", "110101001001", ""),
        ("北京市东城区东华门街道多福巷", "110101001001", ""),
        ("北京市东城区东华门街道办事处多福巷社区", "110101001001", ""),
        ("北京市东城区东华门街道多福巷路3号", "110101001", "多福巷路3号"),
        ("东城区东华门街道 多福巷 社区3号", "110101001001", "3号"),
        ("北京市东城区多福巷社区3号", "110101001001", "3号"),
        ("忠县和平村", "500233", "和平村"),
        ("浙江省湖州市吴兴区织里镇朱湾村委会", "330502100256", ""),
        ("浙江省湖州市吴兴区织里镇朱湾村居委会", "330502100011", ""),
        ("四川省广元市昭化区虎跳镇陈江村村民委员会路口", "510811106211", "路口"),
        ("上海市闵行区江川路街道红旗新村第五居委会", "310112001030", ""),
    ],
)
def test_villages(reader: Reader, text: str, code: str, rest: str) -> None:
    reading = reader.read(text)
    assert (reading.status, reading.code, reading.rest) == ("resolved", code, rest)


def test_whole_names_leave_placeholders_out(reader: Reader) -> None:
    assert reader.name("500233001") == "重庆市忠县忠州街道"
    assert reader.name("441900119") == "广东省东莞市长安镇"
    assert reader.name("220204") == "吉林省吉林市船营区"
    assert reader.name("50") == "重庆市"
    with pytest.raises(KeyError):
        reader.name("999999")
    with pytest.raises(KeyError):
        reader.name("x")
