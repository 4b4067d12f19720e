"""Files already at WeCom: uploaded once, used for three days, by whatever message.

Remembered in a small file, not only in memory: a letter repeated after a crash must carry the
same media id, or WeCom would take it for another message.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.channels import Enclosure

log = structlog.get_logger()

GOOD_FOR = timedelta(days=3) - timedelta(hours=2)  # not used in its last hours: a phone may open it later


class Shelf:
    """Media ids by content. kept_in: the file they are remembered in; None: only as long as this process lives."""

    def __init__(self, kept_in: Path | None, now: Callable[[], datetime]) -> None:
        self._file = kept_in
        self._now = now
        self._turns: dict[str, asyncio.Lock] = {}
        self._known: dict[str, tuple[str, float]] = _read(kept_in)

    async def media_id(self, file: Enclosure, kind: str, upload: Callable[[], Awaitable[str]]) -> str:
        """The file's id at WeCom; uploaded now unless it is there. Raises what `upload` raises."""
        # The name belongs to the upload: the same bytes under another name are another file on the phone.
        key = f"{file.sha256}|{kind}|{file.name}"
        async with self._turns.setdefault(key, asyncio.Lock()):
            now = self._now().timestamp()
            if key not in self._known or self._known[key][1] <= now:
                media_id = await upload()
                self._known[key] = (media_id, now + GOOD_FOR.total_seconds())
                await asyncio.to_thread(self._keep, now)
            return self._known[key][0]

    def forget(self, media_id: str) -> None:
        """WeCom does not know it any more."""
        for key in [key for key, (known, _) in self._known.items() if known == media_id]:
            del self._known[key]

    def _keep(self, now: float) -> None:
        living = {key: entry for key, entry in list(self._known.items()) if entry[1] > now}
        if self._file is None:
            return
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(living), encoding="utf-8")
            os.replace(fresh, self._file)
        except OSError as error:  # it costs an upload, no letter
            log.warning("media ids not kept", reason=type(error).__name__)


def _read(file: Path | None) -> dict[str, tuple[str, float]]:
    if file is None:
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return {str(key): (str(media_id), float(until)) for key, (media_id, until) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
