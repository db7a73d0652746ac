"""What other rooms ask about notices: their kinds, the channels by which they go, the ways that a person chooses."""

from suixing.notices.models import Channel, Kind, Way

__all__ = ["Channel", "Kind", "Way"]
