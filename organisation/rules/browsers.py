"""What a browser says of itself, in two words that a person recognises."""

# The first that occurs names it: everyone claims to be Mozilla, and Edge and 360 claim to be Chrome.
BROWSERS = (
    ("MicroMessenger", "微信"), ("wxwork", "企业微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("QIHU", "360"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("UOS", "UOS"), ("Kylin", "Kylin"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(user_agent: str) -> str:
    """ "Edge · Windows"; the beginning of what it says where neither is known."""
    found = [
        next((name for mark, name in known if mark.casefold() in user_agent.casefold()), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or user_agent[:60]
