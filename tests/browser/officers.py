"""Who works at the offices of the site under test: the cast of the demonstration, one officer for each post."""

from suixing.access.roles import Role
from suixing.config.demo_cast import CAST, GUANHU, DemoOfficer
from suixing.kernel.errors import Sentence

PASSWORD = "correct horse battery staple 9"  # noqa: S105 - of invented officers

COLLEAGUE = DemoOfficer("mei.desk", "梅雪", GUANHU, Role.DESK_OFFICER, Sentence("同事", "A colleague"))
"""The second desk officer of Guanhu: two of one office at once."""
ALL = (*CAST, COLLEAGUE)
OFFICERS = {one.username: one for one in ALL}
DESK = OFFICERS["chen.desk"]
"""Desk officer of Fucheng, who holds the cast."""
OTHER_DESK = OFFICERS["lin.desk"]
"""Desk officer of Guanhu, who holds nobody."""
HOME_DESK = OFFICERS["gao.desk"]
"""Desk officer at the home place."""
COMMUNITY = OFFICERS["zhou.village"]
"""Community worker in a village of Fucheng."""
SUPERVISOR = OFFICERS["wu.supervisor"]
"""Supervisor of the district."""
CITY_SUPERVISOR = OFFICERS["ma.supervisor"]
"""Supervisor of the city, who reviews emergency openings."""
NATION = OFFICERS["bai.supervisor"]
"""Supervisor above both provinces."""
STAFF = OFFICERS["he.staff"]
CLINIC = OFFICERS["tang.clinic"]
EXCHANGE = OFFICERS["xu.exchange"]
