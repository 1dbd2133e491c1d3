"""The instance on PostgreSQL, and the UI that permits looking only."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from pipelines import dictionary
from tests.conftest import ROOT, postgres_programs

ACCOUNT = "postgres"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def postgres():
    """The address of a PostgreSQL server started for these tests; as root it runs under Debian's account for it."""
    programs, port = postgres_programs(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="riskshift-postgres-"))
    asroot = os.geteuid() == 0
    if asroot:
        shutil.chown(folder, ACCOUNT)

    def server(*words):
        command = [*(["runuser", "-u", ACCOUNT, "--"] if asroot else []), *map(str, words)]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    data = folder / "data"
    server(programs / "initdb", "-D", data, "-U", "riskshift", "--auth=trust", "-N")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    server(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    yield f"postgresql://riskshift@127.0.0.1:{port}/postgres"
    server(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.mark.postgres
def test_runs_events_and_schedules_stand_in_postgresql_when_the_environment_says_so(
    postgres, command, registers, tmp_path
):
    home = tmp_path / "home"
    code, _, complained = command("run", registers, "--out", tmp_path / "out", home=home, RISKSHIFT_POSTGRES=postgres)
    assert code == 0, complained
    with psycopg2.connect(postgres) as connection, connection.cursor() as cursor:
        cursor.execute("select status, count(*) from runs group by status")
        assert cursor.fetchall() == [("SUCCESS", 1)]
        cursor.execute("select count(*) from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION'")
        assert cursor.fetchone()[0] > len(dictionary.names())
    assert not list(home.rglob("*.db"))
    assert postgres not in (home / "dagster.yaml").read_text()


@pytest.fixture(scope="module")
def ui(published):
    """The address of the read-only UI over the published run."""
    port = free_port()
    environment = os.environ | {"RISKSHIFT_DAGSTER_HOME": str(published.dagster_home)}
    code = (
        f"from assets.cli import main; main(['ui', '--read-only', '--port', '{port}', '--out', {str(published.out)!r}])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 120
    try:
        while True:
            try:
                if ask(address, "{ version }")["data"]["version"]:
                    break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, "the UI ended"
                assert time.monotonic() < deadline, "the UI did not answer"
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def ask(address, query):
    """The answer to a GraphQL query."""
    request = urllib.request.Request(
        f"{address}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


WHERE = 'repositoryName: "__repository__", repositoryLocationName: "riskshift"'
MUTATIONS = {
    "launchRun": f"""launchRun(executionParams: {{selector: {{{WHERE}, jobName: "nightly"}}, mode: "default"}})""",
    "addDynamicPartition": f"""addDynamicPartition(partitionsDefName: "documents", partitionKey: "x",
        repositorySelector: {{{WHERE}}})""",
    "deleteDynamicPartitions": f"""deleteDynamicPartitions(partitionsDefName: "documents", partitionKeys: ["x"],
        repositorySelector: {{{WHERE}}})""",
    "wipeAssets": 'wipeAssets(assetPartitionRanges: [{assetKey: {path: ["entries"]}}])',
    "deletePipelineRun": 'deletePipelineRun(runId: "RUN")',
    "startSchedule": f'startSchedule(scheduleSelector: {{{WHERE}, scheduleName: "every_night"}})',
    "startSensor": f'startSensor(sensorSelector: {{{WHERE}, sensorName: "registers_folder"}})',
    "reloadWorkspace": "reloadWorkspace",
    "reloadRepositoryLocation": 'reloadRepositoryLocation(repositoryLocationName: "riskshift")',
    "reportRunlessAssetEvents": """reportRunlessAssetEvents(eventParams: {eventType: ASSET_MATERIALIZATION,
        assetKey: {path: ["entries"]}})""",
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_looking_only_refuses_each_mutation_that_matters(ui, name):
    run_id = ask(ui, "{ runsOrError { ... on Runs { results { id } } } }")["data"]["runsOrError"]["results"][0]["id"]
    told = ask(ui, f"mutation {{ {MUTATIONS[name].replace('RUN', run_id)} {{ __typename }} }}")
    assert told["data"][name]["__typename"] == "UnauthorizedError", told


def test_looking_only_refuses_to_end_a_run(ui):
    run_id = ask(ui, "{ runsOrError { ... on Runs { results { id } } } }")["data"]["runsOrError"]["results"][0]["id"]
    mutation = f'terminateRun(runId: "{run_id}") {{ ... on TerminateRunFailure {{ message }} }}'
    assert "do not have permission" in ask(ui, f"mutation {{ {mutation} }}")["data"]["terminateRun"]["message"]


def test_the_ui_shows_every_asset_with_what_an_auditor_asks_for(ui):
    nodes = ask(
        ui,
        """{ assetNodes { assetKey { path } description groupName kinds opVersion owners { __typename }
        assetMaterializations(limit: 1) { runId } hasAssetChecks
        metadataEntries { label __typename ... on TableColumnLineageMetadataEntry { lineage { columnName } } } } }""",
    )["data"]["assetNodes"]
    by_name = {node["assetKey"]["path"][-1]: node for node in nodes}
    assert set(dictionary.names()) <= set(by_name)
    for name, node in by_name.items():
        assert node["description"] and node["groupName"] != "default" and node["kinds"], name
        assert node["opVersion"] and node["owners"] and node["assetMaterializations"], name
    for name in dictionary.names():
        labels = {entry["label"] for entry in by_name[name]["metadataEntries"]}
        assert "dagster/column_schema" in labels and by_name[name]["hasAssetChecks"], name
    lineage = {entry["label"]: entry for entry in by_name["shifts"]["metadataEntries"]}
    assert {column["columnName"] for column in lineage["dagster/column_lineage"]["lineage"]} >= {"change", "reworded"}
    assert "column lineage" in lineage
