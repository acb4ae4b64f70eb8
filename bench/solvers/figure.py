"""Error and distance against evaluations, both logarithmic, as an SVG that follows the screen from light to dark."""

import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

from solvers.rows import BUDGETS, Results, Row

WIDTH, HEIGHT = 960, 800
PANEL_WIDTH, PANEL_HEIGHT = 390, 280


@dataclass(frozen=True)
class Series:
    """A curve, told from the others by its mark and its dashes as well as by its colour."""

    solver: str
    spacing: str
    mark: str  # the path of a mark around (0,0)
    dashes: str = ""


CIRCLE = "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"
SQUARE = "M-3.6-3.6h7.2v7.2h-7.2z"
UP, DOWN = "M0-4.8L4.6 3.4H-4.6z", "M0 4.8L4.6-3.4H-4.6z"
DIAMOND = "M0-5.2L4.6 0L0 5.2L-4.6 0z"
CROSS = "M-4.4-2.4L-2.4-4.4L0-2L2.4-4.4L4.4-2.4L2 0L4.4 2.4L2.4 4.4L0 2L-2.4 4.4L-4.4 2.4L-2 0z"
PLUS = "M-1.5-4.8h3v3.3h3.3v3h-3.3v3.3h-3v-3.3h-3.3v-3h3.3z"
STAR = "M0-5.6L1.6-1.8L5.4-1.8L2.4.7L3.4 4.6L0 2.3L-3.4 4.6L-2.4.7L-5.4-1.8L-1.6-1.8z"

SHOWN = (
    Series("ddim", "trailing", CIRCLE),
    Series("heun", "trailing", SQUARE),
    Series("pndm, multistep alone", "trailing", UP),
    Series("dpm_solver 2", "trailing", DIAMOND),
    Series("unipc 2, bh2", "trailing", DOWN),
    Series("unipc 2, bh2", "exponential", PLUS, "7 4"),
    Series("ddpm", "trailing", CROSS, "2 4"),
    Series("dpm_solver 2, sde", "trailing", STAR, "2 4"),
)

# Okabe and Ito's colours, which the colour-blind tell apart, darkened or lightened to 3 to 1 against the ground.
LIGHT = ("#5f5f5f", "#b85c00", "#0072b2", "#00805e", "#a8487f", "#a8487f", "#1f84b8", "#8a6d00")
DARK = ("#b9b9b9", "#e69f00", "#5aa9e6", "#2fc49a", "#e08cc0", "#e08cc0", "#7cc8f2", "#f0e442")


def style() -> str:
    def rules(ground: str, ink: str, line: str, colours: tuple[str, ...]) -> str:
        curves = "".join(f".c{i}{{stroke:{c};fill:{c}}}" for i, c in enumerate(colours))
        return f".ground{{fill:{ground}}}text{{fill:{ink}}}.grid{{stroke:{line}}}.floor{{stroke:{ink}}}{curves}"

    return (
        "text{font:14px sans-serif}.curve{fill:none;stroke-width:2}.bar{stroke-width:1.2}.mark{stroke:none}"
        + ".floor{stroke-dasharray:1 5;stroke-width:1.5}"
        + rules("#fbf9f5", "#24211c", "#ddd6ca", LIGHT)
        + "@media (prefers-color-scheme:dark){"
        + rules("#171511", "#ebe5d9", "#3d382f", DARK)
        + "}"
    )


@dataclass(frozen=True)
class Panel:
    title: str
    problem: str
    what: str  # error or distance
    left: float
    top: float
    low: float  # the ends of the upright axis
    high: float

    def x(self, budget: float) -> float:
        return self.left + PANEL_WIDTH * (0.04 + 0.92 * math.log(budget / BUDGETS[0]) / math.log(10))

    def y(self, value: float) -> float:
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return self.top + PANEL_HEIGHT * (1 - min(share, 1))

    def svg(self, results: Results) -> str:
        return self.axes() + self.floor(results) + "".join(self.curve(results, i) for i in range(len(SHOWN)))

    def axes(self) -> str:
        right, bottom = self.left + PANEL_WIDTH, self.top + PANEL_HEIGHT
        parts = [f'<text x="{self.left}" y="{self.top - 12}" font-weight="bold">{escape(self.title)}</text>']
        for budget in BUDGETS:
            x = self.x(budget)
            parts.append(f'<path class="grid" d="M{x:.1f} {self.top}V{bottom}"/>')
            parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{budget}</text>')
        for exponent in range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1):
            for digit in (1, 3):
                value = digit * 10.0**exponent
                if not self.low * 0.999 <= value <= self.high * 1.001:
                    continue
                y = self.y(value)
                parts.append(f'<path class="grid" d="M{self.left} {y:.1f}H{right}"/>')
                parts.append(f'<text x="{self.left - 8}" y="{y + 5:.1f}" text-anchor="end">{value:g}</text>')
        return "".join(parts)

    def value(self, row: Row | None) -> tuple[float, float] | None:
        if row is None:
            return None
        value, deviation = (row.error, row.error_se) if self.what == "error" else (row.distance, row.distance_se)
        return None if value is None else (value, deviation or 0)

    def floor(self, results: Results) -> str:
        found = self.value(results.at(self.problem, "floor", 0))
        if found is None:
            return ""
        y = self.y(abs(found[0]) + found[1])
        return f'<path class="floor" d="M{self.left} {y:.1f}H{self.left + PANEL_WIDTH}"/>'

    def curve(self, results: Results, number: int) -> str:
        series = SHOWN[number]
        path, marks = "", ""
        for budget in BUDGETS:
            found = self.value(results.at(self.problem, series.solver, budget, series.spacing))
            if found is None:
                continue
            value, deviation = found
            # Neighbours a little apart, so that bars of one budget do not hide each other.
            x, y = self.x(budget) + (number - (len(SHOWN) - 1) / 2) * 3, self.y(value)
            path += f"{'L' if path else 'M'}{x:.1f} {y:.1f}"
            if deviation > 0:
                ends = f"M{x:.1f} {self.y(value - deviation):.1f}V{self.y(value + deviation):.1f}"
                marks += f'<path class="bar c{number}" d="{ends}"/>'
            if self.low <= value <= self.high:
                marks += f'<path class="mark c{number}" d="{series.mark}" transform="translate({x:.1f} {y:.1f})"/>'
        if not path:
            return ""
        dashes = f' stroke-dasharray="{series.dashes}"' if series.dashes else ""
        return f'<path class="curve c{number}" style="fill:none" d="{path}"{dashes}/>{marks}'


def legend() -> str:
    parts = []
    for number, series in enumerate(SHOWN):
        x, y = 40 + 230 * (number % 4), 24 + 26 * (number // 4)
        dashes = f' stroke-dasharray="{series.dashes}"' if series.dashes else ""
        name = series.solver.removesuffix(", bh2") + (f", {series.spacing}" if series.spacing != "trailing" else "")
        parts.append(f'<path class="curve c{number}" d="M{x} {y}h34"{dashes}/>')
        parts.append(f'<path class="mark c{number}" d="{series.mark}" transform="translate({x + 17} {y})"/>')
        parts.append(f'<text x="{x + 42}" y="{y + 5}">{escape(name)}</text>')
    return "".join(parts)


def svg(results: Results) -> str:
    left, right, upper, lower = 80, 550, 110, 460
    panels = (
        Panel("exact denoiser: error", "exact", "error", left, upper, 1e-4, 1),
        Panel("shipped digits: error (RMS per pixel)", "digits", "error", right, upper, 1e-3, 1),
        Panel("exact denoiser: distance from the data", "exact", "distance", left, lower, 1e-4, 1),
        Panel("shipped digits: distance from test digits", "digits", "distance", right, lower, 3e-4, 0.1),
    )
    seen = "Error and distance of solvers fall with the number of evaluations of the network; docs/solvers.md has the numbers"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{seen}">'
        + f'<style>{style()}</style><rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>'
        + legend()
        + "".join(panel.svg(results) for panel in panels)
        + f'<text x="{WIDTH / 2}" y="{HEIGHT - 22}" text-anchor="middle">evaluations of the network</text></svg>\n'
    )
