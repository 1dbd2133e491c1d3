"""Which faults pass by themselves and which stay: the first are tried again with growing pauses, the second
stop at once and say their remedy."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import dagster as dg

from pipelines.errors import RiskshiftError

T = TypeVar("T")

PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.EINTR,
    errno.ENETDOWN,
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ETIMEDOUT,
    errno.ESTALE,
    errno.ECONNRESET,
}
TRIES = 3
FIRST_PAUSE_SECONDS = 2.0


def passing(error: BaseException) -> bool:
    """Whether trying again may help: a network or a busy file, never a wrong file."""
    if isinstance(error, ConnectionError | TimeoutError):
        return True
    return isinstance(error, OSError) and error.errno in PASSING


@contextmanager
def told(retry_number: int) -> Iterator[None]:
    """Inside a step: a passing fault asks for a retry with back-off, a lasting one fails with its remedy."""
    try:
        yield
    except RiskshiftError as error:
        raise dg.Failure(
            description=str(error),
            metadata={"what": error.what, "where": error.where or "-", "remedy": error.remedy or "-"},
            allow_retries=False,
        ) from error
    except OSError as error:
        if not passing(error):
            raise dg.Failure(description=str(error), allow_retries=False) from error
        raise dg.RetryRequested(max_retries=TRIES, seconds_to_wait=FIRST_PAUSE_SECONDS * 2**retry_number) from error


def patiently(call: Callable[[], T], pause: Callable[[float], None] = time.sleep) -> T:
    """Outside a step: call again after a passing fault, with growing pauses."""
    for attempt in range(TRIES):
        try:
            return call()
        except OSError as error:
            if not passing(error):
                raise
            pause(FIRST_PAUSE_SECONDS * 2**attempt)
    return call()
