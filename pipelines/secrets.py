"""What may never be printed: passwords and tokens in addresses, wherever an address is shown, logged or recorded."""

from __future__ import annotations

import re

SECRET = "***"  # noqa: S105 - what stands in a secret's place


def without_password(address: str) -> str:
    """An address whose password, or whose user part where it is a token alone, is replaced by `SECRET`."""
    hidden = re.sub(r"://([^:/@?#\s]*):[^@/\s]*@", rf"://\1:{SECRET}@", address)
    return re.sub(
        r"([?&][^=&\s]*(?:key|token|secret|sig|password)[^=&\s]*=)[^&\s]+", rf"\1{SECRET}", hidden, flags=re.I
    )


def without_path(address: str) -> str:
    """An address of which only the host is shown: a web hook's token stands in its path."""
    found = re.match(r"(\w+://)(?:[^@/\s]*@)?([^/?#\s]*)", address)
    return f"{found[1]}{found[2]}/{SECRET}" if found else SECRET if address else ""
