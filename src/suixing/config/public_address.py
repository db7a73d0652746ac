"""At which address the public reaches this node: it stands in every pass as its issuer, and where its status is."""

import json
import os
import re

from suixing.config.home import home_from_environment
from suixing.kernel.errors import Refusal, Sentence

VARIABLE = "SUIXING_PUBLIC_ADDRESS"
UNSET = "http://127.0.0.1:8000"
"""Good for trying out: passes that name it are checked on this machine alone."""
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PUBLIC = re.compile(rf"https://{_HOST}(?::[1-9][0-9]{{0,4}})?", re.ASCII)
_HERE = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::[1-9][0-9]{0,4})?", re.ASCII)
LONGEST = 80

BAD = Sentence(
    "SUIXING_PUBLIC_ADDRESS 须为 https:// 加小写主机名（可带端口），不含路径，末尾不加斜杠，例如 https://pass.example；"
    "未启动，数据未改动。",
    "SUIXING_PUBLIC_ADDRESS is https:// and a host in lower-case letters, with a port if need be, without a path or a "
    "slash at the end: https://pass.example, for example. Nothing was started or changed.",
)


def public_address() -> str:
    """The address as it was set, without a slash at its end; raises Refusal where it is none."""
    said = os.environ.get(VARIABLE, "").strip() or _of_a_demonstration() or UNSET
    if len(said) > LONGEST or not (_PUBLIC.fullmatch(said) or _HERE.fullmatch(said)):
        raise Refusal(BAD)
    return said


def _of_a_demonstration() -> str:
    """Where this node's site answers, if it is one of a demonstration: each has an address of its own."""
    try:
        return str(json.loads((home_from_environment().path / "demo.json").read_bytes()).get("address", ""))
    except (OSError, ValueError):
        return ""
