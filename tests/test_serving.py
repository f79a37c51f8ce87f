"""Programs run together and end together."""

import os
import signal
import socket
import subprocess
import sys
import time
from functools import partial

import pytest

from cs2survey import serving

# Newer Pythons warn of forking a process with threads, such as those of a spread test run.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

forever = partial(time.sleep, 600)


def test_a_port_in_use_is_named_with_the_mend():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(serving.PortTakenError, match=f"make demo PORT={port + 1}"):
            serving.require_free(port)
    serving.require_free(port)


def test_web_server_answers_this_machine_alone_and_logs_no_request():
    server = serving.WebServer(8123)
    assert server.cfg.address == [("127.0.0.1", 8123)]
    assert server.cfg.logger_class.__name__ == "WebLogger"
    assert (server.cfg.workers, server.cfg.threads) == (1, 4)


def test_a_signal_ends_everything_and_leaves_nothing(tmp_path):
    note = tmp_path / "pid"

    def start_a_child_and_interrupt_the_parent():
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        note.write_text(str(child.pid))
        os.kill(os.getppid(), signal.SIGINT)
        forever()

    before = signal.getsignal(signal.SIGINT)
    assert serving.serve([forever, start_a_child_and_interrupt_the_parent]) == 0
    assert signal.getsignal(signal.SIGINT) is before
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", note.read_text()], capture_output=True, text=True, check=False
    ).stdout.strip()
    assert state in ("", "Z"), "a grandchild went on running"


def test_a_program_that_ends_is_started_again_but_not_for_ever(tmp_path):
    starts = tmp_path / "starts"

    def write_and_end():
        with starts.open("a") as file:
            file.write("x")

    assert serving.serve([forever, write_and_end]) == 1
    assert len(starts.read_text()) == 1 + serving.MOST_RESTARTS


def test_web_server_starts_without_the_libraries_that_compute():
    """Each takes up to a second to import, which nobody should wait for before the first page."""
    code = (
        "import sys, cs2survey.wsgi, cs2survey.urls;"
        "print({'pandas', 'scipy', 'plotly', 'pyarrow'} & set(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert loaded == "set()\n"
