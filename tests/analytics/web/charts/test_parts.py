from django.utils.translation import gettext_lazy

from analytics.web.charts.parts import Markup, figure, label, markup, title, wrapped

HOSTILE = '<a href="https://example.org">R&D</a> \u202e<b'
ESCAPED = '&lt;a href="https://example.org"&gt;R&amp;D&lt;/a&gt; &lt;b'


def test_lines_break_at_spaces():
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("", 8) == [""]
    assert wrapped("unbreakable", 4) == ["unbreakable"]


def test_wide_characters_take_two_columns_and_break_anywhere():
    assert wrapped("安全保障上の懸念", 8) == ["安全保障", "上の懸念"]


def test_wide_characters_break_anywhere_beside_a_space_too():
    assert wrapped("非常に高い (92 %)", 9) == ["非常に高", "い (92 %)"]
    assert wrapped("近い (92\N{NO-BREAK SPACE}%)", 8) == ["近い", "(92\N{NO-BREAK SPACE}%)"]


def test_korean_breaks_at_spaces():
    assert wrapped("군사적 능력 사용", 12) == ["군사적 능력", "사용"]
    assert wrapped("가능성이", 4) == ["가능성이"]


def test_words_are_escaped_wherever_plotly_takes_them():
    layout = {
        "annotations": [label(HOSTILE, 0, 0, 13)],
        "xaxis": {"ticktext": [HOSTILE], "title": title(HOSTILE, 13)},
    }
    trace = {"name": HOSTILE, "text": [[HOSTILE, ""]], "hovertext": [HOSTILE, None]}
    drawn = figure(trace, narrow=layout, **layout)
    assert drawn["data"] == [
        {"name": ESCAPED, "text": [[ESCAPED, ""]], "hovertext": [ESCAPED, None]}
    ]
    for part in (drawn["layout"], drawn["narrow"]):
        assert part["annotations"][0]["text"] == ESCAPED
        assert part["xaxis"]["ticktext"] == [ESCAPED]
        assert part["xaxis"]["title"]["text"] == ESCAPED


def test_lines_are_escaped_once_and_parted_by_breaks():
    lines = markup([HOSTILE, "GDP < 1 %"])
    assert lines == f"{ESCAPED}<br>GDP &lt; 1 %"
    (trace,) = figure({"text": [lines, f"{lines}"]})["data"]
    assert trace["text"][0] == lines
    assert isinstance(lines, Markup)
    # What was put together by hand is no longer sure to be escaped.
    assert trace["text"][1].startswith("&amp;lt;a")


def test_what_is_no_words_stays_and_words_in_a_language_are_read():
    (trace,) = figure({"marker": {"color": "--ink"}, "name": gettext_lazy("People <b>")})["data"]
    assert trace == {"marker": {"color": "--ink"}, "name": "People &lt;b&gt;"}
