"""The Caddy of this machine, run by docker/Caddyfile as it is, and visitors who come through it."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

from tests import services
from tests.production.written import SITE
from tests.visitor import Reply, Visitor
from tests.workers.installation import ROOT

CADDYFILE = ROOT / "docker" / "Caddyfile"
ORIGIN = f"https://{SITE}"
RENAMED_BUFFERS = (2, 6, 3)


def find_caddy() -> str:
    """The program's path; the test is skipped, or fails, where there is none."""
    path = shutil.which("caddy")
    if path is None:
        services.missing("Caddy", "no program of that name", "install the package caddy")
        raise AssertionError
    return path


def variables(folder: Path, *, web: int, http: int, https: int, health: int) -> dict[str, str]:
    """What the Caddyfile is told of this machine: ports, a folder, the version's own words."""
    version = subprocess.run(
        [find_caddy(), "version"], capture_output=True, text=True, check=True
    ).stdout
    numbers = tuple(map(int, re.findall(r"\d+", version)[:3]))
    return {
        "CADDY_HTTP_PORT": str(http),
        "CADDY_HTTPS_PORT": str(https),
        "CADDY_HEALTH_PORT": str(health),
        "CADDY_STORAGE": str(folder),
        "CADDY_WEB": f"127.0.0.1:{web}",
        "CADDY_BUFFERS": "buffers_before_2_6_3" if numbers < RENAMED_BUFFERS else "buffers",
    }


def authority(folder: Path) -> Path:
    """The certificate of the authority that Caddy makes of its own."""
    return folder / "pki" / "authorities" / "local" / "root.crt"


def connection(port: int, trusted: Path) -> http.client.HTTPSConnection:
    """A connection to the site by its name, whose certificate is verified."""
    context = ssl.create_default_context(cafile=str(trusted))
    made = http.client.HTTPSConnection(SITE, timeout=60, context=context)
    made._create_connection = (  # type: ignore[attr-defined]
        lambda _address, *rest: socket.create_connection(("127.0.0.1", port), *rest)
    )
    return made


class SecureVisitor(Visitor):
    """Somebody whose browser reaches the site by HTTPS."""

    def __init__(self, port: int, trusted: Path) -> None:
        super().__init__(port)
        self.connection = connection(port, trusted)
        self.headers = {"Origin": ORIGIN}

    def get(self, path: str) -> Reply:
        return super().get(path.removeprefix(ORIGIN))
