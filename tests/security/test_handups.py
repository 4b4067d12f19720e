"""上报文件 as an entrance: what is no file of a trusted office costs nothing, changes nothing, and is refused in a sentence."""

import base64
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.levels.bringing import opened
from bot.levels.sealing import (
    FORMAT,
    KEY_FILE,
    fingerprint,
    key_in,
    make_key,
    public,
    sealed,
    taken_apart,
)  # fmt: skip
from bot.levels.statement import HandupRefused, read, write
from db.files import LARGEST
from tests.small_plan import LONGHUA
from tests.two_levels import Place, two_levels


@pytest.fixture
def pair(_empty_template: Path, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    with two_levels(_empty_template, tmp_path) as places:
        places[0].says("海垦街道联系人", "进展 3.1 60% 正在梳理")
        yield places


def refused(city: Place, raw: bytes) -> str:
    with pytest.raises(HandupRefused) as why:
        opened(city.office, city.store, raw)
    return str(why.value)


def forged(district: Place, statement: bytes) -> bytes:
    """Whatever it is, signed with the district's own key."""
    return sealed(statement, (), make_key(district.home))


def test_a_strangers_json_is_never_opened(pair: tuple[Place, Place], tmp_path: Path) -> None:
    """Its key is asked about before its signature, and its signature before its content."""
    _, city = pair
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    bomb = b"[" * 3_000_000
    assert "公钥没有登记" in refused(city, sealed(bomb, (), make_key(stranger)))


@pytest.mark.parametrize(
    "statement",
    [
        b"", b"{}", b"null", b"[" * 100_000, b'{"a":' * 100_000, b"[1e999]", b"\xff\xfe", b'{"office":NaN}',
        b"9" * 10_000, b'"' + b"\\ud800" * 1000 + b'"',
    ],
    ids=range(10),
)  # fmt: skip
def test_a_trusted_key_under_hostile_json_is_refused_in_a_sentence(
    pair: tuple[Place, Place], statement: bytes
) -> None:
    district, city = pair
    told = refused(city, forged(district, statement.replace(b"\n", b"")))
    assert "读不懂" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("made_at", "2021-10-20T10:00:00"), ("made_at", 5), ("seq", -1), ("seq", 2**40), ("seq", "1"), ("seq", 1.5),
        ("head", "x"), ("office", ""), ("office", "长" * 500), ("entries", []), ("entries", None), ("entries", {}),
    ],
)  # fmt: skip
def test_a_fact_of_the_wrong_kind_is_refused(pair: tuple[Place, Place], name: str, value: Any) -> None:
    district, city = pair
    facts = json.loads(write(district.statement()))
    told = refused(city, forged(district, json.dumps(facts | {name: value}).encode()))
    assert "读不懂" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("superior", "3"), ("superior", "../../x"), ("percent", 130), ("percent", "60"), ("numerator", -1),
        ("denominator", 1e300), ("on", "十月"), ("done", "yes"), ("note", "长" * 5000), ("extra", 1),
        ("occurrences", [{"number": 1, "on": "2021-10-08", "times": 1000, "text": ""}]),
        ("proofs", [{"name": "x", "url": "javascript:alert(1)", "sha256": None}]),
        ("proofs", [{"name": "x", "url": None, "sha256": "../../etc/passwd"}]),
    ],
)  # fmt: skip
def test_an_entry_of_the_wrong_kind_is_refused(pair: tuple[Place, Place], name: str, value: Any) -> None:
    district, city = pair
    facts = json.loads(write(district.statement()))
    facts["entries"][0] |= {name: value}
    assert "读不懂" in refused(city, forged(district, json.dumps(facts).encode()))


def test_a_statement_that_is_too_long_and_a_file_that_is_too_large_are_refused(
    pair: tuple[Place, Place],
) -> None:
    district, city = pair
    assert "最多4MB" in refused(city, forged(district, b"[" + b"1," * 3_000_000 + b"1]"))
    assert "超过20MB" in refused(city, b"x" * (LARGEST + 1))


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_a_file_of_another_version_says_so(pair: tuple[Place, Place], version: Any) -> None:
    district, city = pair
    first, _, body = district.file().partition(b"\n")
    header = json.loads(first) | {"version": version}
    told = refused(city, json.dumps(header, separators=(",", ":")).encode() + b"\n" + body)
    assert ("更新的版本" in told) == (version == 2)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_no_file_or_are_refused(raw: bytes) -> None:
    for tried in (raw, f'{{"duban":"{FORMAT}",'.encode() + raw):
        try:
            parts = taken_apart(tried)
        except HandupRefused:
            continue
        with pytest.raises(HandupRefused):
            parts.opened()


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: json.dumps(text).encode()))
@settings(max_examples=200, deadline=None)
def test_any_statement_is_read_or_refused(content: bytes) -> None:
    with pytest.raises(HandupRefused):
        read(content)


def test_a_statement_is_read_as_it_was_written(pair: tuple[Place, Place]) -> None:
    statement = pair[0].statement()
    assert read(write(statement)) == statement
    assert b"\n" not in write(statement)


def test_a_program_under_the_name_of_evidence_is_not_kept(pair: tuple[Place, Place]) -> None:
    """The district is trusted for what it reports, not for what its files are."""
    district, city = pair
    program = b"MZ\x90\x00" + bytes(300)
    sha256 = hashlib.sha256(program).hexdigest()
    facts = json.loads(write(district.statement()))
    for entry in facts["entries"]:
        entry["proofs"] = (
            [{"name": "目录.pdf", "sha256": sha256, "url": None}] if entry["code"] == "3.1" else []
        )
    raw = sealed(json.dumps(facts).encode(), (program,), make_key(district.home))
    told = city.sends(LONGHUA, raw)
    assert "没有收下：不收程序文件" in told
    assert city.store.path(sha256) is None
    city.says(LONGHUA, "确认上报")
    assert city.evidence("3.1") == []


def test_content_that_is_not_what_the_statement_names_is_kept_by_nobody(pair: tuple[Place, Place]) -> None:
    district, city = pair
    stowed = b"%PDF-1.4 stowaway\n%%EOF\n"
    raw = sealed(write(district.statement()), (stowed,), make_key(district.home))
    city.sends(LONGHUA, raw)
    assert city.store.path(hashlib.sha256(stowed).hexdigest()) is None


# ---------------------------------------------------------------- the key


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = public(make_key(tmp_path))
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert public(make_key(tmp_path)) == first
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.skipif(os.name != "posix", reason="no such permissions there")
def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    make_key(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(HandupRefused, match="chmod 600"):
        key_in(tmp_path)


def test_a_broken_key_is_not_silently_replaced(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short")
    (tmp_path / KEY_FILE).chmod(0o600)
    with pytest.raises(HandupRefused, match="已损坏"):
        make_key(tmp_path)


def test_a_fingerprint_is_twenty_digits_and_tells_keys_apart(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (fingerprint(public(make_key(tmp_path / name))) for name in "ab")
    assert one != other
    assert [len(group) for group in one.split(" ")] == [4] * 5


def test_the_private_key_is_in_no_file_log_or_answer(pair: tuple[Place, Place]) -> None:
    district, city = pair
    secret = (district.home / KEY_FILE).read_bytes()
    written = {
        secret,
        secret.hex().encode(),
        base64.b64encode(secret),
        base64.urlsafe_b64encode(secret).rstrip(b"="),
    }
    raw = district.file()
    said = (city.sends(LONGHUA, raw) + city.says(LONGHUA, "确认上报")).encode()
    everywhere = [raw, said, *(path.read_bytes() for path in city.home.rglob("*") if path.is_file())]
    everywhere += [path.read_bytes() for path in (district.home / "files").rglob("*") if path.is_file()]
    assert not any(one in content for one in written for content in everywhere)
