"""bench/solver_tables.py with rows that nobody measured: the page's tables, the picture, and what it says of wrong files."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

SCRIPT = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "bench/solver_tables.py")

HEAD = "problem,solver,spacing,budget,steps,evaluations,error,error_se,distance,distance_se"
PAGE = "".join(
    f"{name}:\n<!-- {name} -->\nold\n<!-- end of {name} -->\n" for name in ("errors", "distances", "spacings")
)


def rows() -> list[str]:
    """ddim and euler are the same solver; ddpm has no error; the nearest distance is below 0, as estimates may be."""
    lines = [HEAD]
    for problem in ("exact", "digits"):
        for budget, error in ((5, 0.5), (10, 0.25), (20, 0.125), (50, 0.05)):
            for solver in ("ddim", "euler"):
                lines.append(
                    f'{problem},"{solver}",trailing,{budget},{budget},{budget},{error},0.01,{error / 10},0.001'
                )
            lines.append(f'{problem},"ddim",karras,{budget},{budget},{budget},{error / 2},0.01,{error / 20},0.001')
            lines.append(f'{problem},"ddpm",trailing,{budget},{budget},{budget},,,{0.03 - error / 20},0.002')
        lines.append(f'{problem},"dpm_solver 2, sde",trailing,50,50,50,,,-0.0002,0.002')
        lines.append(f'{problem},"floor",,0,0,0,,,0.0001,0.0001')
    return lines


class SolverTables(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.docs = Path(folder.name)
        (self.docs / "images").mkdir()
        (self.docs / "solvers.md").write_text(PAGE)

    def run_with(self, lines: list[str]) -> subprocess.CompletedProcess[str]:
        rows_file = self.docs / "rows.csv"
        rows_file.write_text("\n".join(lines) + "\n")
        command = [sys.executable, "-B", SCRIPT, "--csv", rows_file, "--docs", self.docs]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_the_tables_take_the_place_of_the_old_ones(self) -> None:
        self.assertEqual(self.run_with(rows()).returncode, 0)
        once = (self.docs / "solvers.md").read_text()
        self.assertNotIn("old", once)
        self.assertIn("| ddim = euler | 0.50 | 0.25 | 0.12 | 0.050 | 0.50 | 0.25 | 0.12 | 0.050 |", once)
        errors, distances = once.split("distances:")
        self.assertNotIn("ddpm", errors)
        # A thousandfold on digits.
        self.assertIn("| ddpm | 0.0050 | 0.017 | 0.024 | 0.028 | 5 | 17.5 | 23.8 | 27.5 |", distances)
        self.assertIn("| ddim: 10 | 0.25 | - | - | 0.12 | - | 0.25 | - | - | 0.12 | - |", once)
        self.assertEqual(self.run_with(rows()).returncode, 0)
        self.assertEqual((self.docs / "solvers.md").read_text(), once)

    def test_the_picture_has_a_curve_for_each_solver_with_numbers(self) -> None:
        self.assertEqual(self.run_with(rows()).returncode, 0)
        picture = (self.docs / "images" / "solvers.svg").read_text()
        root = ElementTree.fromstring(picture)
        classes = [element.get("class", "") for element in root.iter() if element.get("style") == "fill:none"]
        # ddim (0) in all four panels; ddpm (6) and the other that draws noise (7) have no errors.
        self.assertEqual([classes.count(f"curve c{i}") for i in (0, 6, 7)], [4, 2, 2])
        self.assertIn("prefers-color-scheme:dark", picture)
        self.assertNotIn("nan", picture)

    def test_what_cannot_be_read_is_told_in_a_line(self) -> None:
        for lines in (["problem,solver"], [HEAD, "exact,ddim,trailing,many,,,,,,"]):
            wrong = self.run_with([*lines, "exact,ddim"])
            self.assertEqual(wrong.returncode, 1)
            self.assertRegex(wrong.stderr, r"^solver_tables: .*rows\.csv: expected the rows of bench_solvers.*\n$")
        (self.docs / "solvers.md").write_text("no place for tables\n")
        wrong = self.run_with(rows())
        self.assertEqual(wrong.returncode, 1)
        self.assertRegex(wrong.stderr, r"^solver_tables: docs/solvers\.md: expected the comments <!-- errors -->.*\n$")


if __name__ == "__main__":
    unittest.main()
