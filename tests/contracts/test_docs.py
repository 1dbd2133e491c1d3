"""What the documentation says is so: links lead somewhere, commands exist with their options, examples run, the
block of keys is the models' own, and the site builds strictly without anything from elsewhere."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import click
import pytest
from PIL import Image

from assets.cli import VERBS, riskshift
from docs import pages
from pipelines.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
READ = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
PUBLISHED_EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
MOST_BYTES = 250_000


def told(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    made = pages.PAGES[path.name]() if path.name in pages.PAGES else told(path)
    headings = re.findall(r"^#+ (.+)$", made, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def commands(text: str) -> set[tuple[str, ...]]:
    """Every call of riskshift that a text shows, in code blocks and code spans."""
    blocks = re.findall(r"^ *```(?:sh)?\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    plain = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines += [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", plain)]
    found = set()
    for line in lines:
        call = re.match(r"""(?:eval "\$\()?(?:\.venv/bin/)?riskshift ([a-z-].*?)(?:\)"|[>|;#].*)?$""", line)
        if call:
            found.add(tuple(shlex.split(call[1].replace("…", "X"))))
    return found


@pytest.mark.parametrize("path", READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_and_picture_leads_to_something(path: Path):
    made = {*pages.PAGES, *pages.MEASURED}
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", told(path)):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        known = there.exists() or (there.parent == DOCS and there.name in made)
        if not known or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("path", READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_link_to_a_page_that_only_the_built_site_has_says_how_to_make_it(path: Path):
    silent = [
        block
        for block in re.split(r"\n(?:\n|(?=\|))", told(path))
        if any(name not in pages.MEASURED and f"]({name}" in block for name in pages.PAGES) and "make docs" not in block
    ]
    assert silent == []


@pytest.mark.parametrize("path", READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_shown_exists_with_these_options(path: Path):
    unknown = []
    context = click.Context(riskshift, info_name="riskshift")
    for verb, *words in sorted(commands(told(path))):
        if verb in {"--help", "--version"}:
            continue
        command = riskshift.get_command(context, verb)
        options = {option for p in command.params for option in p.opts} if command else set()
        wrong = [word for word in words if word.startswith("-") and word.split("=")[0] not in options | {"--help"}]
        if command is None or wrong:
            unknown.append((verb, *words))
    assert unknown == []


def test_the_readme_shows_commands():
    assert {call[0] for call in commands(told(ROOT / "README.md"))} >= {"read", "serve", "explain", "verify"}


def test_the_page_of_commands_tells_every_verb_with_every_option():
    page = pages.commands()
    context = click.Context(riskshift)
    for name in VERBS:
        command = riskshift.get_command(context, name)
        assert command is not None
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert [o for p in command.params if isinstance(p, click.Option) for o in p.opts if o not in section] == []


def test_the_page_of_settings_tells_every_setting():
    page = pages.settings()
    rows = dict(re.findall(r"^\| `RISKSHIFT_([A-Z_]+)` \|.*\| (.+) \|$", page, re.MULTILINE))
    assert set(rows) == {field.name.upper() for field in fields(Settings)}


def test_the_page_of_rules_holds_every_rule():
    rules = {
        row["rule_id"] for path in (ROOT / "sql/rules").glob("*.csv") for row in pages.rows("sql/rules", path.name)
    }
    assert set(re.findall(r"^### (\S+)$", pages.rulebook(), re.MULTILINE)) == rules


def test_the_page_of_issue_codes_holds_every_code():
    codes = {row["code"] for row in pages.rows("pipelines", "catalogue", "issue_codes.csv")}
    assert set(re.findall(r"^\| `(\w+)` \|", pages.issue_codes(), re.MULTILINE)) == codes


def test_the_keys_of_a_councils_file_are_those_of_its_models():
    assert told(pages.CONFIGURATION) == pages.configuration(), "run: python -m docs.pages"


def test_every_key_of_a_councils_file_says_what_it_means():
    silent = [f"{m.__name__}.{n}" for m in pages.PARTS for n, f in m.model_fields.items() if not f.description]
    assert silent == []


@pytest.mark.parametrize("table", ["corrections", "rulings", "waivers", "events", "needs"])
def test_files_shown_on_the_page_of_configuration_are_read(table: str, tmp_path: Path):
    from pipelines.catalogue import corrections, rulings, waivers

    load = {
        "corrections": corrections.load_corrections,
        "rulings": rulings.load_rulings,
        "waivers": waivers.load_waivers,
        "events": rulings.load_events,
        "needs": rulings.load_needs,
    }[table]
    shown = told(pages.CONFIGURATION).split(f"\n## {table}.csv\n")[1].split("```csv\n")[1].split("```")[0]
    path = tmp_path / f"{table}.csv"
    path.write_text(shown, encoding="utf-8")
    assert len(load(path)) == 1


def toml_blocks() -> list[str]:
    found = [re.findall(r"```toml\n(.*?)```", told(path), re.DOTALL) for path in READ]
    return [block for blocks in found for block in blocks]


def test_councils_files_shown_are_read(tmp_path: Path):
    from pipelines.catalogue.council import load_council

    for number, block in enumerate(toml_blocks()):
        path = tmp_path / f"council-{number}.toml"
        path.write_text(block, encoding="utf-8")
        assert load_council(path).name == "Oakhollow Borough Council"
    assert len(toml_blocks()) > 1


def test_the_register_of_the_onboarding_page_is_read_as_the_page_says(tmp_path: Path, command):
    page = told(DOCS / "onboard.md")
    file = tmp_path / "oakhollow" / "strategic-risks-march-2026.csv"
    file.parent.mkdir()
    file.write_text(page.split("```csv\n")[1].split("```")[0], encoding="utf-8")
    code, explained, _ = command("read", file, "--explain")
    assert code == 0
    shown = re.search(r"```\n((?:  [A-Z].*\n)+)```", page)
    assert shown
    assert [line for line in shown[1].splitlines() if line not in explained] == []
    assert "no variant of the dictionary" in explained
    code, printed, _ = command("read", file)
    assert code == 0
    assert printed.count("oakhollow.corporate.2026-03-31.s") == 2
    assert "Head of trouble" in printed
    (tmp_path / "riskshift").mkdir()
    block = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "riskshift" / "oakhollow.toml").write_text(block, encoding="utf-8")
    _, printed, _ = command("read", file)
    assert "Head of trouble" not in printed
    assert ",Head of Culture," in printed


def test_a_header_led_to_a_field_that_is_none_is_refused(tmp_path: Path):
    from pipelines.catalogue.council import load_council
    from pipelines.errors import BadConfiguration

    path = tmp_path / "oakhollow.toml"
    path.write_text('[headers]\n"Head of trouble" = "boss"\n', encoding="utf-8")
    with pytest.raises(BadConfiguration, match="'boss' is no field"):
        load_council(path)


def test_every_field_that_a_header_may_lead_to_is_told():
    from pipelines.catalogue.council import FIELDS

    page = told(pages.CONFIGURATION)
    plain = [name for name in FIELDS if not re.search("_(inherent|residual|target)$", name) and name != "ref_title"]
    assert [name for name in plain if f"`{name}`" not in page] == []


def test_the_columns_of_a_rule_are_explained():
    from pipelines.judge.rulebook import COLUMNS

    page = told(DOCS / "add-a-rule.md")
    assert [column for column in COLUMNS if f"`{column}`" not in page] == []


@pytest.mark.parametrize("number", range(len(PUBLISHED_EXAMPLE.findall(told(DOCS / "examples.md")))))
def test_examples_run_on_a_publication(number: int, published, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(published.out.parent)
    source = PUBLISHED_EXAMPLE.findall(told(DOCS / "examples.md"))[number]
    exec(compile(source, f"docs/examples.md, example {number + 1}", "exec"), {})
    assert "assert " in source


def test_the_notebook_runs_on_a_publication_and_keeps_no_output(published, monkeypatch: pytest.MonkeyPatch):
    cells = [cell for cell in json.loads(told(DOCS / "examples.ipynb"))["cells"] if cell["cell_type"] == "code"]
    assert [cell for cell in cells if cell["outputs"] or cell["execution_count"]] == []
    monkeypatch.chdir(published.out.parent)
    known: dict[str, object] = {}
    for number, cell in enumerate(cells, start=1):
        exec(compile("".join(cell["source"]), f"docs/examples.ipynb, cell {number}", "exec"), known)
    drawn = known["chart"].to_dict()
    assert len(next(iter(drawn["datasets"].values()))) == len(known["shares"])


def test_pictures_are_small():
    large = [path.name for path in (DOCS / "images").glob("*.png") if path.stat().st_size >= MOST_BYTES]
    assert large == []
    with Image.open(DOCS / "images" / "overview.png") as overview:
        assert overview.width == 1280


def test_every_room_on_the_map_is_there():
    rooms = re.findall(
        r"^\| `((?:pipelines|sql|expectations|assets)/[^`]*)` \|", told(DOCS / "architecture.md"), re.MULTILINE
    )
    assert len(rooms) > 10
    assert [room for room in rooms if not (ROOT / room).exists()] == []
    packages = {f"pipelines/{path.parent.name}/" for path in (ROOT / "pipelines").glob("*/__init__.py")}
    assert packages <= set(rooms)


def test_stages_on_the_map_take_what_the_map_says():
    from pipelines import judge, link, shape, shift

    stages = (shape.read_register, shape.combine, judge.classify, judge.load_rulebook, link.link_entries, shift.measure)
    for stage in stages:
        line = re.search(rf"\b{stage.__name__}\((.*?)\)", told(DOCS / "architecture.md"))
        assert line, stage.__name__
        named = re.findall(r"\w+", re.sub(r"(?::|=)[^,\[]*(?:\[[^\]]*\])?", "", line[1]))
        assert named == list(inspect.signature(stage).parameters)[: len(named)]


def test_the_site_builds_strictly_and_loads_nothing_from_elsewhere(tmp_path: Path):
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site"],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    outside = [
        f"{path.name}: {found}"
        for path in (tmp_path / "site").rglob("*.html")
        for found in re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=\"?(https?:[^\" >]+)", told(path))
    ]
    assert outside == []
