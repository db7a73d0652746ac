"""How much travelled, by day: numbers only."""

from datetime import date, datetime

from django.db import connection

from suixing.rules.counting import CHINA

_COUNT = """
    INSERT INTO exchange_traffic AS held (day, node, way, parcels, octets) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (day, node, way)
    DO UPDATE SET parcels = held.parcels + EXCLUDED.parcels, octets = held.octets + EXCLUDED.octets
"""


def count_traffic(*, now: datetime, node: str, way: str, octets: int) -> None:
    """Count one parcel for ``node``: ``sent``, ``received`` or ``passed``."""
    add_traffic(day=now.astimezone(CHINA).date(), node=node, way=way, parcels=1, octets=octets)


def add_traffic(*, day: date, node: str, way: str, parcels: int, octets: int) -> None:
    """Count many of one day, in China."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [day, node, way, parcels, octets])
