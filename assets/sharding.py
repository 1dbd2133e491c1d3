"""Judging in shards as a Dagster job of its own: each shard a step that Dagster's Dask executor takes to a worker.

The job leaves its verdicts where every run looks for them first (OUT/verdicts), so that the next run judges nothing
of what the job has judged. It is there where dagster-dask is installed (an extra); the single machine needs none of
it. Where steps run is configuration, `execution: {config: {cluster: {existing: {address: "tcp://HOST:PORT"}}}}`, or
`local` for workers on this machine:

    dagster job execute -m assets.sharding -j judge_shards -c cluster.yaml
"""

from dataclasses import asdict
from typing import Any

import dagster as dg
import polars as pl
from dagster_dask import dask_executor

from pipelines import judge, shards
from pipelines.judge import kept
from pipelines.judge.classify import prepare, text_sha256
from pipelines.settings import from_environment


class Parting(dg.Config):
    """What is judged: a Parquet file of entries at any fsspec address; empty for those of the last run."""

    entries: str = ""


@dg.op
def parted(context: dg.OpExecutionContext, config: Parting) -> dict[str, Any]:
    """The job that parts the texts into shards; their Parquet files are written."""
    settings = from_environment()
    prepared = prepare(pl.read_parquet(config.entries or settings.staging / "entries.parquet"))
    texts = prepared.with_columns(text_sha256(prepared)).unique(kept.KEY, maintain_order=True)
    job = shards.part(texts, judge.load_rulebook(), shards.address(settings), settings.shard_count)
    context.log.info(f"{texts.height} texts in {job.count} shards at {job.address}")
    return asdict(job)


def judged(number: int) -> dg.OpDefinition:
    """The step that judges one shard, unless that was done already.

    A step a shard is there from the start, as the executor passes over steps that only a run brings forth.
    """

    @dg.op(name=f"judged_{number:05}", retry_policy=dg.RetryPolicy(max_retries=2))
    def shard(job: dict[str, Any]) -> int:
        told = shards.Job(**job)
        if not told.done(number):
            shards.judge_shard(told, number)
        return number

    return shard


@dg.op
def gathered(context: dg.OpExecutionContext, job: dict[str, Any], done: list[int]) -> int:
    """The verdicts of all shards beside those already kept, for the next run; the shards go. Returns their number."""
    settings, rulebook, told = from_environment(), judge.load_rulebook(), shards.Job(**job)
    found = shards.gathered(told)
    known = kept.load(settings.verdicts, rulebook)
    kept.save(settings.verdicts, rulebook, kept.joined([known.without(found.verdicts), found]))
    shards.remove(told)
    context.log.info(f"{found.verdicts.height} texts judged in {len(done)} shards")
    return found.verdicts.height


@dg.job(executor_def=dask_executor)
def judge_shards() -> None:
    """Judge the entries of the last run in shards, on Dask."""
    job = parted()
    gathered(job, [judged(number)(job) for number in range(from_environment().shard_count)])


defs = dg.Definitions(jobs=[judge_shards])
