"""A real SMTP server on this machine, which keeps what it is given."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    """Takes every message but those for an address in `refusals`, {address: (command, reply)}."""

    def __init__(self, refusals: dict[str, tuple[str, str]] | None = None) -> None:
        self.refusals = refusals or {}
        self.messages: list[tuple[str, EmailMessage]] = []
        self.raw: list[bytes] = []

    @property
    def recipients(self) -> list[str]:
        return [address for address, _message in self.messages]

    def to(self, address: str) -> EmailMessage:
        (message,) = [message for to, message in self.messages if to == address]
        return message

    def _reply(self, command: str, address: str) -> str | None:
        refused_at, reply = self.refusals.get(address, ("", ""))
        return reply if refused_at == command else None

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if reply := self._reply("RCPT", address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        (address,) = envelope.rcpt_tos
        if reply := self._reply("DATA", address):
            return reply
        self.raw.append(envelope.original_content)
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        self.messages.append((address, message))
        return "250 OK"


@contextmanager
def mail_server(keeper: Keeper) -> Iterator[int]:
    """Run the server; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()
