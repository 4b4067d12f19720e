"""材料: the papers by one click each, to whoever may have them; what no one may have is not offered, and refused."""

import tempfile
from pathlib import Path
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from bot import papers
from bot.board.acting import Asked, Done
from bot.board.frame import shown
from bot.board.look import Look
from bot.board.notes import Note
from bot.charts import draw_for_paper, heat_chart
from bot.papers import AFTER_PUSHES, PaperRefused
from bot.permissions import WHO, may
from db import board
from db.board import PlanHead
from messages.papers.archive import file_name
from messages.papers.periods import period_named


def listing(look: Look) -> str:
    """Every paper this seat may have."""
    role = look.seat.role
    return shown(
        "papers.html",
        look,
        "材料",
        plans=board.plan_heads(look.tx),
        unmoved=board.unmoved(look.tx, AFTER_PUSHES, led_by=look.led_by) if may(role, "urge") else None,
        may_letter=may(role, "letter"),
        may_archive=may(role, "archive"),
        pushes=AFTER_PUSHES,
    )


def ledger(look: Look) -> Response:
    """台账.xlsx of the plan named, or of all."""
    plan = _plan(look)
    made = papers.ledger(look.board.office, look.now, led_by=look.led_by, plan_id=plan.id if plan else None)
    return sent(made, papers.XLSX, f"台账{_of(plan)}{look.today:%Y%m%d}.xlsx")


def bulletin(look: Look) -> Response:
    """通报.docx of the month named, with the picture in it; of the plan named, or of all."""
    words = look.asked.get("period", "").strip()[:40]
    period = period_named(words, look.today)
    if period is None:
        raise HTTPException(400, f"时段“{words[:20]}”读不懂，应写成如 10月、三季度、下半年。")
    plan = _plan(look)
    plan_id = plan.id if plan else None
    picture = None
    if plan is not None or len(board.plan_heads(look.tx)) == 1:  # one picture holds one plan
        chart = heat_chart(look.tx, look.rules, look.today, plan_id=plan_id, led_by=look.led_by)
        picture = draw_for_paper(chart, look.palette)
    try:
        made = papers.bulletin(
            look.board.office, period, look.now, led_by=look.led_by, plan_id=plan_id, picture=picture
        )
    except PaperRefused as refused:
        raise HTTPException(400, str(refused)) from refused
    return sent(made, papers.DOCX, f"通报{_of(plan)}（{period.words}）.docx")


def letter(look: Look) -> Response:
    """督办单.docx to the unit of that number."""
    unit = board.unit_name(look.tx, look.whole("unit") or 0)
    if unit is None:
        raise HTTPException(404, "没有这个单位。")
    try:
        made = papers.letter(look.board.office, unit, look.now)
    except PaperRefused as refused:
        raise HTTPException(400, str(refused)) from refused
    return sent(made, papers.DOCX, f"督办单-{file_name(unit)}.docx")


def calls(look: Look) -> Response:
    """电话催办清单.docx; a lead's is of the tasks it leads."""
    made = papers.calls(look.board.office, look.now, led_by=look.led_by)
    return sent(made, papers.DOCX, f"电话催办清单{look.today:%Y%m%d}.docx")


def archive(asked: Asked) -> Done | Response:
    """归档包.zip, its fingerprint entered in the history in the name of who asked."""
    if not may(asked.who.seat.role, "archive"):
        return Done("/", Note(f"没有受理：归档包由{WHO['archive']}出。", good=False))
    folder = tempfile.TemporaryDirectory()
    name = f"归档{asked.now.astimezone(asked.board.office.zone):%Y%m%d}.zip"
    out = Path(folder.name) / "archive.zip"
    try:
        papers.archive(asked.board.office, out, asked.now, files=asked.board.files, by=asked.who.seat.title)
    except PaperRefused as refused:
        folder.cleanup()
        return Done("/papers", Note(f"没有受理：{refused}", good=False))
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        out, media_type=papers.ZIP, headers=_headers(name), background=BackgroundTask(folder.cleanup)
    )


def sent(content: bytes, media: str, name: str) -> Response:
    """A file to be kept, under that name."""
    return Response(content, media_type=media, headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def _plan(look: Look) -> PlanHead | None:
    """The plan named in the address; None for all."""
    wanted = look.whole("plan")
    found = next((plan for plan in board.plan_heads(look.tx) if plan.id == wanted), None)
    if found is None and look.asked.get("plan"):
        raise HTTPException(404, "没有这个计划。")
    return found


def _of(plan: PlanHead | None) -> str:
    return f"-{file_name(plan.title)[:40]}-" if plan else ""
