"""Keeps other sites' pages out: a browser on this machine would send their requests here.

A name of theirs may lead to this machine (DNS rebinding): the Host tells. A form of theirs may post here: Origin and
`Sec-Fetch-Site` tell. Tools send neither and come in; the merchant's API has its key instead.
"""

import re
from email.message import Message

LOCAL_HOST = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?")


class Foreign(Exception):
    """Not asked by this machine's own page or tool; the text says why."""


def check_caller(method: str, headers: Message) -> None:
    """Raises Foreign."""
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or not LOCAL_HOST.fullmatch(hosts[0]):
        raise Foreign("open it as http://127.0.0.1 or http://localhost")
    if any(origin != f"http://{hosts[0]}" for origin in headers.get_all("Origin", [])):
        raise Foreign("another site's page may not use the simulator")
    if method == "POST" and headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Foreign("another site's page may not act on the simulator")
