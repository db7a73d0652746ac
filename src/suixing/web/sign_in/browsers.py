"""What a browser is called in the list of those that are signed in: ``Chromium · Linux``."""

import re

# The first that fits names it: most browsers call themselves Chrome and Safari too.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR", "Opera"), ("QQBrowser", "QQ Browser"),
    ("360SE", "360"), ("HeadlessChrome", "Chromium"), ("Chromium", "Chromium"), ("Chrome", "Chrome"),
    ("Firefox", "Firefox"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Windows", "Windows"), ("Android", "Android"),
    ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Mac OS X", "macOS"), ("UOS", "UOS"), ("Kylin", "Kylin"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_name(user_agent: str) -> str:
    """A short name from the header ``User-Agent``; never the header itself, which may tell one machine from all."""
    found = [name for sign, name in _BROWSERS if re.search(re.escape(sign), user_agent)][:1]
    found += [name for sign, name in _SYSTEMS if sign in user_agent][:1]
    return " · ".join(found) or "?"
