"""The listener beside the web process, on a node that has a place among others."""

from suixing.config.node.worker import Child


class ExchangeListener(Child):
    """Takes parcels from other nodes. It ends by itself when other nodes are trusted, and is back at once."""

    module = "suixing.config.listen"

    def pause(self, lived: float, _ended: int) -> float:
        """As ``Child.pause``; none after one that ended as it should."""
        return 0.0 if _ended == 0 else super().pause(lived, _ended)
