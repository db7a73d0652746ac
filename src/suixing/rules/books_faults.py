"""What can be wrong with a rule book; it is not loaded, and the sentence names the place."""

from suixing.kernel.errors import Sentence

NOT_TOML = Sentence(
    zh="规则手册不是有效的 TOML 文件，未载入。",
    en="The rule book is not a valid TOML file and was not loaded.",
)
UNKNOWN_KEY = Sentence(
    zh="规则手册 {book} 未载入：{where} 中有不认识的项目“{key}”。",
    en='The rule book {book} was not loaded: {where} holds "{key}", which is not known.',
)
MISSING = Sentence(
    zh="规则手册 {book} 未载入：{where} 缺少“{key}”，或其内容不对。",
    en='The rule book {book} was not loaded: {where} lacks "{key}", or what stands there is wrong.',
)
NOT_SAID = Sentence(
    zh="规则手册 {book} 未载入：{where} 缺少中文或英文说明。",
    en="The rule book {book} was not loaded: {where} lacks its words in Chinese or in English.",
)
UNKNOWN_RULE = Sentence(
    zh="规则手册 {book} 未载入：{where} 引用了不存在的规则“{rule}”。",
    en='The rule book {book} was not loaded: {where} names the rule "{rule}", which does not exist.',
)
UNKNOWN_SOURCE = Sentence(
    zh="规则手册 {book} 未载入：{where} 的出处“{cite}”不在来源之列。",
    en='The rule book {book} was not loaded: {where} cites "{cite}", which is none of its sources.',
)
UNKNOWN_NAME = Sentence(
    zh="规则手册 {book} 未载入：{where} 提到了未列出的“{name}”。",
    en='The rule book {book} was not loaded: {where} refers to "{name}", which is not listed.',
)
LIMIT_MISSING = Sentence(
    zh="规则手册 {book} 未载入：没有规定期限“{key}”。",
    en='The rule book {book} was not loaded: it lays down no limit "{key}".',
)
LONGER = Sentence(
    zh="规则手册 {book} 未载入：地方手册只能缩短期限，但“{key}”由 {base} 改为 {local}，不能确定更短。",
    en='The rule book {book} was not loaded: a local book may only shorten limits, but it changes "{key}" '
    "from {base_en} to {local_en}, which is not certain to be shorter.",
)
MORE_EXTENSION = Sentence(
    zh="规则手册 {book} 未载入：地方手册不能增加或加长“{key}”的延长。",
    en='The rule book {book} was not loaded: a local book may not add or lengthen an extension of "{key}".',
)
OTHER_DIFFERENCE = Sentence(
    zh="规则手册 {book} 未载入：地方手册只能缩短期限、减少材料，不能改动 {where}。",
    en="The rule book {book} was not loaded: a local book may only shorten limits and drop papers, not change {where}.",
)
NO_SUCH_PAPER = Sentence(
    zh="规则手册 {book} 未载入：要减少的材料“{paper}”并不是 {procedure} 所要求的。",
    en='The rule book {book} was not loaded: "{paper}" cannot be dropped, {procedure} does not require it.',
)
NO_BASE = Sentence(
    zh="规则手册 {book} 未载入：找不到它所依据的手册“{base}”。",
    en='The rule book {book} was not loaded: the book that it extends, "{base}", is not there.',
)
OUTSIDE_BASE = Sentence(
    zh="规则手册 {book} 未载入：其有效期超出所依据手册 {base} 的有效期。",
    en="The rule book {book} was not loaded: it is valid when {base}, which it extends, is not.",
)
ENDS_FIRST = Sentence(
    zh="规则手册 {book} 未载入：有效期的末日早于首日。",
    en="The rule book {book} was not loaded: it ends before it begins.",
)
OVERLAP = Sentence(
    zh="规则手册 {book} 与 {other} 适用于同一地方，有效期重叠。",
    en="The rule books {book} and {other} hold for the same place, and their times overlap.",
)
SAME_CODE = Sentence(
    zh="规则手册编号 {book} 重复。",
    en="There are two rule books {book}.",
)
NO_BOOK = Sentence(
    zh="{on} 没有适用于该地的规则手册；最早的自 {first} 起适用。",
    en="There is no rule book for that place on {on}; the first one holds from {first}.",
)
NO_SUCH_BOOK = Sentence(
    zh="没有编号为“{code}”的规则手册。",
    en='There is no rule book "{code}".',
)
NO_SUCH_LIMIT = Sentence(
    zh="规则手册 {book} 没有期限“{key}”。",
    en='The rule book {book} has no limit "{key}".',
)
