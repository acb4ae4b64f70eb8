#!/usr/bin/env python3
"""Makes atlas.png and atlas.json from Debian's fonts-noto-color-emoji and unicode-data; needs Pillow (python3-pil).

    apt-get install fonts-noto-color-emoji unicode-data python3-pil
    python3 datasets/emoji/make_atlas.py

Run once; neither building nor training needs it. Which drawings are left out, and why, stands in selection.json.

atlas.png is RGB. Its upper half holds the drawings on white, tile by tile, row after row; its lower half, at the same
places, how much of each pixel they cover (0 none ... 255 all). With w a pixel on white and a its cover, both in [0,1],
the same drawing on a ground g is w - (1 - a)(1 - g).
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
FONT = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
NAMES = "/usr/share/unicode/emoji/emoji-test.txt"

STRIKE = 109  # the one size of the font's bitmaps
BITMAP = (136, 128)
TILE = 36
COLUMNS = 32
COLOUR_BITS, COVER_BITS = 6, 4  # what is kept of 8: more is not seen at 32x32, and doubles the file

# Unicode's groups; those that are not here are left out: People & Body, Component, Symbols, Flags.
GROUPS = {
    "Smileys & Emotion": "faces",
    "Animals & Nature": "animals and plants",
    "Food & Drink": "food",
    "Travel & Places": "travel",
    "Activities": "activities",
    "Objects": "objects",
}
LINE = re.compile(r"([0-9A-F ]+?) *; fully-qualified +# \S+ E[\d.]+ (.+)")


def described():
    """Group, subgroup, code points and English name of every emoji in the file."""
    group = subgroup = ""
    for line in Path(NAMES).read_text(encoding="utf-8").splitlines():
        if line.startswith("# group: "):
            group = line.removeprefix("# group: ")
        elif line.startswith("# subgroup: "):
            subgroup = line.removeprefix("# subgroup: ")
        elif match := LINE.fullmatch(line):
            yield group, subgroup, match[1].split(), match[2].strip()


def excluded(subgroup, name, selection):
    clock_face = subgroup == "time" and (name.endswith("o’clock") or name.endswith("-thirty"))
    return clock_face or subgroup in selection["excluded_subgroups"] or name in selection["excluded"]


def tile_of(codes, font):
    """The drawing, in the middle of a square tile with transparency."""
    bitmap = Image.new("RGBA", BITMAP, (0, 0, 0, 0))
    text = "".join(chr(int(code, 16)) for code in codes)
    ImageDraw.Draw(bitmap).text((0, 0), text, font=font, embedded_color=True)
    square = Image.new("RGBA", (BITMAP[0], BITMAP[0]), (0, 0, 0, 0))
    square.paste(bitmap, (0, (BITMAP[0] - BITMAP[1]) // 2))
    return square.resize((TILE, TILE), Image.LANCZOS)


def coarser(picture, bits):
    step = 255 / (2**bits - 1)
    return picture.point(lambda v: round(round(v / step) * step))


def version_of(package):
    query = ["dpkg-query", "--show", "--showformat=${Version}", package]
    return subprocess.run(query, check=True, capture_output=True, text=True).stdout


def main():
    selection = json.loads((HERE / "selection.json").read_text(encoding="utf-8"))
    fixed = {name for names in selection["not_mirrored"].values() for name in names}
    everything = list(described())
    known = {name for group, _, _, name in everything if group in GROUPS}
    if unknown := (set(selection["excluded"]) | fixed) - known:
        sys.exit(f"selection.json: expected names of {NAMES}, found {sorted(unknown)}")

    chosen = [e for e in everything if e[0] in GROUPS and not excluded(e[1], e[3], selection)]
    rows = (len(chosen) + COLUMNS - 1) // COLUMNS
    atlas = Image.new("RGB", (COLUMNS * TILE, 2 * rows * TILE), (255, 255, 255))
    atlas.paste((0, 0, 0), (0, rows * TILE, COLUMNS * TILE, 2 * rows * TILE))
    font = ImageFont.truetype(FONT, STRIKE)
    drawings = []
    for k, (group, _, codes, name) in enumerate(chosen):
        left, top = k % COLUMNS * TILE, k // COLUMNS * TILE
        tile = tile_of(codes, font)
        on_white = Image.new("RGBA", tile.size, (255, 255, 255, 255))
        on_white.alpha_composite(tile)
        cover = coarser(tile.getchannel("A"), COVER_BITS)
        atlas.paste(coarser(on_white.convert("RGB"), COLOUR_BITS), (left, top))
        atlas.paste(Image.merge("RGB", (cover, cover, cover)), (left, rows * TILE + top))
        drawings.append({"name": name, "codes": " ".join(codes), "group": GROUPS[group], "mirror": name not in fixed})
    atlas.save(HERE / "atlas.png", optimize=True)

    about = {
        "tile": TILE,
        "columns": COLUMNS,
        "sha256": hashlib.sha256((HERE / "atlas.png").read_bytes()).hexdigest(),
        "sources": {package: version_of(package) for package in ("fonts-noto-color-emoji", "unicode-data")},
        "groups": list(GROUPS.values()),
    }
    head = json.dumps(about, indent=1)[:-2]
    lines = ",\n".join("  " + json.dumps(drawing, ensure_ascii=False) for drawing in drawings)
    (HERE / "atlas.json").write_text(f'{head},\n "drawings": [\n{lines}\n ]\n}}\n', encoding="utf-8")
    print(f"{len(drawings)} drawings, {(HERE / 'atlas.png').stat().st_size} bytes")


if __name__ == "__main__":
    main()
