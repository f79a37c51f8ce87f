"""Programs run together and end together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from cs2survey import serving

FOREVER = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_a_port_in_use_is_named_with_the_mend():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(serving.PortTakenError, match=f"make demo PORT={port + 1}"):
            serving.require_free(port)
    serving.require_free(port)


def test_a_signal_ends_everything_and_leaves_nothing(tmp_path):
    note = tmp_path / "pid"
    family = (
        "import pathlib, subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid));"
        "time.sleep(600)"
    )

    def interrupt():
        while not note.exists() or not note.read_text():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    threading.Thread(target=interrupt, daemon=True).start()
    assert serving.serve([FOREVER, [sys.executable, "-c", family]]) == 0
    assert signal.getsignal(signal.SIGINT) is before
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", note.read_text()], capture_output=True, text=True, check=False
    ).stdout.strip()
    assert state in ("", "Z"), "a grandchild went on running"


def test_a_program_that_ends_is_started_again_but_not_for_ever(tmp_path):
    starts = tmp_path / "starts"
    program = [sys.executable, "-c", f"open({str(starts)!r}, 'a').write('x')"]
    assert serving.serve([FOREVER, program]) == 1
    assert len(starts.read_text()) == 1 + serving.MOST_RESTARTS
