"""What the benchmark of a large round makes of the seconds that it measured."""

import pytest

from benchmarks import million


def closed(workers, checking, opening):
    return {
        "workers": workers,
        "envelopes": 1_000,
        "ratings": 21_000,
        "steps": {"checking": checking, "opening": opening, "counting": 0.0},
        "megabytes": 200.0,
        "bare": 0.5,
        "counted": 0.55,
        "bytes_of_ratings": 2**30,
    }


def test_the_gain_is_that_of_checking_and_opening_and_rates_are_by_worker(capsys):
    rounds = [closed(1, 2.0, 4.0), closed(2, 1.0, 2.0)]
    result = million.with_ratios({"apart": False, "rounds": rounds})
    assert result["gain_of_two"] == 2.0
    one, two = (row["a_minute_and_worker"] for row in result["rounds"])
    assert one == {"checking": 30_000, "opening": 15_000, "closing": 10_000}
    assert two["closing"] == 10_000
    assert result["rounds"][0]["counting_to_group_by"] == pytest.approx(1.1)
    million.report(result)
    assert "× 2.00" in capsys.readouterr().out
