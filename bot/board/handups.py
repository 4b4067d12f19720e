"""A 上报文件 in the report form: shown before it counts, then confirmed, as in chat."""

from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, Response

from bot.board.acting import Asked, Done, FileNotTaken, keep_files, run
from bot.board.notes import Note
from bot.board.pages import page
from bot.brought import Brought
from bot.commands import OfferHandup, TakeHandup
from bot.levels.bringing import HEAD, opened
from bot.levels.sealing import looks_sealed
from bot.levels.statement import HandupRefused
from bot.levels.taking import TAKE
from messages.catalogue import HandupOffered
from messages.words import moment

BACK = "/"


def among(uploads: list[UploadFile]) -> UploadFile | None:
    """The first that means to be a 上报文件; only its beginning is read."""
    for upload in uploads:
        head = upload.file.read(HEAD)
        upload.file.seek(0)
        if looks_sealed(head):
            return upload
    return None


def propose(asked: Asked, upload: UploadFile) -> Done | Response:
    """A page that shows what the file would come to, and asks; nothing is changed."""
    try:
        (kept,) = keep_files(asked.board.files, [upload])
    except FileNotTaken as wrong:
        return Done(BACK, Note(f"没有受理：{wrong}", good=False))
    brought = _brought(asked, kept.sha256)
    if isinstance(brought, Done):
        return brought
    outcome = run(asked, f"上报文件 {kept.sha256}", OfferHandup(), brought=brought)
    offered = next((one for one in outcome.answers if isinstance(one, HandupOffered)), None)
    if offered is None:
        return Done(BACK, outcome.note)
    fields = {"sha": kept.sha256, "page": asked.form.text("page"), "form_token": asked.who.form_token}
    drawn = page("handup.html", offered=offered, made=moment(offered.made_at), fields=fields, back=BACK)
    return HTMLResponse(drawn)


def confirm(asked: Asked) -> Done:
    """确认上报: afterwards it stands as the unit's reports."""
    sha256 = asked.form.text("sha")
    brought = _brought(asked, sha256)
    if isinstance(brought, Done):
        return brought
    return Done(BACK, run(asked, f"{TAKE} {sha256}", TakeHandup(), brought=brought).note)


def _brought(asked: Asked, sha256: str) -> Brought | Done:
    store = asked.board.files
    path = store.path(sha256) if store is not None else None
    if store is None or path is None:
        return Done(BACK, Note("没有受理：没有待确认的上报文件，请重新选择文件。", good=False))
    try:
        return Brought(handup=opened(asked.board.office, store, path.read_bytes()))
    except HandupRefused as refused:
        return Done(BACK, Note(f"没有受理：{refused}", good=False))
