"""Makes .venv from uv.lock: `python prepare.py run|dev`. Standard library only: nothing else is there yet.

Does nothing when .venv was made from this very lock file. System packages that are missing are installed when we are
root on Debian; otherwise one line names them.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TextIO

HOUSE = Path(__file__).resolve().parents[2]
ENVIRONMENT = HOUSE / ".venv"
TOOLS = HOUSE / ".tools"  # pip puts the installer here, apart from what it installs
PINNED = HOUSE / "bin" / "uv.txt"
LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
OF_TESTS = {"libatomic.so.1": "libatomic1"}  # Playwright's own Node
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BROWSER = Path("/usr/bin/chromium")


def main(kind: str) -> None:
    """kind: `run` for what the system needs, `dev` for the tools and the browser of the tests as well."""
    if stamp() in wanted_stamps(kind) and (ENVIRONMENT / "bin" / "python").exists():
        return
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp() not in wanted_stamps(kind):  # another start may have done it while we waited
            add_packages(missing_packages(kind))
            synchronise(kind)


def stamp() -> str:
    try:
        return (ENVIRONMENT / ".made-from").read_text()
    except OSError:
        return ""


def wanted_stamps(kind: str) -> list[str]:
    """What the stamp may say: an environment with the tools serves for running, too."""
    digest = hashlib.sha256((HOUSE / "uv.lock").read_bytes() + PINNED.read_bytes()).hexdigest()
    return [f"dev {digest}"] if kind == "dev" else [f"run {digest}", f"dev {digest}"]


# --- Debian --------------------------------------------------------------------------------------------------------


def missing_packages(kind: str) -> list[str]:
    """Names of Debian packages without which this kind of environment cannot be made or used."""
    wanted = LIBRARIES | OF_TESTS if kind == "dev" else LIBRARIES
    missing = [package for library, package in wanted.items() if not loads(library)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    if kind == "dev" and not BROWSER.exists():
        missing.append("chromium")
    return missing


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def add_packages(packages: list[str]) -> None:
    if not packages:
        return
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"Missing system packages: {names}. As root: apt-get install -y --no-install-recommends {names}")
    say(f"Installing {names}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    nobody = subprocess.DEVNULL
    if run(["apt-get", "update", "-qq"], quiet, nobody) or run(install, quiet, nobody):
        sys.exit(f"Debian's packages could not be installed: {names}. See the lines above.")


# --- Python packages -----------------------------------------------------------------------------------------------


def synchronise(kind: str) -> None:
    """Bring .venv to the state of uv.lock, from nothing or from whatever is there."""
    uv = installer()
    if ENVIRONMENT.exists() and run([str(ENVIRONMENT / "bin" / "python"), "-c", ""]):
        shutil.rmtree(ENVIRONMENT)  # only half made, or its Python is gone
    (ENVIRONMENT / ".made-from").unlink(missing_ok=True)
    say("Installing Python packages from uv.lock")
    command = [str(uv), "sync", "--quiet", "--frozen", "--compile-bytecode", "--project", str(HOUSE)]
    command += [] if kind == "dev" else ["--no-dev", "--inexact"]  # running never takes the tools away
    if run(command, uv_environment()):
        sys.exit("The Python packages of uv.lock could not be installed. See the lines above.")
    (ENVIRONMENT / ".made-from").write_text(wanted_stamps(kind)[0])


def uv_environment() -> dict[str, str]:
    """This Python for a new environment; an environment that is there keeps its own."""
    own = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    if CERTIFICATES.exists():
        own["UV_SYSTEM_CERTS"] = "1"  # as pip does: this machine may trust a registry of its own
    if not (ENVIRONMENT / "bin" / "python").exists():
        own["UV_PYTHON"] = sys.executable
    if not os.access(Path.home(), os.W_OK):
        own["UV_CACHE_DIR"] = str(TOOLS / "cache")
    return os.environ | own


def installer() -> Path:
    """The pinned uv, in an environment of its own."""
    made, pinned = TOOLS / "uv" / ".made-from", PINNED.read_text()
    if not made.exists() or made.read_text() != pinned:
        say("Installing uv")
        python = TOOLS / "uv" / "bin" / "python"
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if run([sys.executable, "-m", "venv", "--clear", str(TOOLS / "uv")]) or run([*pip, "-r", str(PINNED)]):
            sys.exit("uv could not be installed with pip. See the lines above.")
        made.write_text(pinned)
    return TOOLS / "uv" / "bin" / "uv"


def run(command: list[str], environment: dict[str, str] | None = None, heard: int | TextIO = sys.stderr) -> int:
    """Run it and say how it ended; it goes when we go. What it says on standard output goes to `heard`."""
    tied = ctypes.CDLL(None).prctl
    if not Path(command[0]).exists() and not shutil.which(command[0]):
        return 127
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=heard,
        check=False,
        preexec_fn=lambda: tied(1, int(signal.SIGKILL), 0, 0, 0),
    ).returncode


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as fault:
        sys.exit(f"{fault.filename} cannot be written by this user: start as the owner of {HOUSE}.")
