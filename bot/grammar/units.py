"""Which units a coordinator's words name, as typed: 龙华区, 市司法局, 龙华; and all of a kind: 四个区, 各区."""

import re
from functools import lru_cache

from schedules.deadlines.numerals import whole

_TAILS = re.compile(r"(?:人民政府|政府办公室|政府办|政府|办公室)$")
_LIKE_A_UNIT = re.compile(
    r"(?:[一-鿿]{2,3}(?:区|县)(?:人民政府|政府)?|(?:市|区|县|省)[一-鿿]{2,12}?(?:办公室|局|"
    r"委员会|委|政府办|法治办|编办|治市办|法院|检察院|中心|支队|集团)"
    r"|市(?:委|政府)?[一-鿿]{1,10}办(?:公室)?|[一-鿿]{2,6}(?:局|发改委|委员会|卫健委|国资委|"
    r"编办|法院|检察院|街道|镇政府|乡政府))"
)
_NO_UNIT = re.compile(r"^(?:各|全|哪|本|我|有|没|该|这|那|其|几|所)|[个几各]区$|地区|片区|园区$")
_DISTRICT = re.compile(r"[区县](?:人民政府|政府)?$")
_ALL_DISTRICTS = re.compile(
    r"(?:(?P<n>\d|[两三四五六七八九十])个|各个?|所有的?|全部|每个|几个)区县?(?:政府)?(?!域|分|别|间)"
)


_BEFORE_BARE = r"(?:(?<![一-鿿])|(?<=[催退和及跟让请给、]))"
_BEHIND_BARE = r"(?=$|[\s、，,的和及也那都催退报没还有\d]|通过)"


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
    if not longest_first:
        return None
    whole = "|".join(map(re.escape, longest_first))
    # 公安, 发改: without the office's last word only where nothing else can be meant.
    bare_names = sorted(
        {name[:-1] for name in names if len(name) == 3 and name[-1] in "局委" and name[0] != "市"}
    )
    bare = rf"|{_BEFORE_BARE}(?:{'|'.join(map(re.escape, bare_names))}){_BEHIND_BARE}" if bare_names else ""
    return re.compile(whole + bare)


def find(text: str, units: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return where units are named; without a roster, what is written like one."""
    known = _spoken(units)
    if known is not None and (found := [m.span() for m in known.finditer(text)]):
        return found
    return [m.span() for m in _LIKE_A_UNIT.finditer(text) if not _NO_UNIT.search(m.group())]


def listed(text: str, units: tuple[str, ...]) -> list[str]:
    """Return the units of the roster that are named, each once, as typed; without a roster, what is written like one."""
    if (known := _spoken(units)) is not None:
        return list(dict.fromkeys(known.findall(text)))
    return list(dict.fromkeys(text[start:end] for start, end in find(text, units)))


def of_a_kind(text: str, units: tuple[str, ...]) -> tuple[list[str], tuple[int, int]] | None:
    """Return the districts that `四个区`, `各区` means and where it stands; None where the roster has another number of them."""
    found = _ALL_DISTRICTS.search(text)
    if found is None:
        return None
    stems = {_TAILS.sub("", unit): unit for unit in reversed(units) if _DISTRICT.search(unit)}
    districts = sorted(stems.values(), key=units.index)
    if not districts or (found["n"] and whole(found["n"]) != len(districts)):
        return None
    return districts, found.span()
