"""What an officer's post lets her do."""

from django.db import models

from suixing.kernel.errors import Sentence


class Role(models.TextChoices):
    """Posts at an office; an officer may hold several."""

    COMMUNITY_WORKER = "community_worker"
    DESK_OFFICER = "desk_officer"
    PROVIDER = "provider"
    SUPERVISOR = "supervisor"
    EXCHANGE_OPERATOR = "exchange_operator"
    STAFF_ADMINISTRATOR = "staff_administrator"


# Who may meet persons at all: row-level security shows everybody else none, whatever page she asks for.
MEETS_PERSONS = (Role.COMMUNITY_WORKER, Role.DESK_OFFICER)

TITLES = {
    Role.COMMUNITY_WORKER: Sentence(zh="社区工作者", en="Community worker"),
    Role.DESK_OFFICER: Sentence(zh="窗口经办人", en="Desk officer"),
    Role.PROVIDER: Sentence(zh="服务机构人员", en="Provider"),
    Role.SUPERVISOR: Sentence(zh="督导员", en="Supervisor"),
    Role.EXCHANGE_OPERATOR: Sentence(zh="交换运维员", en="Exchange operator"),
    Role.STAFF_ADMINISTRATOR: Sentence(zh="人员管理员", en="Staff administrator"),
}
