"""Files of keys: read again when they change, replaced whole or not at all."""

import os

import pytest

from surveys import key_files
from surveys.key_files import KeyFile, MissingKeyError, RotationUnderWayError, key_id
from tests.key_files import key_file

OLD, NEW = "ab" * 32, "cd" * 32


def test_the_newest_comes_first_and_each_is_found_by_its_id(tmp_path):
    file = key_file(tmp_path, NEW, OLD)
    assert (file.newest, file.keys) == (NEW, (NEW, OLD))
    assert file.ids == [key_id(NEW), key_id(OLD)]
    assert (file.with_id(key_id(OLD)), file.newest_id) == (OLD, key_id(NEW))
    assert len(key_id(OLD)) == 16
    assert key_id(OLD) not in OLD


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(MissingKeyError, match="does not hold the key"):
        key_file(tmp_path, NEW).with_id(key_id(OLD))
    with pytest.raises(MissingKeyError, match="make_keys"):
        _ = KeyFile(tmp_path / "nothing").newest


def test_a_process_that_runs_sees_a_key_that_another_has_added(tmp_path):
    running = key_file(tmp_path, OLD)
    assert running.keys == (OLD,)
    KeyFile(running.path).add()
    assert running.keys[1:] == (OLD,)
    assert running.newest != OLD
    KeyFile(running.path).remove([key_id(OLD)])
    assert OLD not in running.keys
    assert running.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("act", ["add", "remove"])
@pytest.mark.parametrize("step", ["write_private", "make_entries_durable"])
def test_a_crash_leaves_a_whole_file_that_can_be_changed_again(tmp_path, monkeypatch, act, step):
    file = key_file(tmp_path, NEW, OLD)
    writing = getattr(key_files, step)

    def crash(path, *rest):
        writing(path, *rest)
        raise SystemExit

    arguments = [] if act == "add" else [[key_id(OLD)]]
    with monkeypatch.context() as patch:
        patch.setattr(key_files, step, crash)
        with pytest.raises(SystemExit):
            getattr(file, act)(*arguments)
    is_done = step == "make_entries_durable"
    assert {NEW, OLD} <= set(file.keys) if act == "add" or not is_done else file.keys == (NEW,)
    getattr(file, act)(*arguments)
    assert len(file.keys) == {"add": 3 + is_done, "remove": 1}[act]
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_the_file_that_held_a_destroyed_key_is_overwritten(tmp_path):
    file = key_file(tmp_path, NEW, OLD)
    os.link(file.path, tmp_path / "the same blocks")
    file.remove([key_id(OLD)])
    assert (tmp_path / "the same blocks").read_bytes().strip(b"\0") == b""
    assert file.path.read_text() == f"{NEW}\n"


def test_two_do_not_rotate_at_once(tmp_path):
    one, two = key_file(tmp_path, OLD), KeyFile(tmp_path / "another")
    with one.locked(), pytest.raises(RotationUnderWayError), two.locked():
        pytest.fail("both were let in")
    with two.locked():
        assert one.keys == (OLD,)
