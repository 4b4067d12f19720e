"""Group webhooks: they only speak, and their key is said to nobody."""

from pathlib import Path

import aiohttp
import pytest

from bot.channels import DeliveryError
from bot.channels.wecom import GroupConfig, open_groups
from bot.channels.wecom.group import GroupChannel
from tests.fake_wecom import FakeWeCom
from tests.wecom.conftest import enclosure, parcel


@pytest.fixture
def key(wecom: FakeWeCom) -> str:
    return next(iter(wecom.webhook_keys))


@pytest.fixture
def groups(session: aiohttp.ClientSession, base: str, key: str) -> GroupChannel:
    return open_groups(GroupConfig({"协调群": key, "旧群": "00000000-gone"}, base), session)


async def test_a_digest_is_said_in_the_group_without_buttons(groups: GroupChannel, wecom: FakeWeCom) -> None:
    await groups.send(parcel(7, "协调群", "【汇总】", "逾期2项", buttons=(("逾期", "逾期"),)))
    assert [one["text"]["content"] for one in wecom.group] == ["【汇总】", "逾期2项"]
    assert groups.is_group("协调群")


async def test_a_link_is_written_out(groups: GroupChannel, wecom: FakeWeCom) -> None:
    await groups.send(parcel(7, "协调群", '见<a href="https://example.org/b">台账</a>'))
    assert wecom.group[0]["text"]["content"] == "见台账（https://example.org/b）"


async def test_a_picture_is_shown_and_anything_else_is_a_file(
    groups: GroupChannel, wecom: FakeWeCom, tmp_path: Path
) -> None:
    picture = enclosure(tmp_path, "热力图.png", b"\x89PNG picture", "image/png")
    big = enclosure(tmp_path, "大图.png", b"\x89PNG" + b"0" * (3 << 20), "image/png")
    table = enclosure(tmp_path, "台账.xlsx", b"PK table", "application/zip")
    for number, file in enumerate((picture, big, table)):
        await groups.send(parcel(number, "协调群", enclosure=file))
    assert [one["msgtype"] for one in wecom.group] == ["text", "image", "text", "file", "text", "file"]
    assert sorted(name for name, _ in wecom.media.values()) == ["台账.xlsx", "大图.png"]


@pytest.mark.parametrize("label", ["旧群", "没有的群"])
async def test_a_group_that_is_not_there_is_that_groups_fault_alone(
    groups: GroupChannel, label: str, key: str
) -> None:
    with pytest.raises(DeliveryError) as caught:
        await groups.send(parcel(7, label))
    assert (caught.value.permanent, caught.value.scope) == (True, "address")
    assert "00000000-gone" not in str(caught.value)


async def test_no_group_is_sent_more_than_twenty_in_a_minute(groups: GroupChannel, wecom: FakeWeCom) -> None:
    for outbox_id in range(20):
        await groups.send(parcel(outbox_id, "协调群"))
    with pytest.raises(DeliveryError) as caught:
        await groups.send(parcel(21, "协调群"))
    assert (caught.value.permanent, caught.value.scope) == (False, "address")
    assert caught.value.after is not None
    assert len(wecom.group) == 20


def test_the_key_shows_nowhere(key: str) -> None:
    assert key not in repr(GroupConfig({"协调群": key}))
