"""A job that is killed, starved of disk, shut out, doubled or finds its files damaged: the site stays, a further
run ends as if nothing had happened, and what a person must do is said in one line."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from assets import instance
from benchmarks.soak_runs import Place, bytes_of, differences, fill, killed_when, random_instant, several, steps, torn
from pipelines.publish.lock import under_way
from pipelines.settings import from_environment

pytestmark = pytest.mark.slow

Published = tuple[Place, Place]
MOUNTS = (
    os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0
)
mounts = pytest.mark.skipif(not MOUNTS, reason="needs the right to mount")


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A place with one register published and a second one waiting, and the same place after a run undisturbed."""
    base = tmp_path_factory.mktemp("faults")
    waiting = Place(base / "waiting")
    files = several()
    fill(waiting.registers, [path for path in files if path.suffix == ".csv" or path.stem == "ashcombe-vale"])
    code, _, complained = waiting.run()
    assert code == 0, complained
    fill(waiting.registers, [path for path in files if path.suffix == ".html"])
    undisturbed = waiting.copy(base / "undisturbed")
    code, _, complained = undisturbed.run()
    assert code == 0, complained
    return waiting, undisturbed


def said(complained: str) -> str:
    """The one line that a person reads."""
    lines = [line for line in complained.splitlines() if line.startswith("riskshift: ")]
    assert len(lines) == 1, complained
    assert "Traceback" not in complained
    return lines[0]


def test_a_job_killed_at_three_instants_ends_as_an_undisturbed_one(before_and_after: Published, tmp_path: Path) -> None:
    waiting, undisturbed = before_and_after
    place = waiting.copy(tmp_path / "killed")
    killed = []
    for due in (
        random_instant(random.Random("kill"), 3.0),
        steps(place.out, {"classify": "classifications"})["classify"],
        steps(place.out, {})["manifest kept"],
    ):
        killed.append(killed_when(place, due))
    assert killed == [(True, ""), (True, ""), (True, "")]
    code, _, complained = place.run()
    assert code == 0, complained
    assert differences(bytes_of(place.out), bytes_of(undisturbed.out)) == []
    assert [p.name for p in place.out.rglob("*") if ".tmp" in p.name or p.name.startswith(".part-")] == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(place.home))
        with instance.opened(from_environment(dagster_home=place.home, out=place.out)) as opened:
            statuses = {run.status.value for run in opened.get_runs()}
    assert statuses == {"SUCCESS", "FAILURE"}
    assert not under_way(place.out).exists()


def damaged(path: Path, at: float = 0.5) -> None:
    """Overwrite some bytes in the middle of a file, as a failing disk does; other links to it stay whole."""
    content = bytearray(path.read_bytes())
    place = int(len(content) * at)
    content[place : place + 64] = b"\x55" * len(content[place : place + 64])
    path.unlink()
    path.write_bytes(bytes(content))


def test_two_jobs_at_once_over_damaged_leftovers_take_turns_and_publish_once(
    before_and_after: Published, tmp_path: Path
) -> None:
    waiting, undisturbed = before_and_after
    place = waiting.copy(tmp_path / "two")
    for pattern in ("staging/*.parquet", "staging/findings/*", "readings/*"):
        for path in place.out.glob(pattern):
            damaged(path)
    (place.out / "sources" / "seen.json").write_text("[]", encoding="utf-8")
    running = [place.start() for _ in range(2)]
    told = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert sum("Nothing new since publication" in printed for printed, _ in told) == 1
    assert differences(bytes_of(place.out), bytes_of(undisturbed.out)) == []


def test_a_damaged_publication_is_mended_by_the_next_run(before_and_after: Published, tmp_path: Path) -> None:
    _, undisturbed = before_and_after
    place = undisturbed.copy(tmp_path / "mended")
    shown = (place.out / "current").resolve()
    damaged(shown / "riskshift.duckdb")
    damaged(shown / "manifest.json", 0.0)
    (shown / "site" / "index.html").unlink()
    assert torn(place.out)
    code, _, complained = place.run()
    assert code == 0, complained
    assert torn(place.out) == ""
    assert differences(bytes_of(place.out), bytes_of(undisturbed.out)) == []


def test_a_damaged_dagster_instance_is_one_line_that_says_what_to_move(
    before_and_after: Published, tmp_path: Path
) -> None:
    waiting, _ = before_and_after
    place = waiting.copy(tmp_path / "instance")
    for path in place.home.rglob("*.db"):
        damaged(path, 0.0)
        for beside in path.parent.glob(f"{path.name}-*"):
            beside.unlink()
    code, _, complained = place.run()
    assert code == 1
    assert f"mv {place.home}" in said(complained)
    assert torn(place.out) == ""


@mounts
def test_a_read_only_out_is_one_line_and_the_site_stays(before_and_after: Published, tmp_path: Path) -> None:
    waiting, _ = before_and_after
    place = waiting.copy(tmp_path / "shut")
    before = bytes_of(place.out)
    subprocess.run(["mount", "--bind", "-o", "ro", place.out, place.out], check=True)
    try:
        code, _, complained = place.run()
    finally:
        subprocess.run(["umount", place.out], check=True)
    assert code == 1
    assert str(place.out) in said(complained)
    assert bytes_of(place.out) == before


@mounts
def test_a_full_disk_is_one_line_and_the_site_stays(before_and_after: Published, tmp_path: Path) -> None:
    waiting, _ = before_and_after
    place = Place(tmp_path / "full")
    shutil.copytree(waiting.registers, place.registers)
    shutil.copytree(waiting.home, place.home)
    place.out.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", place.out], check=True)
    try:
        subprocess.run(["cp", "-a", f"{waiting.out}/.", place.out], check=True)
        before = bytes_of(place.out)
        (place.out / "ballast").write_bytes(b"\x01" * (shutil.disk_usage(place.out).free - 2_000_000))
        code, _, complained = place.run()
        assert code == 1
        assert "space" in said(complained).lower()
        assert bytes_of(place.out) == before
        assert torn(place.out) == ""
    finally:
        subprocess.run(["umount", place.out], check=True)
