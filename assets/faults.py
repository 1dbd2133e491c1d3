"""Which faults pass by themselves and which stay: the first are tried again with growing pauses, the second
stop at once and say their remedy."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import dagster as dg
from sqlalchemy.exc import DatabaseError, OperationalError

from pipelines.errors import RiskshiftError
from pipelines.settings import Settings

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


@contextmanager
def damage_told(settings: Settings) -> Iterator[None]:
    """Around work on the Dagster instance: a damaged database of it ends as one line with its remedy.

    Raises:
        RiskshiftError: a database is damaged; publications do not depend on it.
    """
    try:
        yield
    except (sqlite3.DatabaseError, DatabaseError) as error:
        if settings.postgres or isinstance(error, sqlite3.OperationalError | OperationalError):
            raise
        raise RiskshiftError(
            "a database of the Dagster instance is damaged; it holds histories of runs, no results.",
            where=str(settings.dagster_home),
            remedy=f"Move the folder away (mv {settings.dagster_home} {settings.dagster_home}.damaged) and run again.",
        ) from error


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
