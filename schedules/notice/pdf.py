"""A .pdf as text, page after page. A scan has none; a locked one is not guessed at."""

from __future__ import annotations

from io import BytesIO

from schedules.notice.source import NoticeRefused

MAX_PAGES = 400


def read_pdf(raw: bytes, name: str) -> str:
    """The text of every page. A file locked only against printing opens with an empty password."""
    import logging

    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # each oddity of a writer is a warning there
    try:
        reader = pypdf.PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoticeRefused(f"“{name}”有密码，请去掉密码后再试。")
        if len(reader.pages) > MAX_PAGES:
            raise NoticeRefused(f"“{name}”有{len(reader.pages)}页，不像一份通知，请只取通知正文和附件。")
        return "\n".join(page.extract_text() for page in reader.pages)
    except DependencyError as error:
        raise NoticeRefused(f"“{name}”有密码，请去掉密码后再试。") from error
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
    ) as error:
        raise NoticeRefused(f"“{name}”已损坏，打不开，请重新保存后再试。") from error
