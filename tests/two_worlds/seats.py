"""Who looks at both worlds: one officer of each post near the matter, at each office that could wonder."""

from dataclasses import dataclass

from suixing.access.roles import Role
from suixing.config.demo_cast import DISTRICT, HOME_COUNTY, NATION, PREFECTURE, PROVINCE, VILLAGE
from tests.cast import FUCHENG, GUANHU, ZHONGZHOU

OTHER_HOME = "653125001"
"""Township office where the second one named is registered: 新疆莎车县叶尔羌街道."""
OTHER_HOME_COUNTY = "653125"
OTHER_HOME_PROVINCE = "65"
HOME_PROVINCE = "50"


@dataclass(frozen=True)
class Seat:
    """An officer at work. ``column`` is her post in tests/access_matrix, which says what she may open."""

    name: str
    office: str
    role: Role
    column: str

    @property
    def meets_persons(self) -> bool:
        return self.role in (Role.DESK_OFFICER, Role.COMMUNITY_WORKER)


REGISTERING = Seat("chen", FUCHENG, Role.DESK_OFFICER, "desk")
"""The registering office: for a birth the one exception (docs/refusals.md)."""
HOME = Seat("gao", ZHONGZHOU, Role.DESK_OFFICER, "desk")
SECOND_HOME = Seat("aigul", OTHER_HOME, Role.DESK_OFFICER, "desk")
NEIGHBOUR = Seat("lin", GUANHU, Role.DESK_OFFICER, "desk")
DESKS = (HOME, SECOND_HOME, NEIGHBOUR)
SUPERVISORS = (
    Seat("wu.county", DISTRICT, Role.SUPERVISOR, "county"),
    Seat("ma.city", PREFECTURE, Role.SUPERVISOR, "city"),
    Seat("su.province", PROVINCE, Role.SUPERVISOR, "city"),
    Seat("bai.nation", NATION, Role.SUPERVISOR, "city"),
    Seat("deng.home", HOME_COUNTY, Role.SUPERVISOR, "county"),
    Seat("luo.home", HOME_PROVINCE, Role.SUPERVISOR, "city"),
    Seat("tie.home", OTHER_HOME_COUNTY, Role.SUPERVISOR, "county"),
    Seat("han.home", OTHER_HOME_PROVINCE, Role.SUPERVISOR, "city"),
)
OTHERS = (
    Seat("zhou.village", VILLAGE, Role.COMMUNITY_WORKER, "village"),
    Seat("mei.home", ZHONGZHOU, Role.COMMUNITY_WORKER, "village"),
    Seat("xu.exchange", PROVINCE, Role.EXCHANGE_OPERATOR, "exchange"),
    # Posts of the registering office that do not register: what its desk knows is not theirs.
    Seat("sun.here", FUCHENG, Role.SUPERVISOR, "county"),
    Seat("xu.here", FUCHENG, Role.EXCHANGE_OPERATOR, "exchange"),
    Seat("he.staff", FUCHENG, Role.STAFF_ADMINISTRATOR, "staff"),
    Seat("tang.clinic", FUCHENG, Role.PROVIDER, "clinic"),
)
LOOKING = (*DESKS, *SUPERVISORS, *OTHERS)
NEAREST = (*DESKS, SUPERVISORS[0], SUPERVISORS[3], SUPERVISORS[4], OTHERS[0], OTHERS[1])
"""Those to whose pages something comes."""
EVERYBODY = (*LOOKING, REGISTERING)
