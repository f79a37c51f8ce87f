"""How Celery reaches its brokers: looks often for one that is away, and takes whole files only.

kombu's own creates the file of a message first and fills it afterwards; a worker that looks in
between takes an empty file and dies. Here a file gets its name only when it is complete.
"""

import os
import uuid
from pathlib import Path
from time import time_ns
from typing import Any

import kombu
from celery.app.amqp import AMQP
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

ALIAS = "files"
# By default a broker that was away for long is looked for twice a minute.
LONGEST_PAUSE = 5


class Connection(kombu.Connection):
    """Looks for a broker that is away every few seconds, however long it has been away."""

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Any:
        return super().ensure_connection(*args, **{"interval_max": LONGEST_PAUSE, **kwargs})


class Messages(AMQP):
    Connection = Connection


class Channel(filesystem.Channel):
    def _put(  # type: ignore[override]
        self, queue: str, payload: Any, **kwargs: Any
    ) -> None:
        name = f"{time_ns()}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, payload)

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        file = Path(self._exchange_file(exchange))  # type: ignore[attr-defined]
        file.parent.mkdir(parents=True, exist_ok=True)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        queues = self.get_table(exchange)
        if bound not in queues:
            _write_whole(file, [bound, *queues])


class Transport(filesystem.Transport):
    Channel = Channel


def _write_whole(path: Path, content: Any) -> None:
    """Write beside `path` under a name nobody reads, then give it its name in one step."""
    unfinished = path.with_name(f"{path.name}.{uuid.uuid4()}.part")
    unfinished.write_bytes(str_to_bytes(dumps(content)))
    os.replace(unfinished, path)


def register() -> None:
    """Make addresses that begin with files:// mean this broker."""
    TRANSPORT_ALIASES[ALIAS] = f"{__name__}:Transport"
