"""PostgreSQL servers of one's own, in temporary folders, whose every file may be read."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import psycopg

from cs2survey.database_demands import DEMANDS

# They need no entry in the registry of extensions that are not loaded.
DEMANDED = {
    demand.setting: demand.value
    for demand in DEMANDS
    if "." not in demand.setting and demand.setting not in ("summarize_wal",)
}
# What has no say in what the files hold, and makes a server for a minute quick.
QUICK = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}


class NoPrograms(Exception):
    """Raised where PostgreSQL's own programs (initdb, pg_ctl) are not installed."""


class Server(NamedTuple):
    """A server: its folder of data, the file it logs to, its port, and the options it runs with."""

    data: Path
    log: Path
    port: int
    options: str

    def start(self) -> None:
        _pg_ctl("-D", str(self.data), "-l", str(self.log), "-w", "-o", self.options, "start")

    def stop(self) -> None:
        """Stop as after a crash: nothing is finished, nothing is written down."""
        _pg_ctl("-D", str(self.data), "-m", "immediate", "stop")

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str) -> str:
        """Make a database and return its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def write_ahead_log(self) -> bytes:
        """Return all that is in the write-ahead log's files, the oldest first."""
        segments = sorted((self.data / "pg_wal").glob("0*"))
        return b"".join(segment.read_bytes() for segment in segments)

    def everything(self) -> bytes:
        """Return the contents of all files, the server's own log among them."""
        return b"".join(read_files(self.data)) + self.log.read_bytes()


def read_files(folder: Path) -> Iterator[bytes]:
    """Yield the contents of all files below a folder, but for those that vanish meanwhile.

    Of PostgreSQL's templates of databases (1, 4 and 5) nothing is read: nobody writes into them.
    """
    for path in sorted(folder.rglob("*")):
        if path.parent.parent.name == "base" and path.parent.name in ("1", "4", "5"):
            continue
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path.read_bytes()


def find_program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs, the newest. Raises NoPrograms."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parent.parent.name),
    )
    on_path = shutil.which(name)
    if installed:
        return installed[-1]
    if on_path:
        return Path(on_path)
    raise NoPrograms(f"{name} is not installed here")


@contextmanager
def server(settings: Mapping[str, str] = DEMANDED, within: Path | None = None) -> Iterator[Server]:
    """Run a server with these settings, the ones that we demand unless others are given.

    Its folder is below `within`, or wherever temporary ones are. Raises NoPrograms. Nothing of it
    is left afterwards.
    """
    initdb = find_program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="cs2survey-postgres-", dir=within))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        folder.chmod(0o755)
        _run(initdb, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N",
             "-D", str(data))  # fmt: skip
        port = _free_port()
        options = {
            **QUICK,
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
            **settings,
        }
        written = " ".join(f"-c {name}={value}" for name, value in options.items())
        made = Server(data, folder / "log", port, written)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pg_ctl(*arguments: str) -> None:
    _run(find_program("pg_ctl"), *arguments)


def _run(program: Path, *arguments: str) -> None:
    """Run a program of PostgreSQL's, which refuses to be run by root."""
    as_postgres = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(program), *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if program.name == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
        **as_postgres,  # type: ignore[call-overload]
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed: {(done.stdout or b'').decode()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
