"""What a picture is drawn on: how wide it is, how much fits, how large the letters are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lengths in CSS pixels. columns, rows: the most that one picture holds; more become further pictures.

    names: the width kept for unit names. zoom: pixels of a PNG for each CSS pixel.
    """

    width: int
    columns: int
    rows: int
    names: int
    height_of_row: int
    letter: float
    zoom: float


# A chat on a phone, 390 wide; no taller than about twice its width, or Telegram shrinks it until nobody can read it.
PHONE = Sheet(width=390, columns=12, rows=32, names=108, height_of_row=20, letter=12, zoom=2)
# A4 across within the margins of GB/T 9704: 225 mm at 96 dpi, and as many rows as its height takes.
PAPER = Sheet(width=850, columns=36, rows=31, names=150, height_of_row=12, letter=9.5, zoom=3)
# A desk's screen, and a file to keep: the whole of most plans at one look.
WIDE = Sheet(width=1000, columns=40, rows=60, names=170, height_of_row=20, letter=12, zoom=1.5)
