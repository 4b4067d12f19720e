"""The picture: a heat map of units and items, and a burn-up with its pace line.

One SVG for the page, the chat and the paper; PNG on any machine. Pure: frozen
values in, `str` or `bytes` out. Which account has which light is
`lights.light_of`, the same five kinds as the digest's one line. Nothing here
knows the database, and the engines of text and pixels are imported on use.
"""

from messages.picture.burn import BurnUp, burn_up_svg
from messages.picture.heat import Column, HeatMap, Row, heat_map, heat_map_svg, pages, row, worst_first
from messages.picture.lights import KINDS, LIGHT_MARKS, LIGHT_WORDS, PALETTE, Palette, light_of
from messages.picture.png import png
from messages.picture.sheet import PAPER, PHONE, WIDE, Sheet

__all__ = [
    "KINDS",
    "LIGHT_MARKS",
    "LIGHT_WORDS",
    "PALETTE",
    "PAPER",
    "PHONE",
    "WIDE",
    "BurnUp",
    "Column",
    "HeatMap",
    "Palette",
    "Row",
    "Sheet",
    "burn_up_svg",
    "heat_map",
    "heat_map_svg",
    "light_of",
    "pages",
    "png",
    "row",
    "worst_first",
]
