"""Two levels: a district hands up one signed file, the city takes it as that district's reports."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.small_plan import COORDINATOR, LONGHUA, XIUYING
from tests.two_levels import DISTRICT_DESK, LONGHUA_UNIT, Place, two_levels

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
Pair = tuple[Place, Place]


@pytest.fixture
def pair(_empty_template: Path, tmp_path: Path) -> Iterator[Pair]:
    with two_levels(_empty_template, tmp_path) as places:
        yield places


def agreed(district: Place, code: str, unit: str, said: str = "已完成") -> None:
    """That unit reports it done, and the district's own desk agrees."""
    district.says(f"{unit}联系人", f"完成 {code} {said}")
    assert "通过" in district.says(DISTRICT_DESK, f"通过 {code} {unit}")


def handed_up(pair: Pair, day: str) -> str:
    """A file made on that day, sent by the district's contact in the city's chat and confirmed; the last answer."""
    district, city = pair
    district.at(f"{day} 09:00")
    city.at(f"{day} 09:30")
    shown = city.sends(LONGHUA, district.file())
    return city.says(LONGHUA, "确认上报") if "请回复：确认上报" in shown else shown


def test_what_streets_report_to_the_district_reaches_the_city_with_no_fact_typed_twice(pair: Pair) -> None:
    district, city = pair
    district.says("海垦街道联系人", "次数 1.1 +1 10月8日 行政复议法讲座")
    district.says("金宇街道联系人", "次数 1.1 +1 10月12日 民法典讲座")
    district.says("海垦街道联系人", "指标 8.1 3/4")
    district.says("金宇街道联系人", "指标 8.1 4/8")
    notice = district.keeps("目录.pdf", PDF)
    district.says("海垦街道联系人", "完成 3.1 10月18日已梳理", (notice,))
    district.says(DISTRICT_DESK, "通过 3.1 海垦街道")
    district.says("区司法局联系人", "完成 3.3 10月15日已印发 https://www.example.gov.cn/a/1.html")
    district.says(DISTRICT_DESK, "通过 3.3")

    answer = district.hears(DISTRICT_DESK, "上报文件")
    assert "上级4个事项，本级8条责任账目，佐证文件1个" in "".join(answer.parts)

    before = city.small.row("1.1")
    shown = city.hears(LONGHUA, "", (city.keeps("上报.json", district.file()),))
    text = "".join(shown.parts)
    assert "签名相符" in text
    assert "将记入4项" in text
    assert city.small.row("1.1") == before, "shown before it counts"
    assert not city.reports("1.1")
    assert city.says(LONGHUA, shown.buttons[0][1]).startswith("【上报已记】")

    first, second = city.reports("1.1")
    assert (first.kind, first.count, first.happened_on) == ("count", 1, date(2021, 10, 8))
    assert second.text == "金宇街道 民法典讲座"
    assert city.small.account("1.1", LONGHUA_UNIT).count == 2
    rate = city.small.account("8.1", LONGHUA_UNIT)
    assert (rate.numerator, rate.denominator) == (7, 12)
    (half,) = city.reports("3.1")
    assert (half.kind, half.percent, half.happened_on) == ("progress", 33, date(2021, 10, 18))
    assert "分解3项，已办结1项" in half.text
    (piece,) = city.evidence("3.1")
    assert (piece.sha256, piece.name) == (notice.sha256, "目录.pdf")
    (link,) = city.evidence("3.2")
    assert link.url == "https://www.example.gov.cn/a/1.html"

    assert city.small.account("3.2", LONGHUA_UNIT).state == "submitted"
    assert "修订议事规则" in city.says(COORDINATOR, "待审")
    assert "通过" in city.says(COORDINATOR, "通过 3.2 龙华区政府")
    assert city.small.account("3.2", LONGHUA_UNIT).state == "done"


def test_every_report_taken_names_the_file_and_who_signed_it(pair: Pair) -> None:
    from bot.levels.sealing import fingerprint, make_key, public

    district, city = pair
    agreed(district, "3.3", "区司法局")
    raw = district.file()
    city.sends(LONGHUA, raw)
    city.says(LONGHUA, "确认上报")
    signer = fingerprint(public(make_key(district.home)))
    taken = city.taken(raw)
    assert taken is not None
    entry = next(one for one in city.entries() if one.verb == "done")
    assert (entry.actor, entry.subject) == (LONGHUA, "3.2 龙华区政府")
    assert taken.sha256 in entry.facts
    assert signer in entry.facts
    whole = next(one for one in city.entries() if one.verb == "take")
    assert (whole.subject, signer in whole.facts, taken.head in whole.facts) == (LONGHUA_UNIT, True, True)
    assert district.entries()[taken.seq - 1].hash == taken.head, "the district's own history says the same"


def test_a_second_file_brings_the_difference_only(pair: Pair) -> None:
    district, city = pair
    district.says("海垦街道联系人", "次数 1.1 +1 10月8日 行政复议法讲座")
    district.says("海垦街道联系人", "进展 3.1 60% 正在梳理")
    assert "记入2项" in handed_up(pair, "2021-10-21")
    assert "与上次相比没有变化" in handed_up(pair, "2021-10-22")
    district.says("海垦街道联系人", "次数 1.1 +1 10月22日 宪法讲座")
    told = handed_up(pair, "2021-10-25")
    assert "记入1项" in told
    assert "宪法讲座" in told
    assert "行政复议法" not in told
    assert [one.happened_on for one in city.reports("1.1")] == [date(2021, 10, 8), date(2021, 10, 22)]
    assert len(city.reports("3.1")) == 1


def test_done_only_when_every_one_of_them_is_done(pair: Pair) -> None:
    district, city = pair
    for code, unit in (("3.1", "海垦街道"), ("3.1", "金宇街道")):
        agreed(district, code, unit)
    district.says("区司法局联系人", "完成 3.2 已公布")  # reported, but the district's desk has not agreed
    handed_up(pair, "2021-10-21")
    assert city.small.account("3.1", LONGHUA_UNIT).percent == 66
    assert city.small.account("3.1", LONGHUA_UNIT).state == "accepted"
    district.says(DISTRICT_DESK, "通过 3.2 区司法局")
    assert "办结" in handed_up(pair, "2021-10-22")
    assert city.small.account("3.1", LONGHUA_UNIT).state == "submitted"


def test_what_the_city_sent_back_comes_again_only_with_something_new(pair: Pair) -> None:
    district, city = pair
    agreed(district, "3.3", "区司法局", "已印发")
    handed_up(pair, "2021-10-21")
    city.says(COORDINATOR, "退回 3.2 龙华区政府 缺网址")
    assert "没有变化" in handed_up(pair, "2021-10-22")
    assert city.small.account("3.2", LONGHUA_UNIT).state == "returned"


# ---------------------------------------------------------------- what is refused


def nothing_taken(city: Place) -> bool:
    return not any(city.reports(code) for code in ("1.1", "3.1", "3.2", "8.1")) and not any(
        one.verb == "take" for one in city.entries()
    )


@pytest.fixture
def ready(pair: Pair) -> Pair:
    """The district has something to hand up."""
    pair[0].says("海垦街道联系人", "次数 1.1 +1 10月8日 行政复议法讲座")
    return pair


def test_a_file_that_was_altered_is_refused(ready: Pair) -> None:
    district, city = ready
    raw = district.file()
    assert "行政复议法".encode() in raw
    assert "签名不符" in city.sends(LONGHUA, raw.replace("行政复议法".encode(), "行政诉讼法".encode()))
    assert nothing_taken(city)


@pytest.mark.parametrize("at", range(8))
def test_no_byte_of_it_can_be_changed(ready: Pair, at: int) -> None:
    district, city = ready
    raw = bytearray(district.file())
    raw[len(raw) * at // 8] ^= 1
    city.sends(LONGHUA, bytes(raw))
    assert "没有待确认的上报文件" in city.says(LONGHUA, "确认上报")
    assert nothing_taken(city)


def test_nobody_hands_up_for_another_unit(ready: Pair) -> None:
    district, city = ready
    assert "由龙华区政府签名，秀英区政府不能代报" in city.sends(XIUYING, district.file())
    assert "这是下级的上报文件" in city.sends(COORDINATOR, district.file())
    assert nothing_taken(city)


def test_a_button_of_another_seat_takes_nothing(ready: Pair) -> None:
    """The words under 确认上报 name a file; whoever types them is asked whose file it is all the same."""
    district, city = ready
    shown = city.hears(LONGHUA, "", (city.keeps("上报.json", district.file()),))
    assert "不能代报" in city.says(XIUYING, shown.buttons[0][1])
    assert nothing_taken(city)


def test_an_unknown_key_and_one_that_was_ended_are_refused(ready: Pair) -> None:
    district, city = ready
    city.distrusts(LONGHUA_UNIT)
    assert "已经停用" in city.sends(LONGHUA, district.file())
    (district.home / "report-up.key").unlink()
    assert "没有登记" in city.sends(LONGHUA, district.file())
    assert nothing_taken(city)


def test_a_key_ended_between_showing_and_confirming_takes_nothing(ready: Pair) -> None:
    district, city = ready
    city.sends(LONGHUA, district.file())
    city.distrusts(LONGHUA_UNIT)
    assert "已经停用" in city.says(LONGHUA, "确认上报")
    assert nothing_taken(city)


def test_the_same_file_again_changes_nothing(ready: Pair) -> None:
    district, city = ready
    raw = district.file()
    city.sends(LONGHUA, raw)
    city.says(LONGHUA, "确认上报")
    entries = len(city.entries())
    assert "已于2021年10月20日（周三）记入，不重复记" in city.sends(LONGHUA, raw)
    taken = city.taken(raw)
    assert taken is not None
    assert "不重复记" in city.says(LONGHUA, f"确认上报 {taken.sha256}")
    assert len(city.reports("1.1")) == 1
    assert len(city.entries()) == entries


def test_an_older_file_and_one_from_the_future_are_refused(ready: Pair) -> None:
    district, city = ready
    older = district.file()
    district.says("海垦街道联系人", "次数 1.1 +1 10月18日 宪法讲座")
    handed_up(ready, "2021-10-21")
    assert "不比上次记入的新" in city.sends(LONGHUA, older)
    later = district.small.now + timedelta(days=1)
    assert "还没有到" in city.sends(LONGHUA, district.file(made_at=later))
    assert len(city.reports("1.1")) == 2


def test_a_district_that_went_back_to_an_old_backup_is_noticed(ready: Pair) -> None:
    district, city = ready
    handed_up(ready, "2021-10-21")
    later = district.small.now + timedelta(minutes=5)
    assert "历史记录与上次的接不上" in city.sends(LONGHUA, district.file(made_at=later, seq=1))


def test_a_count_lower_than_before_is_not_taken_and_the_rest_is(ready: Pair) -> None:
    district, city = ready
    handed_up(ready, "2021-10-21")
    district.says("海垦街道联系人", "撤回 1.1")
    district.says("海垦街道联系人", "进展 3.1 60% 正在梳理")
    told = handed_up(ready, "2021-10-22")
    assert "1.1：文件里共0次，比已记的1次少" in told
    assert "记入1项" in told
    assert city.small.account("1.1", LONGHUA_UNIT).count == 1
    city.says(LONGHUA, "撤回 1.1")
    district.says("金宇街道联系人", "次数 1.1 +1 10月22日 宪法讲座")
    handed_up(ready, "2021-10-25")
    assert city.small.account("1.1", LONGHUA_UNIT).count == 1


def test_an_item_that_is_closed_or_is_none_is_named_and_the_rest_taken(ready: Pair) -> None:
    from dataclasses import replace

    district, city = ready
    city.says(LONGHUA, "完成 3.2 已修订")
    city.says(COORDINATOR, "通过 3.2 龙华区政府")
    agreed(district, "3.3", "区司法局")
    entries = district.statement().entries
    strange = (
        replace(entries[0], superior="9.9"), replace(entries[0], superior="3.3"),
        replace(entries[0], notice="别〔2021〕1号"),
    )  # fmt: skip
    told = city.sends(LONGHUA, district.file(entries=(*entries, *strange)))
    assert "3.2 已办结或撤销，不再记入" in told
    assert "9.9：《测试市2021年下半年重点工作》里没有这一项" in told
    assert "3.3：不由龙华区政府承办" in told
    assert "没有别〔2021〕1号这份计划" in told
    assert "将记入1项" in told


def test_an_item_is_entered_whole_or_not_at_all(ready: Pair) -> None:
    """The second occurrence lies in the future for the city: the first is not entered either."""
    from dataclasses import replace

    from bot.levels.statement import Occurrence

    district, city = ready
    (first, *rest) = district.statement().entries
    future = Occurrence(99, date(2021, 10, 30), 1, "宪法讲座")
    district.says("海垦街道联系人", "进展 3.1 60% 正在梳理")
    changed = replace(first, occurrences=(*first.occurrences, future))
    fresh = [one for one in district.statement().entries if one.superior != "1.1"]
    city.sends(LONGHUA, district.file(entries=(changed, *fresh)))
    told = city.says(LONGHUA, "确认上报")
    assert "1.1：10月30日（周六）还没有到" in told
    assert not city.reports("1.1")
    assert len(city.reports("3.1")) == 1
    assert rest


def test_a_file_waiting_for_its_item_is_not_swept_up_by_a_file_handed_up(ready: Pair) -> None:
    district, city = ready
    district.says("区司法局联系人", "进展 3.3 50% 起草中", (district.keeps("草案.pdf", PDF + b"%1"),))
    city.says(LONGHUA, "", (city.keeps("照片.pdf", PDF),))
    city.sends(LONGHUA, district.file())
    city.says(LONGHUA, "确认上报")
    assert city.evidence("1.1") == []
    assert [one.name for one in city.evidence("3.2")] == ["草案.pdf"]
    city.says(LONGHUA, "佐证 3.1")
    assert [one.name for one in city.evidence("3.1")] == ["照片.pdf"]


def test_the_file_itself_is_kept_for_as_long_as_its_reports_are(ready: Pair) -> None:
    from db import evidence
    from db.engine import reading

    district, city = ready
    raw = district.file()
    city.sends(LONGHUA, raw)
    city.says(LONGHUA, "确认上报")
    taken = city.taken(raw)
    assert taken is not None
    with reading(city.office.engine) as tx:
        assert evidence.needed(tx, [taken.sha256]) == {taken.sha256}
