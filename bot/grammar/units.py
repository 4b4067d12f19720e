"""Which units a coordinator's words name, as typed: 龙华区, 市司法局, 龙华."""

import re
from functools import lru_cache

_TAILS = re.compile(r"(?:人民政府|政府办公室|政府办|政府|办公室)$")
_LIKE_A_UNIT = re.compile(
    r"(?:[一-鿿]{2,3}(?:区|县)(?:人民政府|政府)?|(?:市|区|县|省)[一-鿿]{2,12}?(?:办公室|局|"
    r"委员会|委|政府办|法治办|编办|治市办|法院|检察院|中心|支队|集团)"
    r"|市(?:委|政府)?[一-鿿]{1,10}办(?:公室)?|[一-鿿]{2,6}(?:局|发改委|委员会|卫健委|国资委|"
    r"编办|法院|检察院|街道|镇政府|乡政府))"
)
_NO_UNIT = re.compile(r"^(?:各|全|哪|本|我|有|没|该|这|那|其)|地区|片区|园区$")


@lru_cache(maxsize=16)
def _spoken(units: tuple[str, ...]) -> re.Pattern[str] | None:
    names: set[str] = set()
    for unit in units:
        names.add(unit)
        bare = _TAILS.sub("", unit)
        for short in (bare, bare.removeprefix("市"), bare.removeprefix("市委")):
            names.add(short)
            if short.endswith("区") and len(short) == 3:
                names.add(short[:-1])
    longest_first = sorted((name for name in names if len(name) >= 2), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def find(text: str, units: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where units are named; without a roster, what is written like one."""
    known = _spoken(units)
    if known is not None and (found := [m.span() for m in known.finditer(text)]):
        return found
    return [m.span() for m in _LIKE_A_UNIT.finditer(text) if not _NO_UNIT.search(m.group())]
