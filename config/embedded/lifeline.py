"""Becomes another program that cannot outlive its parent: `python lifeline.py PARENT SIGNAL UID:GID PROGRAM …`.

The kernel sends SIGNAL to the program when the process PARENT is gone, however it went. UID:GID of `-` keeps the user.
The promise to the kernel is forgotten when the user changes, so it is made after that. Standard library only, and
started as a plain script, because the user it becomes may not be able to read anything else.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(uid: int, gid: int) -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def tie_to(parent: int, death_signal: int) -> None:
    """Ask the kernel for `death_signal` at the parent's death; leave at once when it is dead already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(f"the parent {parent} is gone")


def main(parent: str, death_signal: str, user: str, program: list[str]) -> None:
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if user != "-":
        uid, gid = user.split(":")
        become(int(uid), int(gid))
    tie_to(int(parent), int(death_signal))
    os.execvp(program[0], program)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
