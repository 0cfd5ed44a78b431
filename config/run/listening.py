"""The door of the web server: opened by us and handed on, so that a web server that ends never closes it."""

import errno
import socket

from config.run.place import Trouble

BACKLOG = 512


def doors(port: int) -> list[socket.socket]:
    """Listening sockets on this machine's own addresses; Trouble when somebody else listens there."""
    opened = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            opened.append(_door(family, address, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise Trouble(
                    f"port {port} is in use: stop what listens there, or choose another with --port"
                ) from fault
            if family == socket.AF_INET:
                raise Trouble(f"port {port} cannot be used ({fault.strerror}): choose another with --port") from fault
    return opened


def _door(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((address, port))
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door
