"""``suixing place second-lock``: what an office that treats people did stays folded on their own pages."""

from datetime import datetime

from suixing.config.commands.intake import BEIJING, OFFICER
from suixing.config.commands.sealing import seal_journal
from suixing.config.session import node_session
from suixing.kernel.errors import Sentence

LOCKED = Sentence(
    zh="已设：{office} 的痕迹在本人页面上须再次证明身份才展开。",
    en="Set: what {office} did is folded on people's own pages until they prove themselves anew.",
)
OPEN = Sentence(zh="已取消：{office} 的痕迹不再折叠。", en="Lifted: what {office} did is folded no more.")


def second_lock(office: str, *, off: bool) -> int:
    """Set or lift the second lock of an office of this node; returns the exit code."""
    with node_session():
        from suixing.places.actions import set_second_lock  # noqa: PLC0415 - only after setup
        from suixing.places.queries import full_name  # noqa: PLC0415

        now = datetime.now(BEIJING)
        set_second_lock(code=office, locked=not off, by=OFFICER, now=now)
        print((OPEN if off else LOCKED).format(office=full_name(office)).both())
        seal_journal(now=now)
    return 0
