"""Brokers of an attack's own, all of which may be read: a folder of files, or a server of Redis.

The Redis keeps every command that it is ever given, with its time, which the product's own does
not: who finds nothing there finds nothing in a broker that forgets.
"""

import base64
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import redis
from celery import Celery

from attacks.postgres_server import NoPrograms, read_files

# The arguments of a task, as kombu packs them.
BODY = re.compile(rb'"body": ?"([A-Za-z0-9+/]+=*)"')
TO_START_UP = 10


class Broker(NamedTuple):
    """Where messages go, and what reads all that it holds."""

    name: str
    read: Callable[[], bytes]

    def contents(self) -> bytes:
        """Return all that the broker holds; the bodies of messages also unpacked."""
        held = self.read()
        return b"\n".join([held, *map(base64.b64decode, BODY.findall(held))])


@contextmanager
def broker_of_files() -> Iterator[Broker]:
    """Let messages become files in a folder of their own, from which nobody takes them."""
    with tempfile.TemporaryDirectory(prefix="cs2survey-broker-") as folder:
        options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder}
        with _used("files://localhost", options):
            yield Broker("files", lambda: b"\n".join(read_files(Path(folder))))


@contextmanager
def broker_of_redis() -> Iterator[Broker]:
    """Let messages go to a new server of Redis. Raises NoPrograms where Redis is not installed."""
    with (
        tempfile.TemporaryDirectory(prefix="cs2survey-redis-") as folder,
        _server(Path(folder)) as url,
        redis.Redis.from_url(url) as client,
        _used(url, {}),
    ):
        yield Broker(
            "Redis", lambda: b"\n".join([*keys_and_values(client), *read_files(Path(folder))])
        )


def find_redis() -> str:
    """Return the path of Redis' server. Raises NoPrograms."""
    if path := shutil.which("redis-server"):
        return path
    raise NoPrograms("redis-server is not installed here")


def keys_and_values(client: "redis.Redis") -> Iterator[bytes]:
    """Yield every key, with what it holds: text, lists, sets with their scores, and hashes."""
    reads: Mapping[bytes, Callable[[bytes], Any]] = {
        b"string": lambda key: [client.get(key)],
        b"list": lambda key: client.lrange(key, 0, -1),
        b"set": client.smembers,
        b"zset": lambda key: [
            x for pair in client.zrange(key, 0, -1, withscores=True) for x in pair
        ],
        b"hash": lambda key: [x for pair in client.hgetall(key).items() for x in pair],
    }
    for key in sorted(client.scan_iter()):
        yield key
        for value in reads[client.type(key)](key):
            yield value if isinstance(value, bytes) else str(value).encode()


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Yield the address of a server that writes every command into a file, with its time."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {"appendonly": "yes", "appendfsync": "always", "aof-timestamp-enabled": "yes"}
    process = start_redis(folder, port, options)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait()


def start_redis(folder: Path, port: int, options: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a server that keeps no snapshots, and wait until it answers. Raises NoPrograms."""
    places = {"bind": "127.0.0.1", "port": str(port), "dir": str(folder), "save": ""}
    arguments = [
        word for name, value in {**places, **options}.items() for word in (f"--{name}", value)
    ]
    process = subprocess.Popen([find_redis(), *arguments], stdout=subprocess.DEVNULL)
    retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), TO_START_UP * 10)
    url = f"redis://127.0.0.1:{port}/0"
    with redis.Redis.from_url(url, retry=retry, retry_on_error=[redis.ConnectionError]) as client:
        client.ping()
    return process


@contextmanager
def _used(url: str, options: dict[str, Any]) -> Iterator[None]:
    """Let the application send its messages there for a while."""
    from cs2survey.celery import app

    before = (app.conf.broker_url, app.conf.broker_transport_options)
    _use(app, url, options)
    try:
        yield
    finally:
        _use(app, *before)


def _use(app: Celery, url: str, options: dict[str, Any]) -> None:
    """Let the application send its messages there, also if it is connected elsewhere."""
    app.conf.update(broker_url=url, broker_transport_options=options)
    app._after_fork()  # Forgets its connections, and has no other name.
