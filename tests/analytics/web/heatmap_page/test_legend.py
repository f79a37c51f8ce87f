import pytest
from django.urls import reverse

from analytics.measures.verdicts import Thresholds
from analytics.release.queries import means_of
from analytics.web.pages.means import described_mean, legend
from analytics.web.wording import likelihood_words
from tests.analytics.answered import rows
from tests.analytics.made import make_release, not_converging
from tests.analytics.release.test_rows import mean_row
from tests.analytics.web.heatmap_page.tables import matrix
from tests.html import parse


def test_the_legend_has_every_word_and_colour_a_cell_may_have(page, predicted):
    keys = [
        key
        for gap in ("empathy", "threat")
        for key in page(predicted, f"?gap={gap}").all("ul")
        if key.get("class") == "key"
    ]
    words = [[entry.text for entry in key.all("li")] for key in keys]
    assert words == [
        [*OF_PREDICTIONS, "not published"],
        [*LIKELIHOODS, "not published", "cannot be determined"],
    ]
    below, above = (
        [f"swatch gap-{side}-{shade}" for shade in (1, 2, 3)] for side in ("below", "above")
    )
    undecided = "swatch gap-cannot-be-told"
    for key in keys:
        assert swatches(key)[:14] == [
            *above,
            *[undecided] * 6,
            *below,
            undecided,
            "swatch gap-not-published",
        ]
    assert swatches(keys[1])[14:] == ["swatch gap-undeterminable"]


OF_PREDICTIONS = [
    "almost certainly too high",
    "very likely too high",
    "likely too high",
    "as likely too high as too low",
    "likely too low",
    "very likely too low",
    "almost certainly too low",
]
LIKELIHOODS = [
    "almost certainly above",
    "very likely above",
    "likely above",
    "as likely above as below",
    "likely below",
    "very likely below",
    "almost certainly below",
]


def swatches(key):
    return [swatch["class"] for swatch in key.all("span")]


def test_without_estimates_from_all_gaps_the_legend_has_the_words_of_the_verdicts(page, study):
    with not_converging():
        document = page(make_release(study))
    (key,) = [key for key in document.all("ul") if key.get("class") == "key"]
    words = [entry.text for entry in key.all("li")]
    verdicts = ["below", "above", "close", "cannot be told", "not published"]
    assert words == [*verdicts, "cannot be determined"]
    assert "alone:" not in document.text
    assert rows(matrix(document))[1][2].endswith("+1.00 above")


def test_a_cell_without_an_estimate_brings_its_words_into_the_legend():
    shown = [
        described_mean(mean_row(mean=0.5, pooled=pooled), [], Thresholds())
        for pooled in ({"mean": 0.4, "mean_low": 0.1, "mean_high": 0.7, "above": 0.99}, {})
    ]
    words = [entry["words"] for entry in legend("threat", Thresholds(), shown)["entries"]]
    verdicts = ["below", "above", "close", "cannot be told", "not published"]
    assert words == [*LIKELIHOODS, *verdicts, "cannot be determined"]


def test_how_far_the_dyads_are_changed_at_most_is_said(page, predicted):
    most = {
        gap: max(
            abs(round(m.pooled["mean"], 2) - round(m.mean, 2))
            for m in means_of(predicted)
            if m.gap == gap and m.perceiver and m.target
        )
        for gap in ("threat", "empathy")
    }
    assert 0.03 < most["threat"] < most["empathy"]
    assert f"changes these figures by {most['threat']:.2f} at most" in page(predicted).text


def test_even_chances_are_given_as_those_of_lying_above():
    assert likelihood_words("threat", 0.47, Thresholds()).replace("\N{NO-BREAK SPACE}", " ") == (
        "as likely above as below (47 %)"
    )
    assert "too low (60" in likelihood_words("empathy", 0.4, Thresholds())


def test_why_nothing_was_estimated_together_is_said(page, release, study):
    reason = "the model could not be fitted to some answers"
    pooled = page(release)
    assert reason not in pooled.text
    assert not [p for p in pooled.all("p") if p.get("class") == "notice"]
    with not_converging():
        unpooled = make_release(study)
    (notice,) = [p for p in page(unpooled).all("p") if p.get("class") == "notice"]
    assert reason in notice.text


def test_the_legend_says_within_what_bounds_a_mean_is_close():
    assert legend("threat", Thresholds(), [])["bound"] == "0.33"
    assert legend("empathy", Thresholds(), [])["bound"] == "0.5"
    assert legend("image", Thresholds(delta=0.25), [])["bound"] == "0.25"


@pytest.mark.parametrize("language", ["en", "zh-hans", "ja", "ko"])
def test_the_legend_is_explained_in_every_language(staff, release, language):
    """A faulty place for the bound would leave the English sentence on the page."""
    staff.cookies["cs2_language"] = language
    reply = staff.get(reverse("heatmap", args=[release.pk]))
    (sentence,) = [p.text for p in parse(reply).all("p") if "0.33" in p.text]
    assert sentence.startswith("The words say how likely") == (language == "en")
