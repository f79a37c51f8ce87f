"""An archive is read as it was written, or refused, in little memory."""

import io
import os
import tracemalloc

import pyrage
import pytest

from cs2survey.backup.streams import DamagedArchiveError, read_archive, write_archive

LINES = [{"format": 1}, {"text": "安全 – 보안"}, {"piece": "x" * 300_000}, {"end": 3}]


@pytest.fixture
def archive():
    identity = pyrage.x25519.Identity.generate()
    written = io.BytesIO()
    write_archive(iter(LINES), written, [identity.to_public()])
    return identity, written.getvalue()


def test_what_is_written_is_read_again(archive):
    identity, content = archive
    taken = []
    read_archive(io.BytesIO(content), [identity], taken.append)
    assert taken == LINES
    assert "安全".encode() not in content


@pytest.mark.parametrize("fault", ["cut", "empty", "altered", "of another key"])
def test_an_archive_that_is_not_as_it_was_written_is_refused(archive, fault):
    identity, content = archive
    if fault == "cut":
        content = content[:-20]
    elif fault == "empty":
        content = b""
    elif fault == "altered":
        content = content[:-5] + bytes([content[-5] ^ 1]) + content[-4:]
    else:
        identity = pyrage.x25519.Identity.generate()
    with pytest.raises(DamagedArchiveError):
        read_archive(io.BytesIO(content), [identity], [].append)


def test_a_large_archive_takes_little_memory():
    """64 MB of lines go through pieces of 64 KB."""
    identity = pyrage.x25519.Identity.generate()
    lines = ({"number": number, "piece": os.urandom(24_000).hex()} for number in range(400))

    class Counting(io.RawIOBase):
        size = 0

        def write(self, data):
            self.size += len(data)
            return len(data)

    tracemalloc.start()
    written = Counting()
    write_archive(lines, written, [identity.to_public()])
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written.size > 9_000_000
    assert peak < 1_000_000
