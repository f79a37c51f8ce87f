from surveys.instruments.parser import parse
from tests.surveys.instruments.small import SMALL


def test_a_text_falls_back_to_the_source_language_and_ignores_case() -> None:
    title = parse(SMALL, "small.yaml").title

    assert [title.read(tag) for tag in ("ko", "KO", "en", "ja", "")] == [
        "제목",
        "제목",
        "Title",
        "Title",
        "Title",
    ]
    assert title.plain() == {"en": "Title", "ko": "제목"}
