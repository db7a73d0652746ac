"""Why an officer cannot do what she asked for."""

from suixing.kernel.errors import Refusal, Sentence


class BadUsername(Refusal):
    """A name under which nobody can sign in."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="登录名须为 3 至 40 个小写字母、数字、点、横线或下划线，以字母或数字开头；未保存。请修改后再提交。",
                en="A sign-in name has 3 to 40 lower-case letters, digits, dots, hyphens or underscores and begins "
                "with a letter or digit. Nothing was saved; change it and send it again.",
            )
        )


class NameTaken(Refusal):
    """Another officer, of whichever office, signs in under this name."""

    def __init__(self, username: str) -> None:
        super().__init__(
            Sentence(
                zh="登录名 {username} 已被使用；未保存。请换一个。",
                en="The sign-in name {username} is taken. Nothing was saved; choose another.",
            ).format(username=username)
        )


class NoRoles(Refusal):
    """An officer without a post could do nothing."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="请至少选择一个岗位；未保存。",
                en="Choose at least one post; nothing was saved.",
            )
        )


class BudgetSpent(Refusal):
    """More searches in an hour than an honest desk needs."""

    def __init__(self, most: int) -> None:
        super().__init__(
            Sentence(
                zh="您本小时的检索次数（{most} 次）已用完；未检索。请下一小时再试，或请同事办理。",
                en="Your searches of this hour ({most}) are used up, so nothing was searched. Try again in the next "
                "hour, or ask a colleague.",
            ).format(most=most)
        )


class OpeningsSpent(Exception):  # noqa: N818 - not a refusal that a form shows: the page is not opened
    """More records opened in an hour than an honest desk needs: numbers of files must not be walked through."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.sentence = Sentence(
            zh="您本小时打开登记的次数（{most} 次）已用完；未打开，未更改。请下一小时再试，或请同事办理。",
            en="You have opened as many records as one may in an hour ({most}); this one was not opened and nothing "
            "was changed. Try again in the next hour, or ask a colleague.",
        ).format(most=most)


class NotAsked(Refusal):
    """The second officer must belong to another office."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="请选择另一家机构复核；本机构及与其结对的村（居）、街道不能选。未提交。",
                en="Choose another office; your own, and the village or township paired with it, do not count. Nothing "
                "was sent.",
            )
        )


class TooManyRequests(Refusal):
    """More requests in a day than exceptions can be."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="您 24 小时内提出的紧急查看已达 10 次，未提交。请明天再试，或请同事办理。",
                en="You asked for ten emergency openings within 24 hours, so this one was not sent. Try tomorrow, or "
                "ask a colleague.",
            )
        )


class NotAnswered(Refusal):
    """The request is not one that she can answer now."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这项请求已有人答复、已过期，或不由您答复；未改动。请回到列表查看。",
                en="This request was answered, has expired or is not yours to answer; nothing was changed. Go back to "
                "the list.",
            )
        )


class NotReviewed(Refusal):
    """The use is not one that she can review now."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="此项已复核，或不由您复核；未改动。请回到列表查看。",
                en="This was reviewed already, or is not yours to review; nothing was changed. Go back to the list.",
            )
        )


class SubjectTaken(Refusal):
    """Another officer has this identity at the province's provider."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="该统一身份已关联到另一位工作人员；未保存。请核对后再试。",
                en="Another officer has this identity at the provider. Nothing was saved; check it and try again.",
            )
        )


class NoSuchOfficer(Refusal):
    """The office has no such officer, or none who is in service."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="本机构没有这位在职人员；未做改动。请回到人员名单核对。",
                en="This office has no such officer in service; nothing was changed. Go back to the list and check.",
            )
        )


class NotAdministrator(Refusal):
    """Whoever acts does not administer this office's staff, or no longer does."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="您不是该机构现任的人员管理员；未做改动。请由该机构的人员管理员办理。",
                en="You are not, or no longer, a staff administrator of this office; nothing was changed. One of its "
                "administrators has to do it.",
            )
        )


class OwnAccount(Refusal):
    """Nobody administers herself."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="不能管理自己：岗位、启用码和离任须由本机构另一位人员管理员办理；未做改动。",
                en="Nobody administers herself: posts, start code and leaving are for another staff administrator of "
                "this office. Nothing was changed.",
            )
        )


class LastAdministrator(Refusal):
    """The office would be left without anybody who administers its staff."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这是本机构唯一的人员管理员；未做改动。请先为另一位人员添加“人员管理员”岗位。",
                en="She is the only staff administrator of this office; nothing was changed. Give another officer that "
                "post first.",
            )
        )


class OfficerChangedMeanwhile(Refusal):
    """Somebody else changed this officer since she was shown."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="在您填写期间，另一位管理员更改了此人的资料。您的更改没有保存。请先查看现在的内容，再决定是否修改。",
                en="Another administrator changed this officer while you were writing. Your change was not saved. Look "
                "at what it says now and decide whether to change it.",
            )
        )


class HasAdministrator(Refusal):
    """The office below has an administrator of its own."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="该机构已有人员管理员，由其自行管理人员；未添加。",
                en="This office has a staff administrator, who manages its staff. Nobody was added.",
            )
        )


class NotBelow(Refusal):
    """No present office below the administrator's own."""

    def __init__(self) -> None:
        super().__init__(
            Sentence(
                zh="这不是本机构下级的现行区划代码；未开设。请核对代码后再填写。",
                en="This is not the code of a present division below your office; nothing was opened. Check the code.",
            )
        )
