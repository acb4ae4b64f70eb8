"""The rows that bench_solvers writes, and the tables of docs/solvers.md."""

import csv
from dataclasses import dataclass
from pathlib import Path

from comparison.problem import Problem

BUDGETS = (5, 10, 20, 50)
SPACINGS = ("trailing", "leading", "linspace", "karras", "exponential")


@dataclass(frozen=True)
class Row:
    problem: str
    solver: str
    spacing: str
    budget: int
    error: float | None
    error_se: float | None
    distance: float | None
    distance_se: float | None


class Results:
    def __init__(self, rows: list[Row]) -> None:
        self.rows = {(row.problem, row.solver, row.spacing, row.budget): row for row in rows}

    def at(self, problem: str, solver: str, budget: int, spacing: str = "") -> Row | None:
        """Without a spacing, the one that the solver was run on first."""
        if spacing:
            return self.rows.get((problem, solver, spacing, budget))
        for usual in ("trailing", "even", ""):
            if row := self.rows.get((problem, solver, usual, budget)):
                return row
        return None

    def solvers(self) -> list[str]:
        return list(dict.fromkeys(solver for _, solver, _, budget in self.rows if budget))


def read(path: Path) -> Results:
    def number(text: str) -> float | None:
        return float(text) if text else None

    try:
        with open(path, newline="") as file:
            return Results(
                [
                    Row(
                        line["problem"],
                        line["solver"],
                        line["spacing"],
                        int(line["budget"]),
                        number(line["error"]),
                        number(line["error_se"]),
                        number(line["distance"]),
                        number(line["distance_se"]),
                    )
                    for line in csv.DictReader(file)
                ]
            )
    except (OSError, KeyError, TypeError, ValueError) as what:
        raise Problem(f"{path}: expected the rows of bench_solvers, found none that can be read ({what})") from None


def cell(value: float | None, scale: float = 1) -> str:
    """Two digits that count, three from 1 on."""
    if value is None:
        return "-"
    value *= scale
    return f"{value:.3g}" if abs(value) >= 1 else f"{value:#.2g}"


def alike(results: Results) -> list[list[str]]:
    """Solvers under as many names as they have: those with the same numbers on the exact problem, to three digits."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for solver in results.solvers():
        found = [results.at("exact", solver, budget) for budget in BUDGETS]
        key = tuple(f"{x.error or 0:.2e} {x.distance or 0:.2e}" if x else "" for x in found)
        groups.setdefault(key, []).append(solver)
    return list(groups.values())


def table(results: Results, what: str, scale: float = 1) -> str:
    """what: error or distance, `scale` times on digits; so many evaluations on either problem a column."""
    lines = [
        "| | exact: 5 | 10 | 20 | 50 | digits: 5 | 10 | 20 | 50 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for names in alike(results):
        found = [results.at(problem, names[0], budget) for problem in ("exact", "digits") for budget in BUDGETS]
        values = [getattr(row, what) if row else None for row in found]
        cells = [cell(value, scale if i >= len(BUDGETS) else 1) for i, value in enumerate(values)]
        if any(value is not None for value in values):
            lines.append(f"| {' = '.join(names)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def spacing_table(results: Results, budgets: tuple[int, ...], scale: float) -> str:
    """The few that were run on every spacing: errors, or distances of those that draw noise, `scale` times on digits."""
    head = [f"{problem}: {SPACINGS[0]} | " + " | ".join(SPACINGS[1:]) for problem in ("exact", "digits")]
    lines = ["| | " + " | ".join(head) + " |", "|---" * (1 + 2 * len(SPACINGS)) + "|"]
    for solver in results.solvers():
        if not results.at("exact", solver, budgets[0], "karras"):
            continue
        for budget in budgets:
            cells = []
            for problem in ("exact", "digits"):
                for row in (results.at(problem, solver, budget, spacing) for spacing in SPACINGS):
                    if row is None or row.error is not None:
                        cells.append(cell(row.error if row else None))
                    else:
                        cells.append(cell(row.distance, scale if problem == "digits" else 1))
            lines.append(f"| {solver}: {budget} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
