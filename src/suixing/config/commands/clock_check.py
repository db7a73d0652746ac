"""``suixing clock check``: whether every clock of the node says what its events come to."""

import dataclasses
import json

from suixing.config.session import node_session
from suixing.kernel.errors import Sentence

FOUND = Sentence(
    zh="已核对 {compared} 个时限：{wrong} 个与其记录不符；{waiting} 个等待按新日历重算；"
    "{older} 个在旧日历下结束，未核对日期。",
    en="{compared} clocks were checked: {wrong} are not what their events come to; {waiting} wait to be counted by a "
    "new calendar; {older} ended under an older one, and their dates were not compared.",
)


def run(*, as_json: bool) -> int:
    """Print what was found; 1 where a clock is not what its events come to."""
    with node_session():
        from suixing.clocks.queries import check_clocks  # noqa: PLC0415 - only after setup

        checked = check_clocks()
    if as_json:
        print(json.dumps(dataclasses.asdict(checked), default=str))
        return int(checked.wrong > 0)
    counts = {name: getattr(checked, name) for name in ("compared", "wrong", "waiting", "older")}
    print(FOUND.format(**counts).both())
    for one in checked.named:
        print(f"{one.clock}: {', '.join(one.columns)}")
    return int(checked.wrong > 0)
