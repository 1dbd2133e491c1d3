"""The command line of the layouts: `python -m samples.layouts --out FOLDER [--seed N]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from samples.layouts import write_all

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m samples.layouts")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files, truth.csv and files.csv")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other headers, texts and scores")
    given = parser.parse_args()
    cases = write_all(given.out, given.seed)
    print(f"{len(cases)} layouts, {sum(len(c.sheet.entries) for c in cases)} entries in {given.out}")
