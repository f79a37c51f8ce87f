"""A small questionnaire without a fault, and how a fault in it is answered."""

import pytest

from surveys.instruments.errors import InstrumentError
from surveys.instruments.parser import parse

PLAIN = """\
schema: 1
slug: small
version: 1
title: {en: {source: "Title"}, ko: {draft: "제목"}}
citation: {text: "A work.", note: {en: {source: "A note."}, ko: {reviewed: "주석."}}}
languages: [en, ko]
preface: {en: {source: "Preface."}, ko: {draft: "머리말."}}
parties:
  - code: JPN
    name: {en: {source: "Japan"}, ko: {draft: "일본"}}
    side: {en: {source: "Japan"}, ko: {draft: "일본"}}
    possessive: {en: {source: "Japan's"}, ko: {draft: "일본의"}}
    participants: {en: {source: "participants from Japan"}, ko: {draft: "일본 측 참가자"}}
  - code: ROK
    name: {en: {source: "ROK"}, ko: {draft: "한국"}}
    side: {en: {source: "the ROK"}, ko: {draft: "한국"}}
    possessive: {en: {source: "the ROK's"}, ko: {draft: "한국의"}}
    participants: {en: {source: "participants from the ROK"}, ko: {draft: "한국 측 참가자"}}
  - code: PRK
    target_only: true
    name: {en: {source: "DPRK"}, ko: {draft: "북한"}}
    side: {en: {source: "the DPRK"}, ko: {draft: "북한"}}
    possessive: {en: {source: "the DPRK's"}, ko: {draft: "북한의"}}
    participants: {en: {source: "nobody from the DPRK"}, ko: {draft: "북한 측 없음"}}
concerns:
  - key: military
    domain: military
    label: {en: {source: "Military"}, ko: {draft: "군사"}}
    item: {en: {source: "{target_possessive} forces"}, ko: {draft: "{target}의 병력"}}
    referent: {en: {source: "{perceiver_possessive} safety"}, ko: {draft: "{perceiver}의 안전"}}
  - key: clash
    domain: null
    label: {en: {source: "Clash"}, ko: {draft: "충돌"}}
    item: {en: {source: "a clash with {target}"}, ko: {draft: "{target} 측과의 충돌"}}
    referent: {en: {source: "{perceiver_possessive} peace"}, ko: {draft: "{perceiver}의 평화"}}
threats:
  - key: missiles
    perceiver: JPN
    target: PRK
    domain: military
    item: {en: {source: "missiles"}, ko: {draft: "미사일"}}
    referent: {en: {source: "Japan's safety"}, ko: {draft: "일본의 안전"}}
    quotation: {label: "Rockets", mark: serious}
  - key: portrayals
    perceiver: JPN
    target: ROK
    domain: societal
    item: {en: {source: "portrayals"}, ko: {draft: "묘사"}}
    referent: {en: {source: "Japan's standing"}, ko: {draft: "일본의 위상"}}
lenses:
  perceived:
    title: {en: {source: "About {target}"}, ko: {draft: "{target} 관련"}}
    question: {en: {source: "Is {item} serious for {referent}?"}, ko: {draft: "{item} {referent}?"}}
    stem: {en: {source: "How serious is each?"}, ko: {draft: "각 사안은?"}}
    referent_line: {en: {source: "For {referent}"}, ko: {draft: "{referent}에 대해"}}
  assessed:
    title: {en: {source: "{perceiver}, {target}"}, ko: {draft: "{perceiver}, {target}"}}
    question: {en: {source: "Does {item} matter to {referent}?"}, ko: {draft: "{item} {referent}?"}}
    stem: {en: {source: "How serious is each?"}, ko: {draft: "각 사안은?"}}
    referent_line: {en: {source: "For {referent}"}, ko: {draft: "{referent}에 대해"}}
    extras: [confidence]
marks:
  serious: {en: {source: "Serious"}, ko: {draft: "심각함"}}
  moderate: {en: {source: "Moderate"}, ko: {draft: "중간"}}
  low: {en: {source: "Low"}, ko: {draft: "낮음"}}
  none: {en: {source: "Not a concern"}, ko: {draft: "우려 아님"}}
  cannot_determine: {en: {source: "Cannot be determined"}, ko: {draft: "판단 불가"}}
  prefer_not_to_say: {en: {source: "Prefer not to say"}, ko: {draft: "무응답"}}
confidence:
  question: {en: {source: "How sure?"}, ko: {draft: "확신은?"}}
  choices:
    low: {en: {source: "Low"}, ko: {draft: "낮음"}}
    medium: {en: {source: "Medium"}, ko: {draft: "중간"}}
    high: {en: {source: "High"}, ko: {draft: "높음"}}
basis:
  question: {en: {source: "On what?"}, ko: {draft: "근거는?"}}
  choices:
    capability: {en: {source: "Capability"}, ko: {draft: "능력"}}
    intent: {en: {source: "Intent"}, ko: {draft: "의도"}}
    inadvertence: {en: {source: "Inadvertence"}, ko: {draft: "비의도"}}
"""
OPTIONAL = """\
impression:
  question: {en: {source: "Which for {perceiver}?"}, ko: {draft: "{perceiver}에 무엇이?"}}
  first: {title: {en: {source: "To begin"}, ko: {draft: "먼저"}}}
  revised:
    title: {en: {source: "Again"}, ko: {draft: "다시"}}
    guidance: {en: {source: "As you see it now."}, ko: {draft: "지금의 생각대로."}}
  other: {en: {source: "Something else"}, ko: {draft: "그 밖의 것"}}
vignettes:
  domain: military
  title: {en: {source: "Invented"}, ko: {draft: "가상"}}
  question: {en: {source: "{item} How serious?"}, ko: {draft: "{item} 얼마나?"}}
  stem: {en: {source: "How serious is each?"}, ko: {draft: "각 상황은?"}}
  situations:
    - key: low
      text: {en: {source: "A and B are friends."}, ko: {draft: "A와 B는 친구."}}
    - key: high
      text: {en: {source: "A attacks B."}, ko: {draft: "A가 B를 공격."}}
"""
REPORTED = """\
trend:
  title: {en: {source: "Since then"}, ko: {draft: "그 이후"}}
  guidance: {en: {source: "Compare."}, ko: {draft: "비교."}}
  question: {en: {source: "Has {target} changed?"}, ko: {draft: "{target} 측은?"}}
  answers:
    grown: {en: {source: "Grown"}, ko: {draft: "커짐"}}
    same: {en: {source: "The same"}, ko: {draft: "그대로"}}
    lessened: {en: {source: "Lessened"}, ko: {draft: "줄어듦"}}
reflection:
  title: {en: {source: "Afterwards"}, ko: {draft: "그 뒤"}}
  question: {en: {source: "Another for {perceiver}?"}, ko: {draft: "{perceiver}에 다른 것?"}}
  answers:
    yes: {en: {source: "Yes"}, ko: {draft: "예"}}
    not_sure: {en: {source: "Not sure"}, ko: {draft: "모름"}}
    no: {en: {source: "No"}, ko: {draft: "아니요"}}
"""
# A battery of each kind: about each other side, about every side, about none.
BATTERIES = """\
batteries:
  - key: steps
    title: {en: {source: "Steps"}, ko: {draft: "조치"}}
    about: each_other
    groups: [{key: sea, text: {en: {source: "At sea"}, ko: {draft: "해상"}}}]
    items:
      - key: hotline
        text: {en: {source: "a hotline with {target}"}, ko: {draft: "{target} 측과의 직통 전화"}}
      - key: rules
        text: {en: {source: "rules"}, ko: {draft: "규칙"}}
        group: sea
        dyads: [[JPN, ROK]]
    questions:
      - key: welcome
        title: {en: {source: "How welcome"}, ko: {draft: "환영 정도"}}
        answers:
          - {key: not, text: {en: {source: "Not welcome"}, ko: {draft: "아님"}}}
          - {key: rather, text: {en: {source: "Rather"}, ko: {draft: "다소"}}}
          - {key: very, text: {en: {source: "Very"}, ko: {draft: "매우"}}}
        lenses:
          stated:
            title: {en: {source: "Steps of {target}"}, ko: {draft: "{target} 측의 조치"}}
            stem: {en: {source: "How welcome from {target}?"}, ko: {draft: "{target} 측의?"}}
            question: {en: {source: "Is {item} welcome?"}, ko: {draft: "{item}?"}}
          predicted:
            title: {en: {source: "To {perceiver}"}, ko: {draft: "{perceiver} 측에"}}
            stem: {en: {source: "How welcome to {perceiver}?"}, ko: {draft: "{perceiver} 측?"}}
            question: {en: {source: "Is {item} theirs?"}, ko: {draft: "{item} 그들?"}}
      - key: why
        title: {en: {source: "Why"}, ko: {draft: "이유"}}
        ordered: false
        answers:
          - {key: past, text: {en: {source: "The past"}, ko: {draft: "과거"}}}
          - {key: words, text: {en: {source: "Words"}, ko: {draft: "말"}}}
        lenses:
          stated:
            title: {en: {source: "Why"}, ko: {draft: "이유"}}
            stem: {en: {source: "Why?"}, ko: {draft: "왜?"}}
            question: {en: {source: "Why {item}?"}, ko: {draft: "{item}: 왜?"}}
          assessed:
            title: {en: {source: "{perceiver}, {target}"}, ko: {draft: "{perceiver}, {target}"}}
            stem: {en: {source: "Why?"}, ko: {draft: "왜?"}}
            question: {en: {source: "Why {item}?"}, ko: {draft: "{item}: 왜?"}}
  - key: portrait
    title: {en: {source: "Portraits"}, ko: {draft: "자화상"}}
    about: every_side
    items: [{key: peace, text: {en: {source: "wants peace"}, ko: {draft: "평화"}}}]
    questions:
      - key: agree
        title: {en: {source: "Agreement"}, ko: {draft: "동의"}}
        answers:
          - {key: disagree, text: {en: {source: "Disagree"}, ko: {draft: "반대"}}}
          - {key: agree, text: {en: {source: "Agree"}, ko: {draft: "동의"}}}
        lenses:
          stated:
            title: {en: {source: "{target}"}, ko: {draft: "{target}"}}
            stem: {en: {source: "What of {target}?"}, ko: {draft: "{target}?"}}
            question: {en: {source: "That it {item}?"}, ko: {draft: "{item}?"}}
          predicted:
            title: {en: {source: "{perceiver} of itself"}, ko: {draft: "{perceiver} 스스로"}}
            stem: {en: {source: "What of itself?"}, ko: {draft: "스스로?"}}
            question: {en: {source: "That it {item}?"}, ko: {draft: "{item}?"}}
  - key: futures
    title: {en: {source: "Futures"}, ko: {draft: "미래"}}
    about: no_side
    items: [{key: league, text: {en: {source: "A league"}, ko: {draft: "연맹"}}}]
    questions:
      - key: likely
        title: {en: {source: "Likelihood"}, ko: {draft: "가능성"}}
        answers:
          - {key: unlikely, text: {en: {source: "Unlikely"}, ko: {draft: "낮음"}}}
          - {key: likely, text: {en: {source: "Likely"}, ko: {draft: "높음"}}}
        lenses:
          stated:
            title: {en: {source: "Futures"}, ko: {draft: "미래"}}
            stem: {en: {source: "How likely?"}, ko: {draft: "얼마나?"}}
            question: {en: {source: "Is it likely: {item}?"}, ko: {draft: "{item}?"}}
          predicted:
            title: {en: {source: "To {perceiver}"}, ko: {draft: "{perceiver} 측에"}}
            stem: {en: {source: "How likely to {perceiver}?"}, ko: {draft: "{perceiver}?"}}
            question: {en: {source: "Likely to them: {item}?"}, ko: {draft: "{item}?"}}
"""
SMALL = PLAIN + OPTIONAL + REPORTED
SECOND = OPTIONAL[OPTIONAL.index("    - key: high") :]


def assert_named(old: str, new: str, line: int, where: str, message: str) -> None:
    """The small questionnaire with something replaced has this one fault."""
    assert old in SMALL

    with pytest.raises(InstrumentError) as caught:
        parse(SMALL.replace(old, new, 1), "small.yaml")

    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(f"small.yaml:{line}: {where}: ")
    assert message in caught.value.problems[0]
    assert str(caught.value) == caught.value.problems[0]
