"""What stands in the link of an offer, read as a wallet would."""

import json
from urllib.parse import parse_qs, urlsplit

from suixing.passes.wallets.metadata import GRANT


def code_in(link: str) -> str:
    """The code of an offer by value."""
    said = json.loads(parse_qs(urlsplit(link).query)["credential_offer"][0])
    code: str = said["grants"][GRANT]["pre-authorized_code"]
    return code
