"""A port for the demonstration: the usual one where it is free, else any."""

import socket

USUAL = 8741


def free_port(wanted: int | None) -> int:
    """The port asked for; with none asked for, the usual one, or 0 (any) where that is taken."""
    if wanted is not None:
        return wanted
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", USUAL))
        except OSError:
            return 0
    return USUAL
