"""The picture: a heat map of 60 units x 34 items to PNG, cold, held against resvg alone on the finished SVG.

Each side is a process of its own, its import among its time; five rounds in turn, medians.

    uv run python bench/picture.py
"""

import sys
import tempfile
import time
from pathlib import Path

from side import Row, apart, median, milliseconds, report

UNITS, ROUNDS = 60, 5
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))


def ours() -> None:
    """Import, values to SVG, SVG to PNG."""
    started = time.perf_counter()
    from messages.picture import WIDE, heat_map_svg, png

    drawn = png(heat_map_svg(_chart(), WIDE), 1)
    _say(started, len(drawn))


def alone(path: str) -> None:
    """Import resvg, read a finished SVG, PNG."""
    started = time.perf_counter()
    import resvg_py
    from pylopdf_fonts_zh_cn import sans_path

    family = "Noto Sans SC"
    drawn = resvg_py.svg_to_bytes(
        svg_string=Path(path).read_text("utf-8"),
        skip_system_fonts=True,
        font_files=[str(sans_path())],
        font_family=family,
        sans_serif_family=family,
    )
    _say(started, len(drawn))


def _say(started: float, size: int) -> None:
    print(f'{{"seconds": {time.perf_counter() - started}, "bytes": {size}}}')


def _chart():  # type: ignore[no-untyped-def]
    """Sixty units and the real notice's numbers of items; every third unit has no account under an item."""
    from datetime import date

    from messages.picture import KINDS, Column, heat_map, row

    codes = [f"{task}.{n}" for task in range(1, 11) for n in range(1, 5)][:34]
    columns = [Column(code, "制定并公布重大行政决策事项目录", code.split(".")[0]) for code in codes]
    rows = [
        row(f"第{n}责任单位办公室", [None if (n + k) % 3 == 0 else KINDS[(n * k) % 5] for k in range(34)])
        for n in range(UNITS)
    ]
    return heat_map("重点工作任务落实情况", date(2021, 10, 29), columns, rows)


def main() -> int:
    from messages.picture import WIDE, heat_map_svg

    with tempfile.TemporaryDirectory() as folder:
        finished = Path(folder) / "finished.svg"
        finished.write_text(heat_map_svg(_chart(), WIDE), "utf-8")
        pairs = [(apart(__file__, "ours"), apart(__file__, "alone", finished)) for _ in range(ROUNDS)]
    mine, bare = (median([pair[n]["seconds"] for pair in pairs]) for n in (0, 1))
    what = f"heat map {UNITS} x 34 to PNG, cold : resvg alone"
    row = Row(what, milliseconds(mine), milliseconds(bare), mine / bare, 1.5)
    return report("The picture", [row])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours"]:
            ours()
        case ["alone", path]:
            alone(path)
        case _:
            sys.exit(main())
