"""上报文件: what a district says of its accounts, as values, and their one writing as JSON.

Sizes and types are held when it is read: whoever has a trusted key still cannot make us hold
a gigabyte. It knows nothing of keys, of databases, nor of the items at the level above.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError

MOST_ENTRIES = 5000
LARGEST = 4 * 1024 * 1024  # bytes of statement; a district's year is some hundred KB

Name = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(max_length=4000)]
Code = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,2}\.[1-9][0-9]{0,2}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Amount = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Serial = Annotated[int, Field(ge=0, lt=2**31)]
_STRICT = ConfigDict(strict=True, extra="forbid")


class HandupRefused(Exception):
    """A file that is not made, or not taken. wrong: why; right: what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}。{right}")
        self.wrong, self.right = wrong, right


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One count report. number: the district's own, by which it is never taken twice."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    number: Annotated[int, Field(ge=1, lt=2**53)]
    on: date
    times: Annotated[int, Field(ge=1, le=100)]
    text: Words


@dataclass(frozen=True, slots=True)
class Proof:
    """佐证: a file by its hash, whose content may go along, or a link."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    name: Name
    sha256: Sha256 | None = None
    url: Annotated[str, Field(pattern=r"^https?://[^\s]{3,500}$")] | None = None

    @property
    def key(self) -> str:
        return self.sha256 or self.url or ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One account of the district: its unit's part in an item of the level above.

    notice, superior: that item's notice and number. plan, code: the district's own. done: the district's
    own desk has agreed. since: the period it has come to, where its item comes back. on: the day of the
    last fact reported; None where nothing was.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    notice: Name
    superior: Code
    plan: Name
    code: Code
    title: Words
    unit: Name
    done: bool
    since: date | None
    on: date | None
    percent: Percent | None
    numerator: Amount | None
    denominator: Amount | None
    note: Words
    occurrences: Annotated[tuple[Occurrence, ...], Field(max_length=2000)]
    proofs: Annotated[tuple[Proof, ...], Field(max_length=500)]


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything a district hands up at one moment. seq, head: the last entry of its history then."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    office: Name
    made_at: AwareDatetime
    seq: Serial
    head: Sha256
    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


def write(statement: Statement) -> bytes:
    """Its one writing: sorted keys, no blanks, no line breaks."""
    facts = asdict(statement)
    text = json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_iso
    )
    return text.encode("utf-8", "replace")


def _iso(value: Any) -> str:
    assert isinstance(value, date | datetime)  # noqa: S101 - a statement holds nothing else
    return value.isoformat()


def read(content: bytes) -> Statement:
    """The statement written there. Raises HandupRefused for whatever is none."""
    if len(content) > LARGEST:
        raise HandupRefused(
            f"上报文件的正文有{len(content) / 1024 / 1024:.0f}MB，最多{LARGEST // 1024 // 1024}MB",
            "请对方核对是否写错了上级事项。",
        )
    try:
        return _reader().validate_json(content)
    except (ValidationError, RecursionError) as error:
        raise HandupRefused("上报文件的内容读不懂", "请对方升级到同一版本，重新生成后再报。") from error


@lru_cache(maxsize=1)
def _reader() -> TypeAdapter[Statement]:
    return TypeAdapter(Statement)
