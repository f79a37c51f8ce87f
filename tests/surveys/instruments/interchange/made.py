"""Random small questionnaires, all valid, and forms as other people write them."""

import io
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

from surveys.instruments.text import texts
from surveys.instruments.yaml_source import load
from tests.surveys.instruments.small import BATTERIES, SMALL

OTHERS = """\
own_concerns:
  title: {en: {source: "Own"}, ko: {draft: "자신의"}}
  question: {en: {source: "What of {target}?"}, ko: {draft: "{target} 측은?"}}
  most: 2
about:
  title: {en: {source: "Yourself"}, ko: {draft: "본인"}}
  questions:
    - key: work
      question: {en: {source: "Do you work?"}, ko: {draft: "일?"}}
      options:
        - {key: "yes", text: {en: {source: "Yes"}, ko: {draft: "예"}}}
        - {key: other-work, say: true, text: {en: {source: "Otherwise"}, ko: {draft: "다른"}}}
        - {key: "no", text: {en: {source: "No"}, ko: {draft: "아니요"}}}
      levels:
        - - key: some
            text: {en: {source: "Some"}, ko: {draft: "조금"}}
            holds: ["yes", other-work]
          - {key: none, text: {en: {source: "None"}, ko: {draft: "없음"}}, holds: ["no"]}
    - key: where
      question: {en: {source: "Where?"}, ko: {draft: "어디?"}}
      options:
        - {key: office, text: {en: {source: "Office"}, ko: {draft: "사무실"}}}
        - {key: home, text: {en: {source: "Home"}, ko: {draft: "집"}}}
"""
# Everything that a questionnaire may have, in two languages.
WHOLE: Any = load(SMALL + BATTERIES + OTHERS).content
# As LimeSurvey writes a survey that was made there, here in one language.
LIMESURVEY_ARRAY = """\
class\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\tmandatory\tother
S\t\tlanguage\t\ten
SL\t\tsurveyls_title\t\tTheirs\t\ten
G\t0\tViews\t1\t<p>About talks</p>\t\ten
Q\tF\tTALKS\t1\tHow far do you agree?\t\ten\tY\tN
SQ\t\tSQ001\t\tTalks help &amp; last\t\ten
SQ\t\tSQ002\t\tTalks fail\t\ten
A\t0\tA1\t\tDisagree\t\ten
A\t0\tA2\t\tAgree\t\ten
Q\tL\tFIELD\tTALKS_SQ001.NAOK == "A1"\tYour field?\t\ten\tN\tY
A\t0\tA1\t\tLaw\t\ten
A\t0\tA2\t\tWar\t\ten
Q\tN\tAGE\t1\tYour age?\t\ten\tN
"""
# What spreadsheets, HTML, XPath and LimeSurvey's expressions are tempted to read otherwise.
LETTERS = "ab <&\"'=+-@$#*_;:%\\/日語한.,!?"
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"x{text}".rstrip() + "y")
OPTIONAL = ("impression", "vignettes", "trend", "reflection", "own_concerns", "about", "batteries")


@st.composite
def questionnaires(draw: st.DrawFn) -> Any:
    """Content of a questionnaire: without some parts, in any order, with other texts and fields."""
    content = deepcopy(WHOLE)
    for part in draw(st.sets(st.sampled_from(OPTIONAL))):
        del content[part]
    for name in ("concerns", "threats", "parties"):
        content[name] = draw(st.permutations(content[name]))
    for _path, text in draw(st.lists(st.sampled_from(texts(content)), max_size=8)):
        language = draw(st.sampled_from(["en", "ko"]))
        status, words = next(iter(text[language].items()))
        if not words.isascii() or "{" not in words:
            text[language] = {status: _with_placeholders(words, draw(WORDS))}
    for concern in content["concerns"]:
        concern["required"] = draw(st.booleans())
    for threat in content["threats"]:
        side = draw(st.none() | st.just({"seat": ["participant"]}) | st.just({"side": ["JPN"]}))
        threat.update({"show_if": side} if side else {})
    if "about" in content and draw(st.booleans()):
        options = draw(st.sampled_from([["yes"], ["yes", "other-work"]]))
        answer = {"question": "work", "options": options}
        content["about"]["questions"][1]["show_if"] = {"answer": answer}
    return content


def _with_placeholders(words: str, other: str) -> str:
    """Other words with the placeholders of a text, which each translation has to keep."""
    kept = [part.partition("}")[0] for part in words.split("{")[1:]]
    return " ".join([other, *("{" + name + "} 측에" for name in kept)])


def workbook(**sheets: list[list[str]]) -> bytes:
    """An XLSX file with these rows on its sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
