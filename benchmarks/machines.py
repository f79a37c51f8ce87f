"""What stands for several machines: processes that share nothing but what the network offers.

`together` are processes of this machine. `apart` are network namespaces, which only root can make:
in one PostgreSQL and Redis, in each of the others a worker that reaches these by their addresses.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attacks.postgres_server import find_program
from benchmarks import databases
from tests import services

PORTS = {"postgres": 5433, "redis": 6380}
NETWORK = "10.77"
# Settings of a server for large rounds: see docs/scaling.md.
LARGE = {
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "max_connections": "50",
    "checkpoint_timeout": "15min",
}


@dataclass(frozen=True)
class Machine:
    """Where processes are started: with what before the command, and in which environment."""

    var: Path
    environment: Mapping[str, str]
    before: Sequence[str] = field(default_factory=tuple)

    def start(self, command: Sequence[str], **more: Any) -> "subprocess.Popen[bytes]":
        environment = os.environ | self.environment | {"CS2_VAR": str(self.var)}
        environment["DJANGO_SETTINGS_MODULE"] = "cs2survey.settings"
        return subprocess.Popen([*self.before, *command], env=environment, **more)


Machines = tuple[Machine, list[Machine]]


@contextmanager
def together(workers: int) -> Iterator[Machines]:
    """The servers of the tests, and so many workers beside them."""
    with databases.postgresql() as environment, services.claimed_redis() as broker:
        here = Machine(Path(environment["CS2_VAR"]), environment | {"REDIS_URL": broker})
        yield here, [here] * workers


@contextmanager
def apart(workers: int) -> Iterator[Machines]:
    """A namespace for data and one for each worker, which have copies of the keys."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cs2survey-apart-")))
        folder.chmod(0o755)
        data = f"cs2-data-{os.getpid()}"
        stack.enter_context(_namespace(data))
        before = ("ip", "netns", "exec", data)
        stack.enter_context(_postgres(before, folder / "postgres"))
        stack.enter_context(_redis(before))
        keys = stack.enter_context(databases.keys())
        machines = []
        for number in range(workers):
            name = f"cs2-w{number}-{os.getpid()}"
            stack.enter_context(_namespace(name))
            address = _wire(data, name, number + 1)
            var = folder / name
            shutil.copytree(keys, var)
            machines.append(Machine(var, _addresses(address), ("ip", "netns", "exec", name)))
        yield Machine(keys, _addresses("127.0.0.1"), before), machines


def _addresses(host: str) -> dict[str, str]:
    server = f"postgres://postgres@{host}:{PORTS['postgres']}"
    return databases.WITHOUT_LIMITS | {
        "DATABASE_URL": f"{server}/answers",
        "IDENTITY_DATABASE_URL": f"{server}/identity",
        "REDIS_URL": f"redis://{host}:{PORTS['redis']}/0",
    }


@contextmanager
def _namespace(name: str) -> Iterator[None]:
    _ip("netns", "add", name)
    try:
        _ip("-n", name, "link", "set", "lo", "up")
        yield
    finally:
        _ip("netns", "del", name)


def _wire(data: str, name: str, number: int) -> str:
    """Join two namespaces by a network of their own; returns the address of the first in it."""
    ends = {data: f"v{number}d{os.getpid()}", name: f"v{number}w{os.getpid()}"}
    _ip("link", "add", ends[data], "netns", data, "type", "veth",
        "peer", "name", ends[name], "netns", name)  # fmt: skip
    for place, (namespace, end) in enumerate(ends.items(), start=1):
        _ip("-n", namespace, "addr", "add", f"{NETWORK}.{number}.{place}/30", "dev", end)
        _ip("-n", namespace, "link", "set", end, "up")
    return f"{NETWORK}.{number}.1"


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


@contextmanager
def _postgres(before: Sequence[str], folder: Path) -> Iterator[None]:
    folder.mkdir()
    shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", str(PORTS["postgres"])
    as_postgres = [*before, "runuser", "-u", "postgres", "--"]

    def program(name: str, *words: str) -> None:
        command = [*as_postgres, str(find_program(name)), *words]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)

    program("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N",
            "-D", str(data))  # fmt: skip
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {NETWORK}.0.0/16 trust\n")
    settings = LARGE | {
        "port": port,
        "listen_addresses": "*",
        "unix_socket_directories": str(folder),
    }
    written = " ".join(f"-c {name}={value}" for name, value in settings.items())
    program("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-o", written, "start")
    try:
        for name in ("answers", "identity"):
            program("createdb", "-h", "127.0.0.1", "-p", port, "-U", "postgres", name)
        yield
    finally:
        program("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


@contextmanager
def _redis(before: Sequence[str]) -> Iterator[None]:
    words = ["--port", str(PORTS["redis"]), "--save", "", "--protected-mode", "no"]
    process = subprocess.Popen([*before, "redis-server", *words], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()
