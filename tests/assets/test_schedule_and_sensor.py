"""When the night begins, and what the watch on the folder records."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import dagster as dg
import fsspec
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from assets import automation, partitions
from assets.definitions import build_definitions

LONDON = ZoneInfo("Europe/London")


def ticks(definitions, first, days):
    """The schedule's ticks from a day in London on."""
    schedule = definitions.resolve_schedule_def("every_night")
    begin = datetime.combine(first, datetime.min.time(), LONDON)
    every = schedule_execution_time_iterator(begin.timestamp(), schedule.cron_schedule, schedule.execution_timezone)
    return list(takewhile(lambda tick: tick < begin + timedelta(days=days), every))


@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
def test_there_is_exactly_one_night_a_day_across_both_clock_changes(settings, change):
    day = datetime.fromisoformat(change).date()
    found = [t.astimezone(LONDON) for t in ticks(build_definitions(settings), day - timedelta(days=2), 5)]
    assert [t.date() for t in found] == [day + timedelta(days=n) for n in range(-2, 3)]
    assert {t.hour for t in found if t.date() != day} == {2}


def test_the_night_is_at_two_in_london_in_summer_and_in_winter(settings):
    definitions = build_definitions(settings)
    summer = ticks(definitions, datetime(2026, 7, 1, tzinfo=UTC).date(), 1)[0]
    winter = ticks(definitions, datetime(2026, 1, 5, tzinfo=UTC).date(), 1)[0]
    assert (summer.astimezone(UTC).hour, winter.astimezone(UTC).hour) == (1, 2)


def watch(settings, instance, cursor=None):
    """One look of the sensor at the folder."""
    sensor = automation.folder_sensor(settings)
    return sensor(dg.build_sensor_context(instance=instance, cursor=cursor))


def test_the_watch_records_new_and_changed_files_by_content_and_starts_nothing(settings, instance, registers):
    first = watch(settings, instance)
    (request,) = first.dynamic_partitions_requests
    assert len(request.partition_keys) == 3
    assert not first.run_requests
    instance.add_dynamic_partitions(partitions.NAME, request.partition_keys)

    again = watch(settings, instance, first.cursor)
    assert isinstance(again, dg.SkipReason)

    touched, changed, *_ = sorted((registers / "ashcombe-vale").iterdir())
    touched.touch()
    changed.write_bytes(changed.read_bytes() + b"\n")
    (request,) = watch(settings, instance, first.cursor).dynamic_partitions_requests
    assert [key.split("@")[0] for key in request.partition_keys] == [f"ashcombe-vale/{changed.name}"]


def test_a_missing_folder_is_told_by_the_watch_not_raised(settings, instance):
    told = watch(replace(settings, registers=settings.registers + "-gone"), instance)
    assert "there is no such folder" in told.skip_message


def test_the_watch_sees_any_fsspec_address(settings, instance):
    memory = fsspec.filesystem("memory")
    memory.pipe("/watched/kent/one.csv", b"Ref,Risk\n1,Flood\n")
    memory.pipe("/watched/riskshift/kent.toml", b'name = "Kent"\n')
    memory.pipe("/watched/.hidden.csv", b"x")
    (request,) = watch(replace(settings, registers="memory://watched"), instance).dynamic_partitions_requests
    assert [key.split("@")[0] for key in request.partition_keys] == ["kent/one.csv"]
