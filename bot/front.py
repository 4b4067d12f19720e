"""One address, several houses: the platforms' hooks, this machine's own chat, the board. Each answers for its paths."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Front:
    """The house whose path begins the address answers; the one at `/` answers for all the rest."""

    def __init__(self, houses: Mapping[str, ASGIApp]) -> None:
        self._rest = houses["/"]
        self._houses = tuple((path, house) for path, house in houses.items() if path != "/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._of(scope.get("path", "/"))(scope, receive, send)

    def _of(self, path: str) -> ASGIApp:
        for begins, house in self._houses:
            if path == begins or path.startswith(f"{begins}/"):
                return house
        return self._rest
