"""Reading by partition, one run a night, and nothing done twice."""

import shutil
from dataclasses import replace
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets import automation, gate, partitions
from assets.definitions import build_definitions
from pipelines import chain, readings
from pipelines.publish import identity, manifest
from pipelines.publish.folder import current
from pipelines.settings import from_environment
from pipelines.work import Work
from tests.conftest import few_registers

pytestmark = pytest.mark.slow


def night(settings, instance):
    """One night's run in this process: the result and the work."""
    work = Work(settings)
    definitions = build_definitions(work=work)
    keys = list(definitions.resolve_asset_graph().materializable_asset_keys)
    asked = automation.asked(work, instance, keys)
    result = definitions.resolve_job_def(automation.JOB).execute_in_process(
        instance=instance, tags=asked.tags, asset_selection=list(asked.asset_selection or keys), raise_on_error=False
    )
    return result, work


def read_in(result):
    """The partitions that a run read."""
    return sorted(e.partition for e in result.get_asset_materialization_events() if e.asset_key == automation.READING)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A first night over three registers, made once: its folder and what it read."""
    folder = tmp_path_factory.mktemp("base")
    registers = few_registers(folder / "registers")
    (folder / "home").mkdir()
    with dg.instance_for_test(temp_dir=str(folder / "home")) as instance:
        result, _ = night(from_environment(registers=registers, out=folder / "out"), instance)
    assert result.success
    return folder, read_in(result)


@pytest.fixture
def settings(base, tmp_path):
    """The test's own copy of that night's folders."""
    shutil.copytree(base[0], tmp_path, symlinks=True, dirs_exist_ok=True)
    return from_environment(registers=tmp_path / "registers", out=tmp_path / "out")


@pytest.fixture
def instance(settings, tmp_path):
    with dg.instance_for_test(temp_dir=str(tmp_path / "home")) as made:
        yield made


def test_each_document_is_read_once_as_a_partition_of_its_own(base, settings, instance):
    keys = sorted(source.key for source in Work(settings).folder.sources)
    assert base[1] == keys
    assert sorted(instance.get_dynamic_partitions(partitions.NAME)) == keys


def test_a_partition_carries_its_own_numbers_not_those_of_the_run(instance):
    records = instance.fetch_materializations(automation.READING, limit=10).records
    counts = [record.asset_materialization.metadata["entries"].value for record in records]
    assert len(counts) == 3
    assert all(0 < count < 30 for count in counts)


def test_one_changed_register_rereads_one_document(settings, instance):
    changed = sorted((Path(settings.registers) / "ashcombe-vale").iterdir())[1]
    changed.write_bytes(changed.read_bytes().replace(b"flood", b"storm"))
    result, work = night(settings, instance)
    assert result.success
    assert [key.split("@")[0] for key in read_in(result)] == [f"ashcombe-vale/{changed.name}"]
    assert current(settings).name == work.publication_id


def test_changed_configuration_alone_publishes_anew_and_rereads_what_it_concerns(settings, instance):
    folder = Work(settings).own
    (folder / "events.csv").write_text("date,council,label,kind\n2024-05-02,,Local elections,election\n")
    result, work = night(settings, instance)
    assert result.success
    assert read_in(result) == []
    assert current(settings).name == work.publication_id


def test_a_night_with_nothing_new_is_skipped_and_says_so(settings, instance):
    definitions = build_definitions(settings)
    schedule = definitions.resolve_schedule_def("every_night")
    ticked = schedule.evaluate_tick(
        dg.build_schedule_context(instance=instance, repository_def=definitions.get_repository_def())
    )
    assert not ticked.run_requests
    assert current(settings).name in ticked.skip_message


def test_a_night_with_a_new_register_asks_for_one_run_over_its_partition(settings, instance):
    one = next((Path(settings.registers) / "ashcombe-vale").iterdir())
    shutil.copyfile(one, one.with_name("strategic_risk_register_2031-03-31.csv"))
    with one.with_name("strategic_risk_register_2031-03-31.csv").open("ab") as handle:
        handle.write(b"\n")
    definitions = build_definitions(settings)
    ticked = definitions.resolve_schedule_def("every_night").evaluate_tick(
        dg.build_schedule_context(instance=instance, repository_def=definitions.get_repository_def())
    )
    (request,) = ticked.run_requests
    assert request.tags[partitions.RANGE_START] == request.tags[partitions.RANGE_END]
    assert request.tags[partitions.RANGE_START].startswith("ashcombe-vale/strategic_risk_register_2031-03-31.csv@")


def test_the_plain_chain_and_dagster_make_the_same_tables(settings, tmp_path):
    folder = chain.run(Work(replace(settings, out=tmp_path / "plain")), gate.plain)
    there = current(settings)
    assert folder.name == there.name
    for path in sorted((folder / "site" / "data").glob("*.parquet")):
        assert path.read_bytes() == (there / "site" / "data" / path.name).read_bytes(), path.name


def test_a_new_release_rebuilds_an_out_in_one_run_with_rulings_and_waivers_intact(settings, instance, monkeypatch):
    before = current(settings)
    entry = pl.read_parquet(before / "site" / "data" / "classifications.parquet").row(0, named=True)
    own = Work(settings).own
    (own / "rulings.csv").write_text(
        "ruling_id,kind,entry_id,value,expect,date,by,reason\n"
        f"R1,stance,{entry['entry_id']},unclear,{entry['text_sha256']},2026-01-01,risk lead,Read in full.\n"
    )
    (own / "waivers.csv").write_text(
        "waiver_id,table_name,expectation,row_key,expires,date,by,reason\n"
        "W1,entries,key,,2999-01-01,2026-01-01,data lead,Kept for a test.\n"
    )
    released = identity.code_versions() | {"code": "0" * 64}
    monkeypatch.setattr(identity, "code_versions", lambda: released)
    monkeypatch.setattr(readings, "reader_version", lambda: "another release")
    result, work = night(settings, instance)
    assert result.success
    assert len(read_in(result)) == 3
    data = current(settings) / "site" / "data"
    (ruling,) = pl.read_parquet(data / "rulings.parquet").to_dicts()
    assert ruling["applied"]
    judged = pl.read_parquet(data / "classifications.parquet").filter(pl.col("entry_id") == entry["entry_id"])
    assert judged["stance"].to_list() == ["unclear"]
    assert pl.read_parquet(data / "waivers.parquet")["waiver_id"].to_list() == ["W1"]
    told = manifest.read(current(settings) / "manifest.json")
    assert (told["previous"]["id"], told["id"]) == (before.name, work.publication_id)
