"""Figures are loaded all or none, audited, and given back as they came."""

import pytest
from django.core.management import CommandError, call_command

from analytics.models import ReferenceFigure
from analytics.reference.columns import NAMES
from analytics.reference.loading import SHIPPED, load_figures, load_shipped, remove_source
from analytics.reference.queries import as_csv, edition_of, figures_of
from analytics.reference.reading import FiguresRefusedError, read_figures
from surveys.audit_trail import entries_of
from surveys.models.study import Study
from surveys.setting_up import delete_study
from tests import factories
from tests.analytics.reference.files import POLL, file_of

pytestmark = pytest.mark.django_db
OTHER = {"source": "Another institute", "url": ""}


def load(study, *figures):
    return load_figures(study=study, reading=read_figures(file_of(*figures), study=study), by="X")


def acts(study):
    return [
        (line.entry.act, line.entry.actor, line.entry.detail)
        for line in entries_of(study)
        if "reference" in line.entry.act
    ]


def test_figures_are_stored_in_their_order_after_earlier_ones(asked):
    assert load(asked, {"item": "political"}, {"item": "military"}) == 2
    assert load(asked, OTHER) == 1
    figures = figures_of(asked)
    assert [figure.item for figure in figures] == ["political", "military", ""]
    assert [figure.position for figure in figures] == [1, 2, 3]
    assert acts(asked) == [
        ("load_reference", "X", {"figures": 1, "sources": [OTHER["source"]]}),
        ("load_reference", "X", {"figures": 2, "sources": [POLL["source"]]}),
    ]


def test_one_fault_keeps_all_from_being_loaded(asked):
    with pytest.raises(FiguresRefusedError):
        load(asked, {"item": "military"}, {"value": "104"})
    assert figures_of(asked) == []
    assert acts(asked) == []


def test_a_source_is_removed_with_all_its_figures(asked):
    load(asked, {}, {"item": "military"}, OTHER)
    before = edition_of(asked.pk)
    assert remove_source(study=asked, source=POLL["source"], by="Y") == 2
    assert [figure.source for figure in figures_of(asked)] == [OTHER["source"]]
    assert acts(asked)[0] == ("remove_reference", "Y", {"figures": 2, "sources": [POLL["source"]]})
    assert edition_of(asked.pk) != before
    assert remove_source(study=asked, source=POLL["source"], by="Y") == 0
    assert len(acts(asked)) == 2


def test_what_is_given_back_can_be_loaded_again(asked):
    mean = {"figure": "mean", "value": "-0.50", "scale_minimum": "-3", "scale_maximum": "3"}
    load(
        asked,
        {"low": "50", "high": "60"},
        mean,
        {"n": "", "item": "unintended-clash", "wording": '"A", b'},
    )
    given = as_csv(figures_of(asked)).encode()
    before = [[getattr(figure, name) for name in NAMES] for figure in figures_of(asked)]
    ReferenceFigure.objects.all().delete()
    load_figures(study=asked, reading=read_figures(given, study=asked), by="X")
    assert [[getattr(figure, name) for name in NAMES] for figure in figures_of(asked)] == before


def test_without_figures_the_file_is_the_line_of_columns():
    assert as_csv([]) == "\ufeff" + ",".join(NAMES) + "\r\n"


def test_welchs_table_ships_as_his_questionnaire_quotes_it(asked):
    (path,) = SHIPPED
    figures = read_figures(path.read_bytes(), study=asked).figures()
    read = [(f.perceiver, f.target, f.item, f.wording, f.value, f.source) for f in figures]
    welch = factories.welch()
    assert read == [
        (t.perceiver, t.target, t.key, t.quotation.label, t.quotation.mark, welch.citation.text)
        for t in welch.threats
    ]
    assert len(read) == 19


def test_what_ships_is_loaded_once_and_beside_nothing_else(asked):
    load_shipped(study=asked, by="X")
    load_shipped(study=asked, by="X")
    assert len(figures_of(asked)) == 19
    ReferenceFigure.objects.all().delete()
    load(asked, {})
    load_shipped(study=asked, by="X")
    assert len(figures_of(asked)) == 1


def test_a_study_is_deleted_with_its_figures(asked):
    load(asked, {})
    asked.rounds.all().delete()
    delete_study(study=asked, by="X")
    assert not Study.objects.filter(pk=asked.pk).exists()
    assert not ReferenceFigure.objects.exists()


# --- The command ---------------------------------------------------------------------------------


def test_the_command_loads_a_file_or_what_we_ship(asked, tmp_path, capsys):
    file = tmp_path / "poll.csv"
    file.write_bytes(file_of({}))
    call_command("load_reference", str(file), "--study", asked.slug, "--check")
    assert capsys.readouterr().out == "The file is in order: 1 figures.\n"
    assert figures_of(asked) == []
    call_command("load_reference", str(file), "--study", asked.slug)
    call_command("load_reference", "welch2013.csv", "--study", asked.slug)
    assert len(figures_of(asked)) == 20
    assert "19 figures are loaded" in capsys.readouterr().out


def test_the_command_names_what_is_wrong(asked, tmp_path):
    file = tmp_path / "poll.csv"
    file.write_bytes(file_of({"value": "104"}))
    with pytest.raises(CommandError, match=r"Nothing was loaded.\n  line 2, value: is 104"):
        call_command("load_reference", str(file), "--study", asked.slug)
    with pytest.raises(CommandError, match=r"Nothing was loaded: .*No such file"):
        call_command("load_reference", str(tmp_path / "none.csv"), "--study", asked.slug)
    with pytest.raises(CommandError, match="no study"):
        call_command("load_reference", str(file), "--study", "none-such")
