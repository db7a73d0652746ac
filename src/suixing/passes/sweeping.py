"""What has ended goes by itself: offers to wallets and requests to show a pass, also where nobody makes another one."""

from django.db import connection


def sweep_ended() -> int:
    """Take away offers that ended a day ago and requests that ended ten minutes ago; how many. For the worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT passes_sweep()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
