"""The web server of the embedded default: one process, in which slow clients delay nobody.

waitress collects requests and sends answers in one loop for all connections, and gives a thread a
request only once it is complete. To that are added limits on how long a request may take to
arrive, and that a browser which sends too much is heard out, since one that is cut off while
sending shows no page.
"""

import sys
import time
from io import BytesIO
from signal import SIGTERM, signal
from types import FrameType
from typing import Any

from django.conf import settings
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import FixedStreamReceiver
from waitress.server import TcpWSGIServer

THREADS = 4
# A connection that waits costs a file descriptor and a little memory. Systems allow 1024 of them.
MOST_CONNECTIONS = 600
MOST_HEADER_BYTES = 64 * 1024
# From the first byte of a request: a form over a bad line arrives in less.
HEADER_SECONDS = 20
REQUEST_SECONDS = 300
# How long an open connection may be silent, between two requests or within one.
SILENT_SECONDS = 30
SECONDS_BETWEEN_LOOKS = 1


class WebServer:
    """The pages of this project on one port of this machine."""

    def __init__(self, port: int, application: Any = None) -> None:
        self.options = {
            "listen": f"127.0.0.1:{port}",
            "threads": THREADS,
            "connection_limit": MOST_CONNECTIONS,
            "max_request_header_size": MOST_HEADER_BYTES,
            "channel_timeout": SILENT_SECONDS,
            "cleanup_interval": SECONDS_BETWEEN_LOOKS,
            "asyncore_use_poll": True,
            "ident": None,
            "log_socket_errors": False,
            # CS2_BEHIND_PROXY alone says whom to believe.
            "clear_untrusted_proxy_headers": False,
        }
        self.application = application

    def run(self) -> None:
        """Serve until Ctrl-C or a TERM signal; requests that have begun are finished first."""
        if self.application is None:
            from cs2survey.wsgi import application

            self.application = application
        signal(SIGTERM, _leave)
        Server(self.application, adj=Adjustments(**self.options)).run()


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


class Discarded:
    """In place of a body that is too large: takes everything and keeps nothing."""

    def append(self, data: bytes) -> None:
        pass

    def getfile(self) -> BytesIO:
        return BytesIO()

    def getbuf(self) -> "Discarded":
        return self

    def close(self) -> None:
        pass


class RequestParser(HTTPRequestParser):
    """Receives a body of any announced length, but keeps only one that is not too large."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.chunked:
            # No browser sends a form so; its length would be known only once it is here.
            raise ParsingError("A request must say its length")
        if self.content_length > settings.MOST_REQUEST_BYTES:
            self.body_rcv = FixedStreamReceiver(self.content_length, Discarded())


class Channel(HTTPChannel):
    """A connection that knows since when the request is arriving that is not complete yet."""

    parser_class = RequestParser
    arriving: RequestParser | None = None
    arriving_since = 0.0

    def received(self, data: bytes) -> bool:
        taken = bool(super().received(data))
        if self.request is not self.arriving:
            self.arriving, self.arriving_since = self.request, time.time()
        return taken

    def is_overdue(self, now: float) -> bool:
        """Return whether the request that is arriving has taken longer than it may."""
        if self.arriving is None:
            return False
        most = REQUEST_SECONDS if self.arriving.headers_finished else HEADER_SECONDS
        return now - self.arriving_since > most


class Server(TcpWSGIServer):
    """Ends connections on which a request takes too long to arrive."""

    channel_class = Channel

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if not channel.requests and channel.is_overdue(now):
                channel.will_close = True
