"""The house rules that a program can hold: one location, one name, modules that say why they exist."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from pipelines import chain, dictionary
from pipelines.settings import SQL

ROOT = Path(__file__).parents[2]
SOURCES = [
    p for room in ("assets", "expectations", "pipelines", "samples", "benchmarks") for p in (ROOT / room).rglob("*.py")
]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_workspace_and_project_name_the_same_code_location():
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text())
    (entry,) = workspace["load_from"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["dg"]["project"]
    assert entry["python_module"]["module_name"] == project["code_location_target_module"]
    assert entry["python_module"]["location_name"] == project["code_location_name"]


def test_every_module_says_what_belongs_in_it():
    silent = [
        str(p.relative_to(ROOT)) for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_every_table_is_made_by_exactly_one_stage():
    from assets import gate

    made = [name for stage in gate.ALL_STAGES for name in stage.makes]
    assert sorted(made) == sorted([*dictionary.names(), *chain.INTERNAL])


def test_every_table_is_an_asset_of_its_name():
    from assets.definitions import defs

    assets = {key.to_user_string() for key in defs.resolve_asset_graph().materializable_asset_keys}
    assert assets == {*dictionary.names(), *chain.INTERNAL, "readings", "publication"}


def test_every_select_file_is_a_table_of_its_name():
    assert {path.stem for path in (SQL / "tables").glob("*.sql")} <= set(dictionary.names())


def test_imports_run_one_way():
    import sys

    linted = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


def test_files_speak_of_the_project_alone():
    told = re.compile(
        r"/work/|\bsub-?agents?\b|\bLLM\b|\bClaude\b|\bAnthropic\b|https?://[^ ]*(pypi|pythonhosted|npmjs)", re.I
    )
    own = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if path != own and path.suffix in {".py", ".sql", ".md", ".yml", ".yaml", ".toml", ".txt", ".csv", ".sh", ""}
        for match in [told.search(path.read_text(encoding="utf-8", errors="replace"))]
        if match
    ]
    assert found == []


def test_nothing_is_left_unfinished():
    unfinished = re.compile(r"#\s*(TODO|FIXME|XXX)\b|raise NotImplemented|except[^\n]*:\s*\n?\s*pass\b")
    found = [str(p.relative_to(ROOT)) for p in SOURCES if unfinished.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_no_file_is_larger_than_a_clone_should_bear():
    assert [str(p.relative_to(ROOT)) for p in tracked() if p.stat().st_size > 3_000_000] == []
