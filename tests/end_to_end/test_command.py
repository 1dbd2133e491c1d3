"""The verbs as a user types them: exit codes, one line for a mistake, words that a shell can use."""

import csv
import io
import json
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.cli import VERBS
from pipelines import dictionary
from pipelines.catalogue.council import load_council

SAMPLES = Path(__file__).parents[2] / "samples" / "registers"
ONE = sorted((SAMPLES / "ashcombe-vale").iterdir())[0]


def test_help_lists_every_verb_with_an_example(command):
    code, printed, _ = command("--help")
    assert code == 0
    for name, verb in VERBS.items():
        assert f"$ {verb.example}" in printed
        assert command(name, "--help")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [["dance"], ["run", "--colour", "red"], ["shift", "kent", "soon", "later"], ["read", "no-such-file.pdf"]],
)
def test_a_call_whose_words_are_off_exits_2_with_one_line(command, arguments):
    code, printed, complained = command(*arguments)
    assert (code, printed, len(complained.strip().splitlines())) == (2, "", 1)


def test_read_gives_the_columns_of_entries_as_csv_and_as_json(command):
    code, printed, _ = command("read", ONE)
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert code == 0
    assert list(rows[0]) == [c.name for c in dictionary.table("entries").columns]
    assert rows[0]["council"] == "ashcombe-vale"
    as_json = json.loads(command("read", ONE, "--format", "json")[1])
    assert [row["entry_id"] for row in as_json] == [row["entry_id"] for row in rows]


def test_read_of_a_bad_file_gives_the_header_alone_and_exits_1(command, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing more")
    code, printed, complained = command("read", broken, "--issues", tmp_path / "issues.csv")
    assert code == 1
    assert printed.strip().split(",") == [c.name for c in dictionary.table("entries").columns]
    assert str(broken) in complained
    assert pl.read_csv(tmp_path / "issues.csv").height > 0


def test_read_takes_a_relative_path_from_any_folder_once_there_is_a_configuration(command, tmp_path, monkeypatch):
    folder = tmp_path / "registers" / "oakhollow"
    folder.mkdir(parents=True)
    shutil.copy(ONE, folder / "register.csv")
    assert command("init", "oakhollow", "--registers", tmp_path / "registers")[0] == 0
    for place, path in ((tmp_path, "registers/oakhollow/register.csv"), (folder, "register.csv")):
        monkeypatch.chdir(place)
        code, printed, _ = command("read", path)
        assert code == 0
        assert printed.splitlines()[1].startswith("oakhollow.")


def test_read_does_not_take_a_checkout_beside_the_registers_for_a_configuration(command, tmp_path):
    (tmp_path / "riskshift").mkdir()
    (tmp_path / "riskshift" / "pyproject.toml").write_text("[project]\nname = 'riskshift'\n")
    shutil.copy(ONE, tmp_path / "register.csv")
    assert command("read", tmp_path / "register.csv")[0] == 0


def test_a_port_that_is_taken_is_refused_by_its_number(command, published):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for verb in (["serve"], ["ui", "--read-only"]):
            code, _, complained = command(*verb, "--port", port, "--out", published.out, home=published.dagster_home)
            assert code == 1
            assert f"port {port} cannot be used" in complained


def test_reading_a_file_does_not_wait_for_dagster():
    code = "import sys; from assets.cli import call; call(['read', sys.argv[1]]); print('dagster' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code, str(ONE)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout.strip().splitlines()[-1] == "False"


def test_classify_keeps_input_columns_and_adds_stances(command, tmp_path):
    given = tmp_path / "in.csv"
    given.write_text(
        "entry_id,title,actions,stance,mine\n"
        'a,Play streets,"We will let residents close their street for play",x,1\n'
        'a,Cyber attack,"Back-ups are tested each month",y,2\n'
    )
    code, printed, _ = command("classify", given)
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert code == 0
    assert [(row["entry_id"], row["mine"], row["stance_given"]) for row in rows] == [("a", "1", "x"), ("a", "2", "y")]
    wanted = {c.name for c in dictionary.table("classifications").columns}
    assert wanted <= set(rows[0])
    assert command("classify", given, "--out", tmp_path / "out.parquet")[0] == 0
    assert pl.read_parquet(tmp_path / "out.parquet")["stance"].to_list() == [row["stance"] for row in rows]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00bad", b'a,b\n"unclosed'])
def test_classify_of_something_else_says_so_in_one_line(command, tmp_path, content):
    given = tmp_path / "in.csv"
    given.write_bytes(content)
    code, _, complained = command("classify", given)
    assert (code, len(complained.strip().splitlines())) == (1, 1)
    assert str(given) in complained


def test_run_on_no_folder_on_an_empty_one_and_on_nothing_readable_exits_1(command, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.pdf").write_bytes(b"no")
    for name in ("missing", "empty", "bad"):
        code, _, complained = command("run", tmp_path / name, "--out", tmp_path / "out", home=tmp_path / "home")
        assert code == 1, name
        assert len(complained.strip().splitlines()) == 1
        assert str(tmp_path / name) in complained


def test_explain_leads_from_an_entry_to_words_rule_step_and_source(command, published):
    entries = pl.read_parquet(published.out / "site" / "data" / "entries.parquet")
    entry = entries.row(0, named=True)
    code, printed, _ = command("explain", entry["entry_id"], "--out", published.out)
    verdict = pl.read_parquet(published.out / "site" / "data" / "classifications.parquet").row(
        by_predicate=pl.col("entry_id") == entry["entry_id"], named=True
    )
    assert code == 0
    for word in (entry["entry_id"], verdict["stance"], verdict["decision_step"], entry["locator"], "Read from"):
        assert word in printed
    told = json.loads(command("explain", entry["entry_id"], "--out", published.out, "--format", "json")[1])
    assert told["source"]["place"] == entry["locator"]


def test_explain_of_an_unknown_entry_names_near_ones(command, published):
    code, _, complained = command("explain", "harrowmere.corporate.2024-12-31.crr", "--out", published.out)
    assert code == 1
    assert "harrowmere.corporate.2024-12-31.crr" in complained.split("Near:")[1]


def test_shift_gives_five_steps_that_add_up(command, published):
    code, printed, _ = command(
        "shift", "harrowmere", "2024-01-01", "2025-12-31", "--out", published.out, "--format", "json"
    )
    (row,) = json.loads(printed)
    steps = ("rules_changed", "left_register", "reworded", "area_mix", "entered")
    assert code == 0
    assert sum(row[step] for step in steps) == pytest.approx(row["change"])


def test_a_filled_in_review_is_a_rulings_file(command, published, tmp_path):
    from pipelines.catalogue.rulings import load_rulings

    code, printed, _ = command("review", "--out", published.out, "--limit", 3)
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert (code, len(rows)) == (0, 3)
    for row in rows:
        row |= {"value": "containment", "date": "2026-11-01", "by": "risk lead", "reason": "Read in full."}
    with (tmp_path / "rulings.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert load_rulings(tmp_path / "rulings.csv")["entry_id"].to_list() == [row["entry_id"] for row in rows]


def test_rejudge_previews_without_publishing(command, published):
    before = (published.out / "current").resolve()
    code, printed, _ = command("rejudge", "--preview", "--out", published.out, home=published.dagster_home)
    assert code == 0
    assert "judges 0 of them differently" in printed
    assert (published.out / "current").resolve() == before


def test_init_writes_a_file_that_loads_and_never_overwrites_one(command, tmp_path):
    assert command("init", "kent", "--registers", tmp_path)[0] == 0
    code, _, complained = command("init", "kent", "--registers", tmp_path)
    assert code == 1
    assert "not touched" in complained
    assert command("init", "../kent", "--registers", tmp_path)[0] == 2


def test_init_learns_from_the_first_register_what_it_can(command, tmp_path):
    (tmp_path / "oakhollow").mkdir()
    (tmp_path / "oakhollow" / "risks.csv").write_text(
        "Oakhollow Borough Council risk register (invented),,,,,\n"
        "Ref,What could go wrong?,What we do about it,Head of trouble,Score,Area\n"
        'S1,"Libraries: use ""falls""",Opening hours reviewed each year,Head of Culture,12,Money\n'
        "S2,Fraud in grants,Checks by audit,Head of Finance,9,Communities\n",
        encoding="utf-8",
    )
    assert command("init", "oakhollow", "--registers", tmp_path)[0] == 0
    drafted = (tmp_path / "riskshift" / "oakhollow.toml").read_text(encoding="utf-8")
    council = load_council(tmp_path / "riskshift" / "oakhollow.toml")
    assert council.name == "Oakhollow Borough Council"
    assert council.folders == ("oakhollow",)
    assert [area.local for area in council.areas] == ["Communities", "Money"]
    assert council.unconfirmed == "Communities; Money"
    assert '# "Head of trouble" = "owner_role"' in drafted
    assert "No date was found in risks.csv" in drafted


def test_doctor_finds_a_misspelt_key_and_hides_passwords(command, tmp_path):
    (tmp_path / "registers" / "riskshift").mkdir(parents=True)
    (tmp_path / "registers" / "riskshift" / "kent.toml").write_text("nmae = 'Kent'\n")
    code, printed, _ = command(
        "doctor",
        "--out",
        tmp_path / "out",
        home=tmp_path / "home",
        RISKSHIFT_REGISTERS=str(tmp_path / "registers"),
        RISKSHIFT_SMTP="smtps://me:secret@mail.example:465",
    )
    assert code == 1
    assert "nmae" in printed
    assert "secret" not in printed


def serving(out):
    """`riskshift serve` over OUT in a process of its own, on a free port."""
    code = f"from assets.cli import main; main(['serve', '--out', {str(out)!r}, '--port', '0'])"
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, cwd=SAMPLES.parents[1])


def test_serve_shows_the_published_site_on_loopback(published):
    process = serving(published.out)
    try:
        address = process.stderr.readline().split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address, timeout=30) as page:
            assert b"<html" in page.read()
    finally:
        process.terminate()
        process.wait(30)


def test_serve_ends_when_told_also_where_its_parent_holds_that_signal_back(published):
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        process = serving(published.out)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
    assert process.stderr.readline().startswith("http://")
    process.terminate()
    assert process.wait(30) == -signal.SIGTERM


@pytest.fixture
def copy(published, tmp_path):
    """A copy of the publication to spoil."""
    shutil.copytree(published.out, tmp_path / "out", symlinks=True)
    return tmp_path / "out"


def test_verify_makes_every_table_again_from_the_recorded_inputs(command, published):
    code, printed, complained = command("verify", published.out)
    assert code == 0, complained
    assert "Every table came out the same again" in printed


def spoil(path):
    """Change one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.unlink()
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("name", ["site/data/shifts.parquet", "site/index.html", "riskshift.duckdb"])
def test_verify_names_a_published_file_with_one_changed_byte(command, copy, name):
    spoil((copy / "current").resolve() / name)
    code, printed, _ = command("verify", copy, "--quick")
    assert code == 1
    assert f"output: {name} was altered after publication" in printed


def test_verify_names_an_altered_source_and_a_missing_file(command, copy):
    registers = pl.read_parquet(copy / "site" / "data" / "registers.parquet")
    first = registers.row(0, named=True)
    spoil(copy / "sources" / first["source_sha256"])
    (copy / "site" / "data" / "links.csv").unlink()
    code, printed, _ = command("verify", copy)
    assert code == 1
    assert f"input: {first['source_file']} its kept bytes" in printed
    assert "output: site/data/links.csv is missing" in printed


def test_verify_finds_a_manifest_rewritten_to_fit_an_altered_table(command, copy):
    folder = (copy / "current").resolve()
    told = json.loads((folder / "manifest.json").read_text())
    told["riskshift"]["parts"]["sources"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(told))
    code, printed, _ = command("verify", copy, "--quick")
    assert code == 1
    assert "manifest: publications/" in printed


def test_a_run_ends_by_naming_the_decisions_that_do_not_apply(capsys, tmp_path):
    from assets.cli import running
    from pipelines.settings import from_environment

    data = tmp_path / "publications" / "a" / "site" / "data"
    data.mkdir(parents=True)
    for name in ("registers", "classifications", "issues", "checks", "documents", "corrections", "waivers"):
        dictionary.table(name).empty().write_parquet(data / f"{name}.parquet")
    told = {"kind": "stance", "entry_id": "e", "value": "mixed", "date": date(2026, 11, 1), "by": "lead", "reason": "r"}
    rulings = [
        told | {"ruling_id": "R1", "expect": "x", "applied": True, "outcome": "Applied."},
        told | {"ruling_id": "R2", "expect": "y", "applied": False, "outcome": "The text has changed."},
    ]
    dictionary.table("rulings").frame(rulings).write_parquet(data / "rulings.parquet")
    (tmp_path / "current").symlink_to(tmp_path / "publications" / "a")
    running.summary(from_environment(out=tmp_path))
    assert capsys.readouterr().err == "riskshift: warning: rulings.csv: R2 does not apply. The text has changed.\n"
