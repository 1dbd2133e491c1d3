"""Passwords and tokens that settings hold stand in no output, log, manifest, page or screen of the Dagster UI."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assets import alerts, gate, resources
from pipelines import chain
from pipelines.errors import RiskshiftError
from pipelines.secrets import without_password, without_path
from pipelines.settings import from_environment
from pipelines.sources import discover
from pipelines.work import Work
from tests.conftest import few_registers

TOKEN = "inventedT0KEN"
SETTINGS = {
    "RISKSHIFT_ALERT_WEBHOOK": f"http://127.0.0.1:9/services/T1/{TOKEN}",
    "RISKSHIFT_ALERT_EMAIL": "night@example.org",
    "RISKSHIFT_SMTP": f"smtp://user:{TOKEN}@127.0.0.1:9",
    "RISKSHIFT_POSTGRES": f"postgresql://user:{TOKEN}@127.0.0.1:9/x",
}


def test_doctor_prints_hosts_and_no_secrets(command: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    _, printed, complained = command("doctor", "--out", tmp_path / "out", home=tmp_path / "home", **SETTINGS)
    assert "http://127.0.0.1:9/***" in printed
    assert TOKEN not in printed + complained


@pytest.mark.parametrize("webhook", [SETTINGS["RISKSHIFT_ALERT_WEBHOOK"], f"127.0.0.1/{TOKEN}", f"file:///{TOKEN}"])
def test_an_alert_that_cannot_be_sent_does_not_log_the_address(webhook: str) -> None:
    settings = from_environment(alert_webhook=webhook, alert_email="night@example.org", smtp=SETTINGS["RISKSHIFT_SMTP"])
    logged: list[str] = []
    assert alerts.send(settings, alerts.Alert("failure", "what", "where", "remedy"), logged.append) == []
    assert len(logged) == 3
    assert not [line for line in logged if TOKEN in line]


@pytest.mark.slow
def test_no_file_of_out_holds_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    registers = few_registers(tmp_path / "registers", files=1)
    chain.run(Work(from_environment(registers=registers, out=tmp_path / "out")), gate.plain)
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(files) > 50
    assert [path.name for path in files if TOKEN.encode() in path.read_bytes()] == []


def test_an_address_with_a_password_is_neither_shown_in_the_ui_nor_said_in_errors(tmp_path: Path) -> None:
    settings = from_environment(registers=f"memory://user:{TOKEN}@host/none", out=tmp_path)
    assert TOKEN not in str(resources.held(settings).description)
    with pytest.raises(RiskshiftError) as error:
        discover(settings)
    assert TOKEN not in str(error.value)


def test_what_is_hidden_of_addresses() -> None:
    assert without_password("s3://bucket/registers") == "s3://bucket/registers"
    assert without_password("sftp://me:p:w@host/x?token=abc&y=1") == "sftp://me:***@host/x?token=***&y=1"
    assert without_path("https://hooks.example.org/a/b") == "https://hooks.example.org/***"
    assert without_path("") == ""
