import pytest

from analytics.measures.verdicts import Thresholds
from analytics.models import GapMean
from analytics.release.queries import cells_of, means_of
from analytics.web.pages import heatmap
from analytics.web.pages.means import described_mean
from analytics.web.pages.shared import words_of
from tests.analytics.answered import rows
from tests.analytics.made import make_release
from tests.analytics.release.test_rows import cell, mean_row
from tests.analytics.web.heatmap_page.tables import matrix, signed, table


@pytest.fixture
def described(release):
    def by_dyad(*means):
        return {
            (mean.perceiver, mean.target): described_mean(mean, cells_of(release), Thresholds())
            for mean in means
        }

    return by_dyad


def test_the_two_directions_stand_side_by_side_with_their_difference(release, described):
    means = described(
        mean_row("PRC", "JPN", 0.5, asymmetry=0.7),
        mean_row("JPN", "PRC", -0.2, asymmetry=-0.7),
        mean_row("PRC", "ROK", 0.1),
    )
    links = {dyad: f"/{'-'.join(dyad)}/" for dyad in means}
    (dyad,) = heatmap.both_directions(words_of(release), means, links)
    assert (dyad["url"], dyad["sides"]) == ("/PRC-JPN/", ("PRC", "Japan"))
    there, back = dyad["there"], dyad["back"]
    assert (there["value"], there["limits"], there["words"]) == (
        "+0.50",
        "+0.30 to +0.80",
        "above",
    )
    assert (back["value"], back["words"]) == ("−0.20", "cannot be told")
    assert there["concerns"] == "shown to be above the panel's view at 6 of 6 concerns"
    assert there["asymmetry"] == "+0.70"


def test_the_difference_is_that_of_the_release(page, release):
    means = {(m.perceiver, m.target): m for m in means_of(release)}
    dyads = rows(table(page(release), "Each direction beside the other"))
    assert len(dyads) == 1 + 6
    asymmetry = means["PRC", "ROK"].asymmetry
    assert asymmetry == pytest.approx(means["PRC", "ROK"].mean - means["ROK", "PRC"].mean)
    assert asymmetry < -0.3
    assert dyads[2][0] == "PRC and ROK"
    assert dyads[2][3] == signed(asymmetry)


def test_rows_and_columns_have_means_over_all_others(page, release):
    means = {(m.perceiver, m.target): m for m in means_of(release)}
    sides = rows(table(page(release), "Rows and columns of the matrix"))
    prc, toward_rok = means["PRC", ""], means["", "ROK"]
    assert sides[1][0] == "PRC"
    assert sides[1][1].startswith(f"{signed(prc.pooled['mean'])} (")
    assert sides[1][1].endswith(
        f"alone: {signed(prc.mean)} ({signed(prc.mean_low)} to {signed(prc.mean_high)}) above "
        "shown to be above the panel's view at 12 of 18 concerns"
    )
    assert toward_rok.mean == 0
    assert sides[3][0] == "ROK"
    assert sides[3][2].endswith(
        f"alone: 0.00 ({signed(toward_rok.mean_low)} to {signed(toward_rok.mean_high)}) "
        "cannot be told shown to be above the panel's view at 0 of 18 concerns"
    )


def test_a_party_that_is_only_feared_has_no_concerns_of_its_own(release, described):
    means = described(mean_row("", "PRC"), mean_row("PRC", ""), mean_row("", "JPN", None))
    prc, jpn = heatmap.totals(words_of(release), means)
    assert (prc["name"], prc["outward"]["value"], prc["inward"]["value"]) == (
        "PRC",
        "+0.50",
        "+0.50",
    )
    assert (jpn["name"], jpn["outward"], jpn["inward"]["value"]) == ("Japan", None, "–")


KINDS = [
    cell("military", kind="overestimation"),
    cell("political", kind="overestimation"),
    cell("economic"),
    cell("societal"),
    cell("military", kind="aligned", panel_without="ROK"),
    cell("military", gap="image", kind="aligned"),
    cell("military", gap="empathy", kind="underpredicted"),
    cell("political", gap="empathy"),
    cell("economic", gap="empathy", kind="underpredicted"),
]


def test_kinds_are_counted_against_those_of_the_predictions():
    kinds = heatmap.kind_counts(KINDS)
    assert kinds["columns"][0] == "predicted too low"
    above, *_ = kinds["rows"]
    assert above == {"name": "above the panel's view", "counts": [1, 0, 0, 1, 0], "total": 2}
    inconclusive = next(row for row in kinds["rows"] if row["name"] == "inconclusive")
    assert (inconclusive["counts"], inconclusive["total"]) == ([1, 0, 0, 0, 0], 2)
    assert kinds["totals"] == [2, 0, 0, 1, 0]
    assert (kinds["n_questions"], kinds["inconclusive"]) == (4, 2)


def test_without_predictions_there_is_one_column():
    kinds = heatmap.kind_counts(KINDS[:4])
    assert kinds["columns"] == []
    assert [row["total"] for row in kinds["rows"]] == [2, 0, 0, 0, 0, 2, 0]


def test_all_questions_are_counted(page, predicted):
    head, *kinds, foot = rows(table(page(predicted), "Number of questions by finding"))
    assert head[-1] == foot[0] == "All questions"
    assert foot[-1] == "91"
    assert sum(int(row[-1]) for row in kinds) == 91
    assert sum(map(int, foot[1:-1])) == 91


def test_what_was_not_asked_has_no_link_and_is_not_the_same_side(page, study):
    release = make_release(study)
    GapMean.objects.filter(perceiver="USA", target="JPN")._raw_delete("default")
    *_, usa = rows(matrix(page(release)))
    assert usa[2] == "– not asked"
    assert usa[4] == "the same side"
