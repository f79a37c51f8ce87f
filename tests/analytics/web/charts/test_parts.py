from analytics.web.charts.parts import wrapped


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
