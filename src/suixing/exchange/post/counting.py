"""How much travelled, by day: numbers only."""

from datetime import datetime

from django.db import connection

from suixing.rules.counting import CHINA

_COUNT = """
    INSERT INTO exchange_traffic AS held (day, node, way, parcels, octets) VALUES (%s, %s, %s, 1, %s)
    ON CONFLICT (day, node, way) DO UPDATE SET parcels = held.parcels + 1, octets = held.octets + EXCLUDED.octets
"""


def count_traffic(*, now: datetime, node: str, way: str, octets: int) -> None:
    """Count one parcel for ``node``: ``sent``, ``received`` or ``passed``."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [now.astimezone(CHINA).date(), node, way, octets])
