"""The web process with the owner in place of the serving role: the same pages without row-level security.

For ``bench desk`` only, on invented people.
"""

from suixing.config.settings import *  # noqa: F403 - the same settings but for one role
from suixing.config.settings import DATABASE_ADDRESSES, DATABASES

DATABASES["default"] |= {"USER": DATABASE_ADDRESSES.owner.user, "PASSWORD": DATABASE_ADDRESSES.owner.password}
