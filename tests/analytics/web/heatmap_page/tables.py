import json

from analytics.web.wording import percent


def table(document, caption):
    (match,) = [t for t in document.all("table") if t.one("caption").text == caption]
    return match


def matrix(document):
    return table(document, "Mean delta by perceiver (row) and target (column)")


def values(document):
    return [span.text for span in matrix(document).all("span") if span.get("class") == "value"]


def figure(document):
    return json.loads(document.one("script", id="concerns-data").text)


def signed(value):
    return f"{value:+.2f}".replace("-", "−").replace("+0.00", "0.00")


def figures(mean):
    """A mean with its limits, as a cell shows it."""
    return f"{signed(mean.mean)} {signed(mean.mean_low)} to {signed(mean.mean_high)}"


def together(mean, words):
    """The estimate from all gaps of the round, as a cell shows it."""
    value, low, high = mean.pooled_estimate
    chance = in_a_line(percent(max(mean.pooled["above"], 1 - mean.pooled["above"])))
    return f"{signed(value)} {signed(low)} to {signed(high)} {words} ({chance})"


def in_a_line(words):
    """The words as the text of an element has them, with single spaces."""
    return " ".join(words.split())


def headings(document):
    return [heading.text for heading in document.all("h2")]
