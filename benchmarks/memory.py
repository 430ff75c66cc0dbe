"""Memory of a web worker as it is run, after some hundred requests of every kind by three people.

The worker has the packages of an installation and no others: libraries load what they find.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import cycle, islice
from pathlib import Path

from benchmarks.company import PEOPLE
from benchmarks.pages import Project, keys_of
from benchmarks.server import VAR, environment
from tools.paths import PIP_INSTALL, ROOT
from tools.run import LEAN, THREADS
from tools.servers import _free_port
from tools.stamps import digest, is_fresh, set_stamp

REQUESTS = 400
AT_MOST = 110  # MiB
PATHS = (
    "/",
    "/accounts/",
    "/accounts/?q=spedition",
    "/accounts/?sort=-sales",
    "/accounts/{key}/",
    "/accounts/{key}/?tab=orders",
    "/customers/",
    "/customers/?q=hof",
    "/customers/{key}/",
    "/customers/{key}/edit/",
    "/customers/new/",
    "/orders/",
    "/products/",
    "/pareto/",
    "/week/",
    "/today/",
    "/search/?q=averbeck",
    "/api/v1/accounts/",
    "/api/v1/customers/",
)


def installation() -> Path:
    """Return the Python of an installation without the developers' packages, made when there is none."""
    home = VAR / "installation"
    python, stamp = home / "bin" / "python", home / ".stamp"
    wanted = digest([ROOT / "requirements.txt", ROOT / "constraints.txt"], sys.version)
    if not is_fresh(stamp, wanted):
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([python, *PIP_INSTALL[1:], "--quiet", "-r", ROOT / "requirements.txt"], check=True)
        set_stamp(stamp, wanted)
    return python


@contextmanager
def web(url: str) -> Iterator[tuple[int, int]]:
    """Run one web worker with the threads an installation gives it; yield its port and process id."""
    port = _free_port()
    command = [str(installation()), "-m", "gunicorn", "crm.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS)]
    process = subprocess.Popen([*command, "--log-level", "warning"], env=environment(url) | LEAN, cwd=ROOT)
    try:
        yield port, _worker_of(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _worker_of(parent: int) -> int:
    for _ in range(600):
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.1)
    raise SystemExit("gunicorn has started no worker.")


def mebibytes(process: int, line: str) -> float:
    """Return a figure of /proc/…/status, such as VmRSS, in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split(f"{line}:")[1].split()[0]) / 1024


def ask(port: int, path: str, session: str) -> int:
    for attempt in range(100):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            try:
                connection.request(
                    "GET", path, headers={"Cookie": f"sessionid={session}", "Host": "localhost"}
                )
                answer = connection.getresponse()
                answer.read()
                return answer.status
            except ConnectionRefusedError:
                time.sleep(0.1 * attempt)
    raise SystemExit("The web worker does not answer.")


def measure(url: str) -> tuple[float, float]:
    """Return the worker's memory in MiB after the requests, and the most it ever had."""
    with closing(Project("crm.settings", url)) as project:
        sessions = [project.ask(do="log in", email=email)["session"] for email in PEOPLE.values()]
    keys = keys_of(url)["rep"]
    with web(url) as (port, worker):
        for number, path in enumerate(islice(cycle(PATHS), REQUESTS)):
            path = path.format(key=keys[number % len(keys)])
            status = ask(port, path, sessions[number // len(PATHS) % len(sessions)])
            if status >= 400:
                raise SystemExit(f"{path} answered {status}")
        return mebibytes(worker, "VmRSS"), mebibytes(worker, "VmHWM")


def table(measured: tuple[float, float]) -> list[str]:
    now, most = measured
    return [
        "| web worker | MiB | at most |",
        "|---|---:|---:|",
        f"| resident after {REQUESTS} requests | {now:.0f} | {AT_MOST} |",
        f"| the most it had | {most:.0f} | |",
    ]
