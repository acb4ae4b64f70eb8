"""bench/side_by_side.py with programs and peers that only claim to have measured: arguments, rounds, table and file."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "bench/side_by_side.py")

# Round k of ours takes 2, 4, 6, 100, 8 ms: median 6, mean 24.
PROGRAM = """#!{python} -IS
import json, os, pathlib, sys
log = pathlib.Path(__file__).parent / "log"
name = next(word for word in sys.argv if "filter" in word).split("=")[1].strip("^$")
turn = "ours " + pathlib.Path(__file__).name + " " + name
past = log.read_text().count(turn) if log.exists() else 0
with open(log, "a") as file:
    print(turn, os.environ["SFUMATO_BENCH_THREADS"], file=file)
context = {{"sfumato": "9.9.9", "instruction_set": "avx2"}}
rows = [{{"name": name, "real_time": [2, 4, 6, 100, 8][past], "cpu_time": 3}}]
print(json.dumps({{"context": context, "benchmarks": rows}}))
"""

AGREEMENT = """#!{python} -IS
print('{{"largest_difference": {difference}, "largest_answer": 1.0}}')
"""

# PyTorch takes 12 ms, OpenVINO 24.
PYTHON = """#!{python} -IS
import json, pathlib, sys
engine, network, threads = sys.argv[2:5]
log = pathlib.Path(__file__).parent / "log"
print(json.dumps({ready}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if "check" in asked:
        print(json.dumps({{"largest_difference": 0, "largest_answer": 1}}), flush=True)
        continue
    with open(log, "a") as file:
        print(engine, network, asked["kind"], asked["batch"], asked["clock"], threads, file=file)
    {timed}
    print(json.dumps({{"ms": 12 if engine == "pytorch" else 24}}), flush=True)
"""


class SideBySide(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("bench_simple_unet", "bench_cifar_unet"):
            self.program(name, PROGRAM)
        self.program("bench_agreement", AGREEMENT, difference=1e-6)
        self.peers()

    def program(self, name: str, text: str, **values: object) -> None:
        path = self.folder / name
        path.write_text(text.format(python=sys.executable, **values))
        path.chmod(0o755)

    def peers(self, ready: str = '{"version": engine + " 1"}', timed: str = "pass") -> None:
        self.program("python", PYTHON, ready=ready, timed=timed)

    def run_it(self, *words: str) -> subprocess.CompletedProcess[str]:
        places = ["--bench", str(self.folder), "--python", str(self.folder / "python")]
        command = [sys.executable, "-B", str(SCRIPT), *places, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def refused(self, *words: str) -> str:
        """What it says, in one line and before anything is measured or left behind."""
        before = set(self.folder.iterdir())
        done = self.run_it(*words)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"\Aside_by_side: .+\n\Z")
        self.assertEqual(set(self.folder.iterdir()), before)
        return done.stderr

    def test_the_file_holds_the_medians_of_all_rounds_and_the_ratio_to_the_better_peer(self) -> None:
        path = self.folder / "all.json"
        done = self.run_it("--network", "all", "--json", str(path), "--threads", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(path.read_text())
        works = ["toy train 128", "toy forward 1", "toy forward 128", "toy 200 steps 1"]
        works += ["cifar forward 1", "cifar forward 16", "cifar train 8"]
        self.assertEqual([row["work"] for row in result["rows"]], works)
        for row in result["rows"]:
            self.assertEqual(set(row), {"work", "ours_ms", "pytorch_ms", "openvino_ms", "ratio"})
            self.assertEqual(row["pytorch_ms"], 12)
            self.assertEqual(row["openvino_ms"], None if "train" in row["work"] else 24)
            self.assertEqual((row["ours_ms"], row["ratio"]), (6, 0.5))
        machine = result["machine"]
        self.assertEqual((machine["threads"], machine["rounds"], machine["compiled_for"]), (3, 5, "avx2"))
        self.assertIn(machine["instruction_set"], ("avx512", "avx2", "neon", "baseline"))
        self.assertGreaterEqual(machine["cores"], 1)
        self.assertTrue(machine["cpu"])
        for name, version in (("sfumato", "9.9.9"), ("pytorch", "pytorch 1"), ("openvino", "openvino 1")):
            self.assertEqual(machine["versions"][name], version)
        self.assertEqual([p.name for p in self.folder.iterdir() if "part" in p.name], [])
        for title in works:
            self.assertIn(title, done.stdout)

    def test_engines_take_turns_and_another_begins_each_round(self) -> None:
        done = self.run_it("--network", "toy", "--threads", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = (self.folder / "log").read_text().splitlines()
        turns = [line.split()[0] for line in lines if "forward/1/" in line or "forward 1 " in line]
        order = ["ours", "pytorch", "openvino"]
        self.assertEqual(turns, [order[(k + number) % 3] for number in range(5) for k in range(3)])
        self.assertEqual({line.split()[-1] for line in lines}, {"2"})

    def test_without_peers_ours_alone_is_measured(self) -> None:
        path = self.folder / "alone.json"
        (self.folder / "python").unlink()
        done = self.run_it("--network", "cifar", "--peers", "--json", str(path))
        self.assertEqual(done.returncode, 0, done.stderr)
        row = json.loads(path.read_text())["rows"][0]
        self.assertEqual(
            row, {"work": "cifar forward 1", "ours_ms": 6, "pytorch_ms": None, "openvino_ms": None, "ratio": None}
        )

    def test_processor_time_is_asked_of_every_engine(self) -> None:
        path = self.folder / "processor.json"
        done = self.run_it("--network", "toy", "--processor-time", "--threads", "1", "--json", str(path))
        self.assertEqual(done.returncode, 0, done.stderr)
        result = json.loads(path.read_text())
        self.assertEqual({row["ours_ms"] for row in result["rows"]}, {3})
        self.assertEqual(result["machine"]["clock"], "processor")
        theirs = [line for line in (self.folder / "log").read_text().splitlines() if not line.startswith("ours")]
        self.assertEqual({line.split()[-2] for line in theirs}, {"processor"})

    def test_wrong_arguments_are_told_in_one_line(self) -> None:
        self.assertIn("invalid choice: 'mnist'", self.refused("--network", "mnist"))
        self.assertIn("--rounds: expected at least 5, got 4", self.refused("--rounds", "4"))
        self.assertIn("--threads: expected at least 1, got 0", self.refused("--threads", "0"))
        self.assertIn("--threads 1, got 2", self.refused("--processor-time", "--threads", "2"))
        self.assertIn("--seconds: expected more than 0", self.refused("--seconds", "nan"))

    def test_a_file_that_cannot_be_written_is_told_before_anything_is_measured(self) -> None:
        self.assertIn("No such file or directory", self.refused("--json", str(self.folder / "no" / "x.json")))
        self.assertIn("it is a folder", self.refused("--json", str(self.folder)))

    def test_a_missing_program_or_peer_is_told_with_the_command_that_brings_it(self) -> None:
        (self.folder / "bench_cifar_unet").unlink()
        self.assertIn("--target bench_cifar_unet", self.refused("--network", "cifar"))
        self.peers(ready='{"missing": "openvino"} if engine == "openvino" else {"version": "1"}')
        self.assertRegex(self.refused("--network", "toy"), "no module openvino.*side_by_side.py --setup")
        (self.folder / "python").unlink()
        self.assertRegex(self.refused("--network", "toy"), "expected a Python.*side_by_side.py --setup")

    def test_different_answers_are_refused(self) -> None:
        self.program("bench_agreement", AGREEMENT, difference=2e-4)
        self.assertIn("within 1e-4", self.refused("--network", "toy"))
        self.program("bench_agreement", AGREEMENT, difference="NaN")
        self.assertIn("within 1e-4", self.refused("--network", "toy"))

    def test_a_peer_that_dies_leaves_an_old_file_as_it_was(self) -> None:
        path = self.folder / "old.json"
        path.write_text("old")
        self.peers(timed="sys.exit('out of memory')")
        done = self.run_it("--network", "toy", "--json", str(path))
        self.assertEqual(done.returncode, 1)
        self.assertIn("ended without an answer: out of memory", done.stderr)
        self.assertEqual(path.read_text(), "old")
        self.assertEqual([p.name for p in self.folder.iterdir() if "part" in p.name], [])


if __name__ == "__main__":
    unittest.main()
