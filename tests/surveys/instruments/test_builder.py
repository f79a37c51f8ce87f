import json

import pytest

from surveys.instruments import builder
from surveys.instruments.document import Document, all_questions, checksum, questions
from surveys.instruments.optional_parts import Heading
from surveys.instruments.parser import parse
from tests.surveys.instruments.small import PLAIN, SMALL


def test_a_questionnaire_may_have_neither_impression_nor_vignettes() -> None:
    document = parse(PLAIN, "plain.yaml")

    assert (document.impression, document.vignettes) == (None, None)
    assert all_questions(document) == questions(document)
    with pytest.raises(KeyError):
        document.vignette("low")


def test_a_heading_may_have_guidance() -> None:
    impression = parse(SMALL, "small.yaml").impression

    assert impression is not None
    assert isinstance(impression.first, Heading)
    assert impression.first.title.read("ko") == "먼저"
    assert impression.first.guidance is None
    assert impression.revised.title.read("en") == "Again"
    assert impression.revised.guidance is not None
    assert impression.revised.guidance.read("en") == "As you see it now."


def test_vignettes_keep_the_order_of_the_file() -> None:
    document = parse(SMALL, "small.yaml")

    assert document.vignettes is not None
    assert [vignette.key for vignette in document.vignettes.situations] == ["low", "high"]
    assert document.vignettes.guidance is None
    assert document.vignette("high").text.read("en") == "A attacks B."


def test_a_stored_copy_gives_the_same_document(welch: Document) -> None:
    stored = json.loads(json.dumps(welch.content, sort_keys=True))

    again = builder.from_content(stored)

    assert again == welch
    assert all_questions(again) == all_questions(welch)
    assert checksum(again) == checksum(welch)
