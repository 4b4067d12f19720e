"""A finished text in WeCom's style as the markdown an AI bot speaks: links are links, and nothing else becomes markup."""

import re

_LINK = re.compile(r'<a href="([^"\n]*)">(.*?)</a>', re.DOTALL)
# There is no documented way to escape; the full-width twins read the same and mean nothing to the phone.
_TWINS = str.maketrans({"*": "＊", "`": "｀", "[": "［", "]": "］", "~": "～"})
_LINE_MARKUP = re.compile(r"^(\s*)([#>])", re.MULTILINE)
_LINE_TWINS = {"#": "＃", ">": "＞"}


def markdown(part: str) -> str:
    """The same words, to be read the same."""
    pieces = _LINK.split(part)
    shown = [_plain(pieces[0])]
    for url, words, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        shown += (f"[{_plain(words)}]({url.replace(')', '%29')})", _plain(rest))
    return "".join(shown)


def _plain(text: str) -> str:
    return _LINE_MARKUP.sub(lambda found: found[1] + _LINE_TWINS[found[2]], text.translate(_TWINS))
