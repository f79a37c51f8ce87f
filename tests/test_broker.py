"""The broker of files: whole messages, in order, and nothing half-written is ever taken."""

from queue import Empty
from unittest import mock

import pytest
from kombu import Connection

from cs2survey import broker
from cs2survey.celery import app


@pytest.fixture
def channel(tmp_path):
    folder = str(tmp_path / "broker")
    (tmp_path / "broker").mkdir()
    options = {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("files://localhost", transport_options=options) as connection:
        yield connection.channel()


def test_messages_come_out_as_they_went_in_and_in_order(channel):
    for number in range(3):
        channel._put("celery", {"number": number, "text": "三"})
    assert [channel._get("celery")["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_message_is_not_there_before_it_is_whole(channel, monkeypatch):
    seen = []
    replace = broker.os.replace

    def look_first(unfinished, path):
        with pytest.raises(Empty):
            channel._get("celery")
        seen.append(unfinished.read_bytes())
        replace(unfinished, path)

    monkeypatch.setattr(broker.os, "replace", look_first)
    channel._put("celery", {"number": 1})
    assert seen == [b'{"number": 1}']
    assert channel._get("celery") == {"number": 1}


def test_a_queue_is_bound_once_and_beside_others(channel):
    for queue in ("one", "two", "one"):
        channel._queue_bind("celery", "key", "", queue)
    assert sorted(bound.queue for bound in channel.get_table("celery")) == ["one", "two"]


def test_a_message_for_another_queue_is_left(channel):
    channel._put("other", {"number": 1})
    with pytest.raises(Empty):
        channel._get("celery")
    assert channel._get("other") == {"number": 1}


def test_a_broker_that_is_away_is_looked_for_every_few_seconds():
    with mock.patch("kombu.connection.retry_over_time") as retried:
        app.connection_for_read().ensure_connection(print, None)
    *_, start, step, longest, _callback = retried.call_args.args
    assert (start, step, longest) == (2, 2, 5)
    assert app.conf.broker_connection_max_retries is None
