"""Telling people: what happened, where, what to do, by webhook and e-mail where these are configured.

An alert that cannot be sent is written to the log and never stops the work it tells of.
"""

from __future__ import annotations

import json
import smtplib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from itertools import pairwise
from urllib.parse import urlsplit

import polars as pl

from pipelines.settings import Settings

SECONDS = 10
FEWEST_REGISTERS = 3
"""Registers that a series needs before it has a rhythm."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One message: `kind` is failure, blocked or stale."""

    kind: str
    what: str
    where: str
    remedy: str

    @property
    def text(self) -> str:
        """The whole message in plain words."""
        return f"{self.what}\nWhere: {self.where}\nWhat to do: {self.remedy}\n"


def send(settings: Settings, alert: Alert, log: Callable[[str], None]) -> list[str]:
    """Send an alert on every configured way; returns the ways that worked."""
    log(f"alert ({alert.kind}): {alert.what} | {alert.where} | {alert.remedy}")
    sent = []
    for name, configured, deliver in (
        ("webhook", settings.alert_webhook, _post),
        ("email", settings.alert_email, _mail),
    ):
        if not configured:
            continue
        try:
            deliver(settings, alert)
            sent.append(name)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            log(f"alert not sent by {name}: {error}. Check RISKSHIFT_ALERT_{name.upper()} with riskshift doctor.")
    return sent


def _post(settings: Settings, alert: Alert) -> None:
    if urlsplit(settings.alert_webhook).scheme not in {"http", "https"}:
        raise ValueError("it is no http address")
    body = {"text": alert.text, "kind": alert.kind, "what": alert.what, "where": alert.where, "remedy": alert.remedy}
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        settings.alert_webhook, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310 - the scheme is checked above
        return


def _mail(settings: Settings, alert: Alert) -> None:
    """`RISKSHIFT_SMTP` is smtp://[USER:PASSWORD@]HOST[:PORT], smtps:// for TLS from the start."""
    address = urlsplit(settings.smtp or "smtp://localhost:25")
    message = EmailMessage()
    message["Subject"] = f"riskshift {alert.kind}: {alert.what.splitlines()[0][:120]}"
    message["From"] = message["To"] = settings.alert_email
    message.set_content(alert.text)
    kind = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    with kind(address.hostname or "localhost", address.port or 0, timeout=SECONDS) as server:
        if address.username:
            if address.scheme != "smtps":
                server.starttls()
            server.login(address.username, address.password or "")
        server.send_message(message)


def stale(registers: pl.DataFrame, today: date) -> list[Alert]:
    """Series that have not published for longer than their own rhythm allows.

    Rhythm is the longest gap between registers so far; half as much again is allowed, as committees slip.
    """
    dated = registers.filter(pl.col("as_at").is_not_null()).select("council", "series", "as_at").unique().sort("as_at")
    alerts = []
    for (council, series), group in dated.group_by(["council", "series"], maintain_order=True):
        days = group["as_at"].to_list()
        if len(days) < FEWEST_REGISTERS:
            continue
        longest = max(later - earlier for earlier, later in pairwise(days))
        due = days[-1] + timedelta(days=int(longest.days * 1.5))
        if today > due:
            alerts.append(
                Alert(
                    "stale",
                    f"{council} ({series}) has published no register since {days[-1]:%d %B %Y}; its longest gap so "
                    f"far was {longest.days} days.",
                    f"{council}, series {series}",
                    "Look for a newer register at the council's source and put it into the registers folder.",
                )
            )
    return sorted(alerts, key=lambda alert: alert.where)
