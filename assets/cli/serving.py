"""Verbs that keep running: the Dagster UI and the published site, on loopback unless told otherwise."""

from __future__ import annotations

import http.server
import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from assets.cli.console import OUT
from pipelines.errors import RiskshiftError
from pipelines.settings import ROOT, from_environment

LOOPBACK = "127.0.0.1"
BIN = Path(sys.executable).parent


def free(host: str, port: int) -> None:
    """Refuse a port that somebody listens on, before anything says that the page stands there.

    Raises:
        RiskshiftError: naming the port.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RiskshiftError(
                f"port {port} cannot be used ({error.strerror or error}).", where=host, remedy="Choose another: --port"
            ) from error


@click.command()
@click.option("--read-only", is_flag=True, help="Looking only: nothing can be launched, changed or deleted.")
@click.option("--registers", help="Registers that runs launched from the UI read [default: as set].")
@OUT
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on; the UI knows no sign-in.")
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True)
def ui(read_only: bool, registers: str | None, out: Path | None, host: str, port: int) -> NoReturn:
    """The Dagster UI: assets, lineage, checks and the history of runs; with schedule and sensors unless read-only.

    \b
    Example: riskshift ui --read-only --port 3001
    """
    free(host, port)
    program = ["dagster-webserver", "--read-only"] if read_only else ["dagster", "dev"]
    click.echo(f"Dagster UI: http://{host}:{port} (stop with Ctrl-C)", err=True)
    become([*program, "-w", "workspace.yaml", "-h", host, "-p", str(port)], registers, out)


@click.command()
@click.option("--registers", help="Registers that runs read [default: as set].")
@OUT
def daemon(registers: str | None, out: Path | None) -> NoReturn:
    """The nightly schedule, the watch on the registers folder, the runs they start, and alerts; without a UI.

    \b
    Example: riskshift daemon
    """
    become(["dagster-daemon", "run", "-w", "workspace.yaml"], registers, out)


def become(command: list[str], registers: str | None, out: Path | None) -> NoReturn:
    """Turn this process into one of Dagster's programs, on our instance and code location."""
    from assets import instance

    settings = from_environment(registers=registers, out=out)
    instance.home(settings)
    os.environ["RISKSHIFT_REGISTERS"], os.environ["RISKSHIFT_OUT"] = settings.registers, str(settings.out)
    os.environ["RISKSHIFT_DAGSTER_HOME"] = str(settings.dagster_home)
    os.chdir(ROOT)
    program = str(BIN / command[0])
    os.execv(program, [program, *command[1:]])  # noqa: S606 - a program beside this Python, with our own arguments


def stoppable() -> None:
    """Let SIGTERM end this process, also where whoever started it ignores or holds that signal back."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


class Pages(http.server.SimpleHTTPRequestHandler):
    """Files of the site, never kept by a browser across publications."""

    def end_headers(self) -> None:
        """Ask the browser to look again."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


@click.command()
@OUT
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
def serve(out: Path | None, host: str, port: int) -> None:
    """The published site; a publication made meanwhile is shown at the next click.

    \b
    Example: riskshift serve --port 8000
    """
    site = from_environment(out=out).out / "site"
    if not site.exists():
        raise RiskshiftError("no site is published there.", where=str(site), remedy="Run: riskshift run")
    free(host, port)
    stoppable()
    handler = partial(Pages, directory=str(site))
    with http.server.ThreadingHTTPServer((host, port), handler) as server:
        click.echo(f"http://{host}:{server.server_address[1]}/ shows {site} (stop with Ctrl-C)", err=True)
        server.serve_forever()
