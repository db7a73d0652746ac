"""The texts that people agree to, by purpose and version. A published version is never edited: add one."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgreementText:
    """One version of one text, in both languages."""

    purpose: str
    version: int
    valid_from: date
    zh: str
    en: str


AGREEMENTS = (
    AgreementText(
        purpose="registration",
        version=1,
        valid_from=date(2026, 11, 1),
        zh=(
            "我同意本机构登记我的姓名、性别、出生日期、证件号码、联系电话、户籍地和现居住地，"
            "用于为我就近办理服务和证明。不登记婚姻、民族、学历、工作单位，也不登记任何生育或健康情况。"
            "我可以随时查看、更正、带走或删除这些内容，查看谁看过我的记录，并可随时撤回同意；"
            "撤回后本机构不再能看到我的记录。不同意也不影响我获得任何服务。"
        ),
        en=(
            "I agree that this office registers my name, sex, date of birth, identifier, telephone, home place and "
            "current place, in order to give me services and papers where I live. Marriage, ethnicity, education and "
            "employer are not registered, nor anything about births or health. At any time I can see, correct, take "
            "away or erase what is held, see who looked at it, and take this consent back; the office then no longer "
            "sees my record. Not agreeing costs me no service."
        ),
    ),
    AgreementText(
        purpose="pass",
        version=1,
        valid_from=date(2026, 11, 1),
        zh=(
            "我申请随行证，并同意户籍地机构登记我的姓名、性别、出生日期、证件号码、户籍地和现居住地，"
            "用于签发、换新和注销随行证。随行证免费，有效期三年，出示什么由我选择；证上不登记任何生育或健康情况。"
            "我可以随时查看、更正、带走或删除这些内容，查看谁看过我的记录，并可随时撤回同意；"
            "没有随行证也不影响我获得任何服务。"
        ),
        en=(
            "I apply for a pass, and agree that the office of my home place registers my name, sex, date of birth, "
            "identifier, home place and current place, in order to issue, renew and revoke it. It is free and holds "
            "for three years, and what I show of it is my choice. Births and health are not registered in it. At any "
            "time I can see, correct, take away or erase what is held, see who looked at it, and take this consent "
            "back. No service depends on holding a pass."
        ),
    ),
)
