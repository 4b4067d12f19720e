"""The XML of WeCom's callbacks, outside and inside the envelope. It is read before anything is trusted: no DTD, no entities."""

from collections.abc import Mapping
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring


class Unreadable(Exception):
    """Not the XML WeCom writes."""


def fields(body: bytes) -> Mapping[str, str]:
    """The texts of `<xml>`'s own children by name, the first of each; deeper ones are not needed by us.

    Raises Unreadable, also for a DTD, an entity or a reference outside.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    # Beside its own refusals the parser raises ValueError and LookupError for encodings it does not know.
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unreadable("不是企业微信的 XML") from None
    if root.tag != "xml":
        raise Unreadable("不是企业微信的 XML")
    found: dict[str, str] = {}
    for child in root:
        found.setdefault(child.tag, child.text or "")
    return found
