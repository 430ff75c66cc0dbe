"""`make check-deploy`: Django's deployment checks with a production's settings, every warning counted."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile

from tools.paths import ROOT

PRODUCTION = {
    "PRODUCTION": "true",
    "DEBUG": "false",
    "ALLOWED_HOSTS": "crm.example.com",
    "CSRF_TRUSTED_ORIGINS": "https://crm.example.com",
    "DATABASE_URL": "postgres://regulars@127.0.0.1/regulars",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
}


def main() -> int:
    """Check the settings a production would get from .env.example's variables; nothing is connected to."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, **PRODUCTION, "VAR_DIR": folder, "SECRET_KEY": secrets.token_urlsafe(48)}
        check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(check, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
