"""What stops a publication, what is told of it, and how a person lets it pass."""

import http.server
import json
import smtplib
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import dagster as dg
import polars as pl
import pytest

from assets import alerts, automation, faults, gate
from pipelines import dictionary
from pipelines.errors import GateBlocked, RiskshiftError
from pipelines.publish.folder import current
from pipelines.settings import from_environment
from tests.conftest import few_registers


def tree(folder):
    """Every file below a folder with its bytes, links followed."""
    real = folder.resolve()
    return {p.relative_to(real): p.read_bytes() for p in sorted(real.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def half_gone(tmp_path_factory, command):
    """Ten registers published, then most of them taken away: the gate must stop the second run."""
    folder = tmp_path_factory.mktemp("gate")
    registers = few_registers(folder / "registers", files=10)
    first = command("run", registers, "--out", folder / "out", home=folder / "home")
    assert first[0] == 0, first[2]
    before = tree(folder / "out" / "site"), current(from_environment(out=folder / "out"))
    for path in sorted((registers / "ashcombe-vale").iterdir())[2:]:
        path.unlink()
    second = command("run", registers, "--out", folder / "out", home=folder / "home")
    return folder, before, second


def test_a_blocked_run_exits_1_with_one_line_that_names_the_check_and_the_way_on(half_gone):
    _, _, (code, _, complained) = half_gone
    assert code == 1
    assert "registers.coverage_kept" in complained
    assert "waivers.csv" in complained
    assert len(complained.strip().splitlines()) == 1


def test_a_blocked_run_leaves_the_publication_before_byte_for_byte(half_gone):
    folder, (before, shown), _ = half_gone
    assert tree(folder / "out" / "site") == before
    assert current(from_environment(out=folder / "out")) == shown


def test_the_blocked_run_stands_in_dagster_with_its_alert(half_gone):
    folder, _, _ = half_gone
    with dg.DagsterInstance.from_config(str(folder / "home")) as instance:
        (run,) = instance.get_runs(filters=dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
        alert = automation.alert_of(instance, run)
    assert alert.kind == "blocked"
    assert "registers.coverage_kept" in alert.what


def test_a_dated_waiver_lets_one_finding_pass_and_stays_visible(half_gone, command):
    folder, (_, shown), _ = half_gone
    (folder / "registers" / "riskshift" / "waivers.csv").write_text(
        "waiver_id,table_name,expectation,row_key,expires,date,by,reason\n"
        "W1,registers,coverage_kept,,2999-01-01,2026-01-01,data lead,The older registers moved to the archive.\n"
    )
    code, _, complained = command("run", folder / "registers", "--out", folder / "out", home=folder / "home")
    assert code == 0, complained
    now = current(from_environment(out=folder / "out"))
    assert now != shown
    checks = pl.read_parquet(now / "site" / "data" / "checks.parquet")
    (row,) = checks.filter(pl.col("expectation") == "coverage_kept").to_dicts()
    assert (row["result"], row["waived"]) == ("failed", True)
    (waiver,) = pl.read_parquet(now / "site" / "data" / "waivers.parquet").to_dicts()
    assert (waiver["applied"], waiver["outcome"]) == (True, "applied")


def test_a_crashed_check_cannot_be_waived(tmp_path):
    from expectations.findings import Finding, no_rows
    from pipelines.catalogue.waivers import Waiver
    from pipelines.work import Work

    day = date(2026, 1, 1)
    work = Work(from_environment(out=tmp_path), today=day)
    work.waivers = (Waiver("W", "entries", "key", "", date(2027, 1, 1), day, "lead", "why"),)
    crashed = Finding("entries", "key", "critical", "riskshift", "crashed", 0, no_rows(), "key_not_unique", "", "")
    assert gate.blocks(work, crashed)
    failed = replace(crashed, result="failed", failing=1)
    assert gate.waived(work, failed) and not gate.blocks(work, failed)
    work.waivers = (replace(work.waivers[0], expires=date(2025, 12, 31)),)
    assert gate.blocks(work, failed)


def attempts(error):
    """How often a step is tried that always raises an error, and how its run ends."""
    tried = []

    @dg.op
    def step(context):
        tried.append(context.retry_number)
        with faults.told(context.retry_number):
            raise error

    @dg.job(executor_def=dg.in_process_executor)
    def job():
        step()

    return tried, job.execute_in_process(raise_on_error=False)


def test_a_passing_fault_is_tried_again_with_growing_pauses(monkeypatch):
    pauses = []
    monkeypatch.setattr("dagster._core.execution.plan.active.time.sleep", pauses.append, raising=False)
    monkeypatch.setattr(faults, "FIRST_PAUSE_SECONDS", 0.01)
    tried, result = attempts(ConnectionResetError("the share went away"))
    assert tried == [0, 1, 2, 3]
    assert not result.success


def test_a_lasting_fault_stops_at_once_with_its_remedy():
    tried, result = attempts(RiskshiftError("is wrong.", where="kent.toml", remedy="Mend line 3."))
    assert tried == [0]
    (failure,) = [e for e in result.all_events if e.event_type_value == "STEP_FAILURE"]
    assert failure.step_failure_data.user_failure_data.metadata["remedy"].text == "Mend line 3."


def test_outside_a_step_a_passing_fault_is_waited_for(monkeypatch):
    pauses, answers = [], iter([TimeoutError(), ConnectionError(), "there"])

    def call():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert faults.patiently(call, pauses.append) == "there"
    assert pauses == [2.0, 4.0]


@contextmanager
def listening(handler):
    """A server on loopback in a thread; gives its port."""
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


ALERT = alerts.Alert("blocked", "Publication blocked by entries.key", "run 1", "Mend the source.")


def test_an_alert_reaches_the_webhook_with_what_where_and_remedy():
    got = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    with listening(Hook) as port:
        told = alerts.send(from_environment(alert_webhook=f"http://127.0.0.1:{port}/"), ALERT, got.append)
    assert told == ["webhook"]
    assert {"kind": "blocked", "where": "run 1", "remedy": "Mend the source."}.items() <= got[-1].items()


def test_an_alert_reaches_the_mailbox():
    lines = []

    class Mail(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 test\r\n")
            data = False
            while line := self.rfile.readline():
                lines.append(line.decode().strip())
                if data and line == b".\r\n":
                    data = False
                    self.wfile.write(b"250 kept\r\n")
                elif line.upper().startswith(b"DATA"):
                    data = True
                    self.wfile.write(b"354 go on\r\n")
                elif line.upper().startswith(b"QUIT"):
                    self.wfile.write(b"221 bye\r\n")
                    return
                elif not data:
                    self.wfile.write(b"250 ok\r\n")

    with listening(Mail) as port:
        settings = from_environment(alert_email="risk@example.org", smtp=f"smtp://127.0.0.1:{port}")
        assert alerts.send(settings, ALERT, lines.append) == ["email"]
    assert "Subject: riskshift blocked: Publication blocked by entries.key" in lines
    assert "What to do: Mend the source." in lines


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "file:///etc/passwd"])
def test_an_alert_that_cannot_be_sent_is_logged_and_stops_nothing(address):
    said = []
    assert alerts.send(from_environment(alert_webhook=address), ALERT, said.append) == []
    assert any("alert not sent by webhook" in line for line in said)
    assert issubclass(smtplib.SMTPException, OSError)


def registers_at(*days):
    """A frame of registers of one series at some dates."""
    table = dictionary.table("registers")
    rows = [{"council": "kent", "series": "corporate", "as_at": day} for day in days]
    return pl.DataFrame(rows, schema={n: table.schema[n] for n in ("council", "series", "as_at")})


def test_staleness_goes_by_the_councils_own_rhythm():
    quarterly = registers_at(*(date(2025, m, 1) for m in (1, 4, 7, 10)))
    assert alerts.stale(quarterly, date(2026, 2, 1)) == []
    (alert,) = alerts.stale(quarterly, date(2026, 3, 1))
    assert alert.where == "kent, series corporate"
    assert "01 October 2025" in alert.what
    yearly = registers_at(*(date(y, 4, 1) for y in (2022, 2023, 2024, 2025)))
    assert alerts.stale(yearly, date(2026, 3, 1)) == []
    assert alerts.stale(registers_at(date(2020, 1, 1), date(2020, 4, 1)), date(2026, 3, 1)) == []


def test_gate_error_names_findings_and_what_stays(tmp_path):
    from expectations.findings import Finding, no_rows
    from pipelines.work import Work

    work = Work(from_environment(out=tmp_path))
    finding = Finding(
        "entries", "key", "critical", "riskshift", "failed", 2, no_rows(), "c", "two rows share a key", ""
    )
    error = gate.blocked_by(work, [finding])
    assert isinstance(error, GateBlocked)
    assert "entries.key failed: two rows share a key" in str(error)
