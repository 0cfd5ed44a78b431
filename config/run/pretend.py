"""Runs a Django command with settings as in production and without any server: `python -m config.run.pretend COMMAND`.

For what needs settings and nothing else: checks, collecting static files into an image.
"""

import os
import subprocess
import sys
import tempfile

from config.embedded import secret_keys
from config.run.place import HOUSE


def as_in_production(folder: str) -> dict[str, str]:
    """Settings as they are behind TLS, with keys for this moment; nothing answers where the servers should be."""
    return {
        **os.environ,
        **secret_keys.new(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(HOUSE),
        "MYPYPATH": str(HOUSE),
        "SITE_URL": "https://safer.example.org",
        "ALLOWED_HOSTS": "safer.example.org",
        "SAMPLE": "",
        "DATABASE_URL": f"postgresql://safer_web@/safer_cases?host={folder}",
        "EQUALITY_DATABASE_URL": f"postgresql://safer_web@/safer_equality?host={folder}",
        "REPORTS_DATABASE_URL": f"postgresql://safer_report@/safer_equality?host={folder}",
        "REDIS_URL": f"unix://{folder}/redis.sock",
        "EMAIL_URL": "smtp://localhost:25",
        "AUDIT_ANCHOR": folder,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as anywhere:
        command = [sys.executable, str(HOUSE / "manage.py"), *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=as_in_production(anywhere), cwd=HOUSE, check=False).returncode)
