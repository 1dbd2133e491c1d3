"""Judging in shards gives the same tables as judging in one process, also when a worker dies over its shard."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from benchmarks import invented
from pipelines import judge, shards
from pipelines.judge.classify import prepare, text_sha256
from pipelines.settings import from_environment

pytestmark = pytest.mark.slow

SHARDS = 4


@pytest.fixture(scope="module")
def rulebook():
    return judge.load_rulebook()


@pytest.fixture(scope="module")
def entries():
    return invented.entries(200, distinct=False)


@pytest.fixture(scope="module")
def whole(entries, rulebook):
    return judge.classify(entries, rulebook)


@pytest.fixture(scope="module")
def client():
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, Client(cluster) as connected:
        yield connected


def in_shards(entries, rulebook, address, spread, work=shards.judge_shard):
    def engine(texts, book):
        return shards.judge_all(shards.part(texts, book, address, SHARDS), spread, work)

    return judge.classify(entries, rulebook, engine=engine)


def same(left, right):
    return left.classifications.equals(right.classifications) and left.evidence.equals(right.evidence)


def texts_of(entries):
    prepared = prepare(entries)
    return prepared.with_columns(text_sha256(prepared)).unique("text_sha256", maintain_order=True)


def test_two_worker_processes_give_the_same_tables_as_one(tmp_path, entries, rulebook, whole, client):
    assert len(client.scheduler_info()["workers"]) == 2
    assert len(set(client.run(os.getpid).values())) == 2
    assert same(in_shards(entries, rulebook, str(tmp_path), shards.on_dask(client)), whole)


def test_a_worker_killed_over_its_shard_loses_nothing(tmp_path, entries, rulebook, whole, client):
    marker = tmp_path / "fell"

    def falls_once(job, number):
        if number == 1 and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return shards.judge_shard(job, number)

    found = in_shards(entries, rulebook, f"file://{tmp_path}", shards.on_dask(client), falls_once)
    assert marker.exists()
    assert same(found, whole)


def test_finished_shards_are_not_judged_again(tmp_path, entries, rulebook):
    texts = texts_of(entries)
    job = shards.part(texts, rulebook, str(tmp_path), SHARDS)
    judged = []

    def stops_at_two(job, number):
        if number == 2 and judged == [0, 1]:
            raise KeyboardInterrupt
        judged.append(number)
        return shards.judge_shard(job, number)

    with pytest.raises(KeyboardInterrupt):
        shards.judge_all(job, shards.one_by_one, stops_at_two)
    again = shards.part(texts, rulebook, str(tmp_path), SHARDS)
    assert again == job
    shards.judge_all(again, shards.one_by_one, lambda job, n: judged.append(-n) or shards.judge_shard(job, n))
    assert judged == [0, 1, -2, -3]


def test_every_text_stands_in_exactly_one_shard_on_any_fsspec_storage(entries, rulebook):
    texts = texts_of(entries)
    job = shards.part(texts, rulebook, "memory://shards-test", SHARDS)
    found = shards.judge_all(job, shards.one_by_one)
    assert sorted(found.verdicts["text_sha256"]) == sorted(texts["text_sha256"])


def test_a_worker_with_another_rulebook_refuses(tmp_path, entries, rulebook):
    job = replace(shards.part(texts_of(entries), rulebook, str(tmp_path), SHARDS), version="other")
    with pytest.raises(shards.WorkerDiffers, match="same checkout"):
        shards.judge_shard(job, 0)


def test_the_setting_alone_chooses_the_engine_and_leaves_no_shards_behind(
    tmp_path, entries, rulebook, whole, client, monkeypatch
):
    assert shards.engine(from_environment(out=tmp_path)) is None
    monkeypatch.setenv("RISKSHIFT_ENGINE", client.scheduler.address)
    monkeypatch.setenv("RISKSHIFT_SHARD_COUNT", str(SHARDS))
    engine = shards.engine(from_environment(out=tmp_path))
    assert same(judge.classify(entries, rulebook, engine=engine), whole)
    assert list((tmp_path / "shards").iterdir()) == []


def test_dask_is_not_imported_where_no_engine_is_set():
    import subprocess
    import sys

    asked = "import sys; from pipelines import chain; sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0


def test_dagsters_dask_executor_judges_shards_for_the_next_run(tmp_path, entries, rulebook, whole, monkeypatch):
    import dagster as dg

    from pipelines.judge import kept

    for name, value in {"OUT": tmp_path / "out", "SHARD_COUNT": 2}.items():
        monkeypatch.setenv(f"RISKSHIFT_{name}", str(value))
    from assets.sharding import judge_shards

    entries.write_parquet(tmp_path / "entries.parquet")
    execution = {"config": {"cluster": {"local": {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}}}}
    asked = {"parted": {"config": {"entries": str(tmp_path / "entries.parquet")}}}
    (tmp_path / "home").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "home")) as instance:
        job = dg.reconstructable(judge_shards)
        with dg.execute_job(job, instance, run_config={"execution": execution, "ops": asked}) as done:
            assert done.success
            assert {event.step_key for event in done.get_step_success_events()} >= {"judged_00000", "judged_00001"}
            assert done.output_for_node("gathered") == texts_of(entries).height
    judged = kept.load(from_environment().verdicts, rulebook)
    assert judged.verdicts.height == texts_of(entries).height
    assert same(judge.classify(entries, rulebook, keep=from_environment().verdicts), whole)
