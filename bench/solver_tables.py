"""Measures where solvers stand and writes docs/solvers.csv, the tables in docs/solvers.md and docs/images/solvers.svg.

    python3 bench/solver_tables.py                 builds bench_solvers in build/solvers and runs it: some ten minutes
    python3 bench/solver_tables.py --csv FILE      takes what was measured before

MNIST is looked for as ./lab train does (./lab data fetch mnist). With --pictures N a model draws so many a solver.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from comparison.problem import Problem
from solvers.figure import svg
from solvers.rows import read, spacing_table, table

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "solvers"


def measure(into: Path, pictures: int) -> None:
    configure = ["cmake", "-S", ROOT, "-B", BUILD, "-D", "SFUMATO_BUILD_TESTS=OFF"]
    build = ["cmake", "--build", BUILD, "--parallel", str(os.cpu_count()), "--target", "bench_solvers"]
    for command in (configure, build):
        if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
            raise Problem("bench_solvers could not be built; what stopped it stands above")
    part = into.with_suffix(".part")
    with open(part, "w") as file:
        run = subprocess.run([BUILD / "bench" / "bench_solvers", str(pictures)], stdout=file, check=False)
    if run.returncode != 0:
        part.unlink()
        raise Problem("bench_solvers did not come to its end; what stopped it stands above")
    part.replace(into)


def with_tables(text: str, tables: dict[str, str]) -> str:
    """Each table stands between a comment of its name and one of its end."""
    for name, content in tables.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
            raise Problem(f"docs/solvers.md: expected the comments {begin.strip()} and {end} around a table, once")
        text = text[: text.index(begin)] + begin + content + "\n" + text[text.index(end) :]
    return text


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--csv", type=Path, metavar="FILE", help="rows of bench_solvers, instead of measuring")
    parser.add_argument("--docs", type=Path, metavar="FOLDER", default=ROOT / "docs", help="where to write; docs")
    parser.add_argument("--pictures", type=int, default=512, help="that a model draws with each solver; 512")
    options = parser.parse_args(words)
    try:
        rows = options.csv or options.docs / "solvers.csv"
        if not options.csv:
            measure(rows, options.pictures)
        results = read(rows)
        tables = {
            "errors": table(results, "error"),
            "distances": table(results, "distance", 1000),
            "spacings": spacing_table(results, (10, 20), 1000),
        }
        page = options.docs / "solvers.md"
        page.write_text(with_tables(page.read_text(), tables))
        (options.docs / "images" / "solvers.svg").write_text(svg(results))
    except (Problem, OSError) as what:
        print(f"solver_tables: {what}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
