"""Judging beyond one process: texts parted by their hash into Parquet shards, each judged wherever a worker is.

A shard stands at an fsspec address, its verdicts beside it; nothing else is shared, above all no database file.
A shard is done when its verdicts stand, which is the last thing written: a worker that dies leaves a shard that
another judges, and a run that starts again finds what the run before had finished. The engine is Dask, chosen by
settings alone and imported only then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import Any

import fsspec
import polars as pl

from pipelines.errors import RiskshiftError
from pipelines.judge import kept, load_rulebook
from pipelines.judge.classify import Engine, here
from pipelines.judge.kept import KEY, Verdicts
from pipelines.judge.rulebook import Rulebook
from pipelines.settings import Settings


class WorkerDiffers(RiskshiftError):
    """A worker has another rulebook, code or DuckDB than the run it works for."""


@dataclass(frozen=True, slots=True)
class Job:
    """One parting of texts: the address of its folder, the number of shards, and what must judge them."""

    address: str
    count: int
    version: str

    def path(self, kind: str, number: int) -> str:
        """Where a shard's `texts`, `evidence` or `verdicts` stand."""
        return f"{self.address}/{kind}/{number:05}.parquet"

    def done(self, number: int) -> bool:
        """Whether a shard has been judged."""
        path = self.path("verdicts", number)
        return bool(fsspec.core.url_to_fs(path)[0].exists(path))


Judge = Callable[[Job, int], int]
Spread = Callable[[Judge, Job, Iterable[int]], None]
"""Calls a function with a job and each shard's number, in whatever order and place; raises what it raises."""


def part(texts: pl.DataFrame, rulebook: Rulebook, address: str, count: int) -> Job:
    """Write distinct texts as shards by hash; the same texts and rulebook give the same job, finished shards and all.

    Args:
        texts: prepared texts with `text_sha256`, each once.
        address: fsspec address of the folder for all jobs.
        count: number of shards; some may be empty.
    """
    version = kept.version(rulebook)
    named = hashlib.sha256(f"{version}\0{count}\0{sorted(texts[KEY])}".encode()).hexdigest()[:24]
    job = Job(f"{address.rstrip('/')}/{named}", count, version)
    number = pl.col(KEY).str.slice(0, 8).str.to_integer(base=16, dtype=pl.Int64) % count
    for shard in range(count):
        _write(texts.filter(number == shard), job.path("texts", shard))
    return job


def judge_shard(job: Job, number: int) -> int:
    """Judge one shard by the rulebook of this process; returns the number of its texts.

    Raises:
        WorkerDiffers: this process would judge otherwise than the one that parted the texts.
    """
    rulebook = _rulebook()
    if kept.version(rulebook) != job.version:
        raise WorkerDiffers(
            "a worker has another rulebook, code or DuckDB than the run.",
            where=job.path("texts", number),
            remedy="Give workers and run the same checkout and environment.",
        )
    texts = _read(job.path("texts", number))
    found = here(texts, rulebook)
    _write(found.evidence, job.path("evidence", number))
    _write(found.verdicts, job.path("verdicts", number))
    return texts.height


@cache
def _rulebook() -> Rulebook:
    return load_rulebook()


def judge_all(job: Job, spread: Spread, judge: Judge = judge_shard) -> Verdicts:
    """Judge the shards that are not done yet, wherever `spread` takes them, and gather all."""
    spread(judge, job, [number for number in range(job.count) if not job.done(number)])
    return gathered(job)


def gathered(job: Job) -> Verdicts:
    """The verdicts of every shard of a job that is done."""
    verdicts = pl.concat(_read(job.path("verdicts", number)) for number in range(job.count))
    evidence = pl.concat(_read(job.path("evidence", number)) for number in range(job.count))
    return Verdicts(verdicts, evidence)


def one_by_one(judge: Judge, job: Job, numbers: Iterable[int]) -> None:
    """Every shard in this process."""
    for number in numbers:
        judge(job, number)


def on_dask(client: Any) -> Spread:
    """Every shard on the workers of a Dask client; one whose worker dies is given to another."""

    def spread(judge: Judge, job: Job, numbers: Iterable[int]) -> None:
        client.gather([client.submit(judge, job, number, pure=False) for number in numbers])

    return spread


@contextmanager
def dask_client(engine: str) -> Iterator[Any]:
    """A client of the scheduler at an address, or for `dask` of a cluster of this machine's cores.

    Raises:
        RiskshiftError: Dask is not installed.
    """
    if find_spec("distributed") is None:
        raise RiskshiftError(
            "RISKSHIFT_ENGINE is set, but Dask is not installed.",
            where="RISKSHIFT_ENGINE",
            remedy="Install dask[distributed] into .venv, or unset it to judge in one process.",
        )
    from distributed import Client, LocalCluster

    if engine != "dask":
        with Client(engine) as client:
            yield client
        return
    with LocalCluster(threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield client


def engine(settings: Settings) -> Engine | None:
    """What judges texts under these settings; None for this process."""
    if not settings.engine:
        return None

    def judge(texts: pl.DataFrame, rulebook: Rulebook) -> Verdicts:
        job = part(texts, rulebook, address(settings), settings.shard_count)
        with dask_client(settings.engine) as client:
            found = judge_all(job, on_dask(client))
        remove(job)
        return found

    return judge


def address(settings: Settings) -> str:
    """The fsspec address of the folder for all jobs."""
    return settings.shards or str(settings.out / "shards")


def remove(job: Job) -> None:
    """Take a job's shards away, once its verdicts are elsewhere."""
    fs, path = fsspec.core.url_to_fs(job.address)
    fs.rm(path, recursive=True)


def _write(frame: pl.DataFrame, path: str) -> None:
    """Whole or not at all: beside its place first, then there."""
    fs, target = fsspec.core.url_to_fs(path)
    fs.makedirs(target.rpartition("/")[0], exist_ok=True)
    with fs.open(f"{target}.part", "wb") as stream:
        frame.write_parquet(stream)
    fs.mv(f"{target}.part", target)


def _read(path: str) -> pl.DataFrame:
    with fsspec.open(path, "rb") as stream:
        return pl.read_parquet(BytesIO(stream.read()))
