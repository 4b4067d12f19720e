"""Draw the handbooks' pictures: `uv run python docs/pictures.py`.

It plays the demonstration in the system's Chromium and writes phones as SVG
text to docs/pictures/: what the page shows, box by box and line by line, so
that a picture can be read, compared and kept in the tree. Nothing else in the
project depends on it.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

OUT = Path(__file__).parent / "pictures"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, sans-serif"
WIDTH = 1300  # a desk on which one phone has its full width
COURT, DISTRICT = "市中级人民法院联系人", "龙华区政府联系人"
COORDINATOR, LEAD, ADMIN = "市委依法治市办协调员", "市司法局牵头联系人", "系统管理员"


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no Chromium on this machine (Debian: apt install chromium)")
    OUT.mkdir(exist_ok=True)
    with _demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET.split())
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, reduced_motion="reduce")
        page.goto(address)
        _play(_Stage(page, address))
        browser.close()


@contextmanager
def _demonstration() -> Iterator[str]:
    """The address of a demonstration on a free port."""
    command = [sys.executable, "-m", "bot.cli", "demo", "--port", "0", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        ready = process.stdout.readline() if process.stdout else ""
        yield re.findall(r"http://\S+", ready)[0]
    finally:
        process.terminate()
        process.wait()


class _Stage:
    """One phone on the page, and hands for everybody else."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        cards = page.eval_on_selector_all(
            ".seat-choice", "found => found.map(e => [e.dataset.title, Number(e.dataset.seat)])"
        )
        self.seats: dict[str, int] = dict(cards)
        self.said = 0

    def say(self, seat: str, text: str) -> None:
        self.said += 1
        self._post("/chat/say", {"seat": self.seats[seat], "text": text, "update": f"picture-{self.said}"})

    def move(self, *steps: str) -> None:
        for step in steps:
            self._post("/demo/clock", {"to": step})

    def look_at(self, seat: str) -> None:
        """Put this seat's phone on the page, alone."""
        self.page.goto(f"{self.address}#{self.seats[seat]}")
        self.page.reload()
        hint = self.page.locator("#hint-close")
        if hint.is_visible():
            hint.click()
        self.page.locator(".row, .empty").first.wait_for()

    def press(self, label: str) -> None:
        bubbles = self.page.locator(".row.theirs")
        before = bubbles.count()
        self.page.locator(".act", has_text=label).last.click()
        bubbles.nth(before).wait_for()

    def type(self, text: str) -> None:
        bubbles = self.page.locator(".row.theirs")
        before = bubbles.count()
        self.page.locator(".composer textarea").fill(text)
        self.page.locator(".composer .send").click()
        bubbles.nth(before).wait_for()

    def draw(self, name: str, rows: int) -> None:
        """Keep the phone as it is now, just tall enough for the last bubbles."""
        self.page.mouse.move(2, 2)
        self.page.evaluate("document.activeElement.blur()")
        self.page.wait_for_timeout(500)
        lacking = self.page.evaluate(LACKING, rows)
        height = self.page.evaluate("innerHeight")
        self.page.set_viewport_size({"width": WIDTH, "height": height + round(lacking)})
        self.page.wait_for_timeout(500)
        self.page.evaluate("document.querySelector('.log').scrollTop = 1e6")
        self.page.wait_for_timeout(200)
        path = OUT / f"{name}.svg"
        path.write_text(_svg(self.page.evaluate(WALK)), encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size} bytes")

    def _post(self, path: str, body: dict[str, Any]) -> None:
        sent = """([path, body]) => fetch(path, {
            method: "POST", headers: {"content-type": "application/json"}, body
        }).then((answer) => answer.status)"""
        status = self.page.evaluate(sent, [path, json.dumps(body)])
        if status != 200:
            sys.exit(f"{path} {body}: {status}")


def _play(stage: _Stage) -> None:
    """The story of the pictures: the notice's day, a morning before the deadline, the desk the day after."""
    stage.look_at(COURT)
    stage.press("全部签收")
    stage.draw("contact-handed-out", rows=3)

    stage.look_at(ADMIN)
    stage.type("提醒")
    stage.type("提醒 3.1 提前10、5、1天，当天，逾期1天")
    stage.draw("admin-setting", rows=4)
    stage.say(ADMIN, "提醒 3.1 提前7、3、1天，当天，逾期1、3、7天")

    for seat in stage.seats:
        if seat.endswith("联系人") and not seat.endswith("牵头联系人") and seat != COURT:
            stage.say(seat, "全部签收")
    stage.move(*["week"] * 10, "day", "day")  # 20 October, seven working days before 3.1 is due
    stage.look_at(DISTRICT)
    stage.type("完成 3.1 已于10月20日公布")
    stage.draw("contact-morning", rows=3)

    stage.look_at(LEAD)
    stage.press("通过")
    stage.draw("coordinator-review", rows=3)
    stage.say("秀英区政府联系人", "完成 3.1 目录已于10月19日在区政府网站公布")
    stage.say("美兰区政府联系人", "延期 3.1 至11月12日 征求意见时间不足")
    stage.say("市财政局联系人", "困难 3.1 需市司法局协调目录范围")
    stage.move("day")
    stage.look_at(COORDINATOR)
    stage.draw("coordinator-morning", rows=1)


# ---------------------------------------------------------------- from the page to SVG

# How many pixels the last bubbles, with the time above them, need more than there are.
LACKING = """
(rows) => {
  const log = document.querySelector(".log");
  let first = [...log.querySelectorAll(".row")].at(-rows);
  if (first.previousElementSibling?.matches(".when")) first = first.previousElementSibling;
  const last = log.lastElementChild;
  return last.offsetTop + last.offsetHeight + 36 - first.offsetTop - log.clientHeight;
}
"""
# What the phone shows, as plain values in the order of painting: boxes, lines of text, and where to clip.
WALK = r"""
() => {
  const phone = document.querySelector(".phone");
  const frame = phone.getBoundingClientRect();
  const pen = document.createElement("canvas").getContext("2d");
  const out = [];
  const seen = (colour) => colour && !/^rgba.*, 0\)$|\/ 0\)$|^transparent$/.test(colour);
  const place = (r) => [r.left - frame.left, r.top - frame.top, r.width, r.height];

  function box(style, rect, turn) {
    const sides = ["Top", "Right", "Bottom", "Left"].map((side) => ({
      width: style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]),
      colour: style[`border${side}Color`],
    }));
    const fill = seen(style.backgroundColor) ? style.backgroundColor : "";
    if (!fill && !sides.some((side) => side.width && seen(side.colour))) return;
    const radii = ["TopLeft", "TopRight", "BottomRight", "BottomLeft"].map((c) => parseFloat(style[`border${c}Radius`]) || 0);
    out.push({ kind: "box", at: place(rect), fill, sides, radii, turn });
  }

  // An element's ::before or ::after, where it is a shape of its own.
  function shape(element, which) {
    const style = getComputedStyle(element, which);
    if (style.content !== '""' || style.position !== "absolute" || style.display === "none") return;
    const home = element.getBoundingClientRect();
    const [left, top, width, height] = ["left", "top", "width", "height"].map((side) => parseFloat(style[side]));
    const turn = style.transform === "none" ? 0 : 45;
    box(style, { left: home.left + left, top: home.top + top, width, height }, turn);
  }

  function mark(element) {
    const style = getComputedStyle(element, "::before");
    const said = /^"([^"]+)"$/.exec(style.content);
    const text = [...element.childNodes].find((node) => node.nodeType === 3);
    if (!said || !text) return;
    const range = document.createRange();
    range.selectNodeContents(text);
    const rect = range.getBoundingClientRect();
    const width = measure(style, said[1]);
    write(said[1], { left: rect.left - 6 - width, top: rect.top, width, height: rect.height }, style);
  }

  function measure(style, text) {
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    return pen.measureText(text).width;
  }

  function write(text, rect, style) {
    measure(style, text);
    const metrics = pen.measureText(text);
    const slack = rect.height - metrics.fontBoundingBoxAscent - metrics.fontBoundingBoxDescent;
    out.push({
      kind: "text", text, at: place(rect), base: rect.top - frame.top + slack / 2 + metrics.fontBoundingBoxAscent,
      size: parseFloat(style.fontSize), weight: style.fontWeight, colour: style.color,
    });
  }

  // One entry for each line a text node is broken into.
  function lines(node) {
    const style = getComputedStyle(node.parentElement);
    const range = document.createRange();
    let line = null;
    const done = () => {
      const text = line && line.text.trimEnd();
      if (text) write(text, line, style);
    };
    let at = 0;
    for (const sign of node.data) {
      range.setStart(node, at);
      range.setEnd(node, (at += sign.length));
      const rects = range.getClientRects();
      const rect = rects[rects.length - 1];
      if (!rect || !rect.width) continue;
      if (line && Math.abs(rect.top - line.top) < 2) {
        line.text += sign;
        if (sign.trim()) line.width = rect.right - line.left;
      } else if (sign.trim()) {
        done();
        line = { text: sign, left: rect.left, top: rect.top, width: rect.width, height: rect.height };
      }
    }
    done();
  }

  function typed(area) {
    const style = getComputedStyle(area, area.value ? null : "::placeholder");
    const own = getComputedStyle(area);
    const rect = area.getBoundingClientRect();
    const text = area.value || area.placeholder;
    const left = rect.left + parseFloat(own.paddingLeft) + 1;
    write(text, { left, top: rect.top, width: measure(own, text), height: rect.height },
      { fontSize: own.fontSize, fontWeight: own.fontWeight, fontFamily: own.fontFamily, color: style.color });
  }

  function walk(element) {
    const style = getComputedStyle(element);
    const rect = element.getBoundingClientRect();
    if (style.display === "none" || style.visibility === "hidden" || style.clipPath !== "none" || !rect.width) return;
    if (element !== phone) {
      const flat = style.transform === "none" ? rect : {
        left: rect.left + (rect.width - element.offsetWidth) / 2, top: rect.top + (rect.height - element.offsetHeight) / 2,
        width: element.offsetWidth, height: element.offsetHeight,
      };
      box(style, flat, style.transform === "none" ? 0 : 45);
    }
    if (element.matches(".notch-bars")) {
      const none = Object.fromEntries(["Top", "Right", "Bottom", "Left"].map((side) => [`border${side}Style`, "none"]));
      const charge = { left: rect.left + 2.5, top: rect.top + 2.5, width: 11, height: 5 };
      box({ ...none, backgroundColor: style.borderTopColor }, charge, 0);
    }
    const clips = element.matches(".log");
    if (clips) out.push({ kind: "clip", at: place(rect) });
    shape(element, "::before");
    mark(element);
    for (const child of element.childNodes) {
      if (child.nodeType === 3) lines(child);
      else if (child.nodeType === 1) walk(child);
    }
    if (element.matches("textarea")) typed(element);
    if (clips) out.push({ kind: "unclip" });
  }

  walk(phone);
  const style = getComputedStyle(phone);
  return {
    width: frame.width, height: frame.height, radius: parseFloat(style.borderTopLeftRadius),
    ground: style.backgroundColor, edge: style.borderTopColor, title: phone.getAttribute("aria-label"), parts: out,
  };
}
"""
MARGIN = 9  # the phone's white rim


def _svg(drawn: dict[str, Any]) -> str:
    width, height = drawn["width"] + 2 * MARGIN, drawn["height"] + 2 * MARGIN
    radius = drawn["radius"]
    ground, edge = _colour(drawn["ground"]), _colour(drawn["edge"])
    body = "\n".join(filter(None, (_part(part) for part in _visible(drawn["parts"], drawn["height"]))))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(width)}" height="{_n(height)}" '
        f'viewBox="{-MARGIN} {-MARGIN} {_n(width)} {_n(height)}" font-family="{FONTS}">\n'
        f"<title>{escape(drawn['title'])}</title>\n"
        f'<rect x="-8" y="-8" width="{_n(width - 2)}" height="{_n(height - 2)}" rx="{_n(radius + 8)}" '
        f'fill="#fff" stroke="{edge}"/>\n'
        f'<clipPath id="phone"><rect width="{_n(drawn["width"])}" height="{_n(drawn["height"])}" rx="{_n(radius)}"/></clipPath>\n'
        f'<g clip-path="url(#phone)">\n<rect width="{_n(drawn["width"])}" height="{_n(drawn["height"])}" fill="{ground}"/>\n'
        f"{body}\n</g>\n"
        f'<rect x=".5" y=".5" width="{_n(drawn["width"] - 1)}" height="{_n(drawn["height"] - 1)}" rx="{_n(radius)}" '
        f'fill="none" stroke="{edge}"/>\n</svg>\n'
    )


def _visible(parts: list[dict[str, Any]], height: float) -> Iterator[dict[str, Any]]:
    """Leave out what has scrolled out of sight."""
    top, bottom = 0.0, height
    for part in parts:
        if part["kind"] == "clip":
            top, bottom = part["at"][1], part["at"][1] + part["at"][3]
        elif part["kind"] == "unclip":
            top, bottom = 0.0, height
        elif part["at"][1] + part["at"][3] < top or part["at"][1] > bottom:
            continue
        yield part


def _part(part: dict[str, Any]) -> str:
    if part["kind"] == "unclip":
        return "</g>"
    x, y, width, height = part["at"]
    if part["kind"] == "clip":
        name = f"clip{_n(y)}".replace(".", "-")
        shape = f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'
        return f'<clipPath id="{name}">{shape}</clipPath>\n<g clip-path="url(#{name})">'
    return _text(part) if part["kind"] == "text" else _box(part)


def _text(part: dict[str, Any]) -> str:
    """One line, as wide as in the page whatever font the reader's machine has."""
    x, _, width, _ = part["at"]
    bold = f' font-weight="{part["weight"]}"' if part["weight"] != "400" else ""
    long = (
        f' textLength="{_n(width)}" lengthAdjust="spacingAndGlyphs"'
        if len(part["text"]) > 1 and width
        else ""
    )
    return (
        f'<text x="{_n(x)}" y="{_n(part["base"])}" font-size="{_n(part["size"])}"{bold} '
        f'fill="{_colour(part["colour"])}"{long}>{escape(part["text"], quote=False)}</text>'
    )


def _box(part: dict[str, Any]) -> str:
    x, y, width, height = part["at"]
    turn = (
        f' transform="rotate({part["turn"]} {_n(x + width / 2)} {_n(y + height / 2)})"'
        if part["turn"]
        else ""
    )
    fill = _colour(part["fill"]) if part["fill"] else "none"
    sides = part["sides"]
    even = all(side["width"] == sides[0]["width"] for side in sides)
    drawn = []
    line = sides[0]["width"] if even else 0
    if part["fill"] or line:
        stroke = f' stroke="{_colour(sides[0]["colour"])}" stroke-width="{_n(line)}"' if line else ""
        drawn.append(
            f'<path d="{_outline(x + line / 2, y + line / 2, width - line, height - line, part["radii"])}" '
            f'fill="{fill}"{stroke}{turn}/>'
        )
    if not even:
        edges = (
            f"M{_n(x)} {_n(y + sides[0]['width'] / 2)}h{_n(width)}",
            f"M{_n(x + width - sides[1]['width'] / 2)} {_n(y)}v{_n(height)}",
            f"M{_n(x)} {_n(y + height - sides[2]['width'] / 2)}h{_n(width)}",
            f"M{_n(x + sides[3]['width'] / 2)} {_n(y)}v{_n(height)}",
        )
        drawn += [
            f'<path d="{edge}" fill="none" stroke="{_colour(side["colour"])}" stroke-width="{_n(side["width"])}"{turn}/>'
            for edge, side in zip(edges, sides, strict=True)
            if side["width"]
        ]
    return "\n".join(drawn)


def _outline(x: float, y: float, width: float, height: float, radii: list[float]) -> str:
    """A rectangle whose corners may differ."""
    a, b, c, d = (min(radius, width / 2, height / 2) for radius in radii)
    corners = [
        f"M{_n(x + a)} {_n(y)}H{_n(x + width - b)}", _corner(b, b, b),
        f"V{_n(y + height - c)}", _corner(c, -c, c),
        f"H{_n(x + d)}", _corner(d, -d, -d),
        f"V{_n(y + a)}", _corner(a, a, -a),
    ]  # fmt: skip
    return "".join(corners) + "z"


def _corner(radius: float, right: float, down: float) -> str:
    return f"a{_n(radius)} {_n(radius)} 0 0 1 {_n(right)} {_n(down)}" if radius else ""


def _colour(css: str) -> str:
    """#rrggbb for whatever the page computed; what shines through is mixed with white."""
    numbers = [float(n) for n in re.findall(r"[\d.]+", css)]
    if css.startswith("color("):
        numbers[:3] = [n * 255 for n in numbers[:3]]
    alpha = numbers[3] if len(numbers) > 3 else 1
    return "#" + "".join(f"{round(255 - (255 - n) * alpha):02x}" for n in numbers[:3])


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


if __name__ == "__main__":
    main()
