"""The page of all messages: each in three styles, none too long, nobody's markup but ours."""

import re

import pytest

from bot.web.styles import Sample, samples
from messages.samples import SAMPLES
from tests.fake_backend import FakeBackend, client_for


async def test_the_page_shows_every_message_on_this_machine_only() -> None:
    async with client_for(FakeBackend()) as client:
        page = await client.get("/chat/styles")
    assert page.text.count("<section>") == len(SAMPLES)
    assert "<script" not in page.text
    async with client_for(FakeBackend(), near="10.0.0.9") as far:
        assert (await far.get("/chat/styles")).status_code == 403


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.template)
def test_a_message_fits_and_shows_no_tag_but_bold_and_link(sample: Sample) -> None:
    assert [shown.name for shown in sample.shown] == ["网页", "Telegram", "企业微信"]
    for shown in sample.shown:
        assert all(part.size <= part.most for part in shown.parts)
        tags = {tag for part in shown.parts for tag in re.findall(r"<\s*/?\s*(\w+)", part.text)}
        assert tags <= {"b", "a"}
        assert not any("个按钮" in fault for fault in shown.faults)
