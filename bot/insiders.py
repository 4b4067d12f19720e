"""Who may read how the office does: this machine, or whoever shows DUBAN_METRICS_TOKEN where one is set, and nobody else.

Behind a public address a proxy's calls come from this machine too: there it takes the token.
"""

import hmac

from starlette.requests import Request

from bot.settings import Settings
from bot.web.guard import is_near


def is_insider(request: Request, settings: Settings) -> bool:
    token = settings.metrics_token.get_secret_value()
    if token:
        shown = request.headers.get("authorization", "").encode("latin-1", "replace")
        return hmac.compare_digest(shown, f"Bearer {token}".encode())
    return settings.only_here and is_near(request.scope.get("client"))
