"""Programs run together and end together."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
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


@contextmanager
def grandchild_of(note):
    """A program that starts a process which hears no signal but KILL, and notes its number."""

    def program():
        deaf = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        code = f"{deaf} open({str(note)!r}, 'w').write('up'); time.sleep(600)"
        child = subprocess.Popen([sys.executable, "-c", code])
        while not note.exists():
            time.sleep(0.02)
        note.with_suffix(".pid").write_text(str(child.pid))
        forever()

    yield program
    assert state_of(int(note.with_suffix(".pid").read_text())) in ("", "Z"), "it went on running"


def state_of(number):
    """The state of a process as `ps` has it, "" when there is none."""
    command = ["ps", "-o", "stat=", "-p", str(number)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()[:1]


def wait_until(true):
    give_up = time.monotonic() + 60
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_whatever_ends_it_leaves_nothing_running(tmp_path, monkeypatch, name):
    monkeypatch.setattr(serving, "PATIENCE_SECONDS", 0.5)
    note = tmp_path / "up"
    with grandchild_of(note) as program:
        context = multiprocessing.get_context("fork")
        process = context.Process(target=serving.serve, args=[[forever, program]])
        process.start()
        wait_until(note.with_suffix(".pid").exists)
        os.kill(process.pid, getattr(signal, name))
        process.join()
        assert process.exitcode == (-signal.SIGKILL if name == "SIGKILL" else 0)
        grandchild = int(note.with_suffix(".pid").read_text())
        wait_until(lambda: state_of(grandchild) in ("", "Z"))


def test_it_goes_on_after_hanging_up_under_nohup():
    def hang_up_on_the_parent():
        os.kill(os.getppid(), signal.SIGHUP)
        time.sleep(0.5)
        os.kill(os.getppid(), signal.SIGTERM)
        forever()

    started = time.monotonic()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert serving.serve([hang_up_on_the_parent]) == 0
        assert time.monotonic() - started >= 0.5
    finally:
        signal.signal(signal.SIGHUP, before)


def test_it_ends_with_the_program_that_started_it(tmp_path):
    note = tmp_path / "served"

    def start_one_that_serves_and_end():
        if os.fork() == 0:
            serving.serve([forever], parent=os.getppid())
            note.write_text("ended")
            os._exit(0)
        time.sleep(0.3)

    process = multiprocessing.get_context("fork").Process(target=start_one_that_serves_and_end)
    process.start()
    process.join()
    wait_until(note.exists)


def test_a_signal_is_heard_as_before_afterwards():
    def interrupt_the_parent():
        os.kill(os.getppid(), signal.SIGINT)
        forever()

    before = signal.getsignal(signal.SIGINT)
    assert serving.serve([forever, interrupt_the_parent]) == 0
    assert signal.getsignal(signal.SIGINT) is before


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
