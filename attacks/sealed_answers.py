"""What does a seized server open before closing, with everything that it has?

The attacker has both databases, the three key files, and every file of the databases and of the
broker. Each key, and each line of text in any file, is tried on the round's wrapped private key, as
a seal key and as a passphrase; what then opens an envelope is read.
"""

import random
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.conf import settings

from attacks import people
from attacks.brokers import Broker, broker_of_files, broker_of_redis
from attacks.databases import Place, on_postgresql, on_sqlite
from attacks.outcome import Outcome
from attacks.postgres_server import read_files
from surveys import sealing
from surveys.models.response import Envelope
from surveys.models.round import Round

PASSPHRASE = "a lantern above the seventh bridge in winter"
# Text as long as a passphrase may be. Each try takes half a second, so only some of it is tried.
SENTENCE = re.compile(rb"[ -~]{20,200}")


def run(long: bool) -> Iterable[Outcome]:
    """Yield what is opened where the organisers hold the key, and where the server does."""
    for engine, messages in ((on_sqlite, broker_of_files), (on_postgresql, broker_of_redis)):
        with engine() as place, messages() as broker:
            yield from attack(place, broker, *((40, 100) if long else (2, 2)))


def attack(place: Place, broker: Broker, number: int, tries: int) -> Iterator[Outcome]:
    """Yield what is opened of so many envelopes, with so many sentences from the files."""
    for passphrase in (PASSPHRASE, None):
        round = people.open_round(passphrase)
        answer(round, number)
        files = contents(place, broker)
        opened = opened_by(round, keys_of(round, files, tries if passphrase else 0))
        kept = any(PASSPHRASE.encode() in content for content in files)
        yield judged(place.engine, round, opened, number, kept)


def answer(round: Round, number: int) -> None:
    """Let so many people answer and send."""
    draw = random.Random(number)
    for invitation in people.invite(round, number):
        holder = people.begin(invitation)
        people.save(holder, draw)
        people.send(holder)


def contents(place: Place, broker: Broker) -> list[bytes]:
    """Return every file that the attacker has, but for the keys."""
    folders = {path.parent for path in place.files.values()}
    folders |= {server.data.parent for server in place.servers.values()}
    files = [content for folder in sorted(folders) for content in read_files(folder)]
    return [*files, broker.contents()]


def keys_of(round: Round, files: Iterable[bytes], tries: int) -> Iterator[bytes]:
    """Yield each private key to which a key file, or one of some sentences, unwraps the round's.

    The passphrase would be found if any file had it, however few sentences are tried (`judged`).
    """
    round.refresh_from_db()
    wrapped = bytes(round.wrapped_private_key)
    held = (settings.SEAL_KEYS, settings.PEPPERS, settings.SECRET_KEYS, settings.AUDIT_KEYS)
    keys = [key for file in held for key in file.keys]
    for key in keys:
        with suppress(sealing.UnreadableError):
            yield sealing.unwrap(wrapped, seal_key=key)
    sentences = {found.decode() for content in files for found in SENTENCE.findall(content)}
    chosen = random.Random(0).sample(sorted(sentences), min(tries, len(sentences)))
    for passphrase in chosen:
        with suppress(sealing.UnreadableError):
            yield sealing.unwrap_with_passphrase(wrapped, passphrase=passphrase)


def opened_by(round: Round, keys: Iterable[bytes]) -> int:
    """Return how many envelopes of the round any of the keys opens."""
    found = list(keys)
    envelopes = [bytes(one.sealed or b"") for one in Envelope.objects.filter(round=round)]
    return sum(any(_opens(key, envelope) for key in found) for envelope in envelopes)


def _opens(key: bytes, envelope: bytes) -> bool:
    with suppress(sealing.UnreadableError):
        return bool(sealing.unseal(envelope, private_key=key)["answers"])
    return False


def judged(engine: str, round: Round, opened: int, number: int, passphrase_kept: bool) -> Outcome:
    """Return the row; a round whose key the server holds promises nothing here, and says so."""
    by_organisers = round.key_holder == Round.KeyHolder.ORGANISERS
    holder = "the organisers hold" if by_organisers else "the server holds"
    return Outcome(
        attack=f"{engine}: both databases, all key files and the broker, in a round whose key "
        f"{holder}",
        promise="2" if by_organisers else "not promised, as participants read",
        reached=f"{opened} of {number} envelopes opened before closing",
        by_chance="–",
        holds=not by_organisers or (opened == 0 and not passphrase_kept),
    )
