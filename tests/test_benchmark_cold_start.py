"""The comparison of cold starts, with the starts themselves left out."""

from benchmarks import cold_start


def test_it_compares_medians_of_starts_in_turn(monkeypatch, capsys):
    seconds = iter([10.0, 40.0, 14.0, 30.0, 11.0, 33.0])
    begun = []

    def start(commit):
        begun.append(commit)
        whole = next(seconds)
        return {"installer": 1.0, "in all": whole, "of processors": 2 * whole}

    monkeypatch.setattr(cold_start, "cold_start", start)
    monkeypatch.setenv("CS2_COLD_START_AGAINST", "v1")
    monkeypatch.setenv("CS2_COLD_START_RUNS", "3")
    result = cold_start.run()
    assert begun == ["HEAD", "v1"] * 3
    assert result["seconds"]["HEAD"]["in all"] == 11.0
    assert result["ratio in all"] == result["ratio of processors"] == 0.33
    assert "ratio to v1, in all: 0.33" in capsys.readouterr().out


def test_alone_it_reports_this_version(monkeypatch):
    monkeypatch.setattr(cold_start, "cold_start", lambda commit: {"in all": 9.0})
    monkeypatch.delenv("CS2_COLD_START_AGAINST", raising=False)
    result = cold_start.run()
    assert result["seconds"] == {"HEAD": {"in all": 9.0}}
    assert not [name for name in result if "ratio" in name]
