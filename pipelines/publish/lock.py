"""One job at a time on one OUT: an advisory lock that the operating system drops when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import RiskshiftError


class Busy(RiskshiftError):
    """Another job is still at work on this OUT."""


def under_way(out: Path) -> Path:
    """The file that stands while a job is under way; found by the next one, it tells that the last was killed."""
    return out / ".under-way"


def holder(out: Path) -> str:
    """Who holds the lock, in words; "" when nobody does."""
    path = out / ".lock"
    if not path.exists():
        return ""
    with path.open("r+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _words(path)
    return ""


def _words(path: Path) -> str:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return f"process {told['pid']}"
    except (ValueError, KeyError):
        return "another process"


@contextmanager
def exclusive(out: Path, wait_seconds: float, tell: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Hold OUT for one job, waiting for the one before.

    Raises:
        Busy: the other job did not end in time.
    """
    out.mkdir(parents=True, exist_ok=True)
    deadline, told = time.monotonic() + wait_seconds, False
    with (out / ".lock").open("a+", encoding="utf-8") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                who = _words(out / ".lock")
                if time.monotonic() >= deadline:
                    raise Busy(
                        f"{who} is still at work there.",
                        where=str(out),
                        remedy="Wait for it to end, or stop it; then run again.",
                    ) from error
                if not told:
                    tell(f"waiting for {who}, which is at work on {out}")
                    told = True
                time.sleep(0.2)
        handle.truncate(0)
        handle.write(json.dumps({"pid": os.getpid()}))
        handle.flush()
        yield
