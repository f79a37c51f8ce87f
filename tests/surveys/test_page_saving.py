import base64

import pytest

from surveys import page_saving, responding, sealing
from surveys.envelope_contents import Answer, Holder
from surveys.pages import Page
from surveys.questionnaire import pages
from tests import factories
from tests.surveys.holders import again


def page_of(holder: Holder, number: int = 1) -> Page:
    seat, side = holder.envelope.seat, holder.envelope.side
    return pages(factories.welch(), seat, side, "en")[number - 1]


def everything(page: Page) -> dict[str, Answer]:
    return {question.name: Answer(-2, 2, "inadvertence") for question in page.questions}


@pytest.fixture
def holder(open_round) -> Holder:
    return factories.begin(open_round, "assessor")


def test_a_page_carries_its_own_answers_and_no_others(holder):
    page, other = page_of(holder), page_of(holder, 2)
    given = {page.questions[1].name: Answer(3, 0, "intent")}
    base = page_saving.lock_base(holder, page, given | everything(other))
    assert page_saving.unlock_base(holder, page, base) == given


def test_what_it_carries_says_nothing_without_the_code_and_has_one_length(holder, open_round):
    page = page_of(holder)
    bases = [page_saving.lock_base(holder, page, given) for given in ({}, everything(page))]
    assert len({len(base) for base in bases}) == 1
    assert b"inadvertence" not in base64.urlsafe_b64decode(bases[1])
    stranger = factories.begin(open_round, "assessor")
    assert page_saving.unlock_base(stranger, page, bases[1]) is None


@pytest.mark.parametrize("base", ["", "AAAA", "é", "x" * 5000])
def test_what_was_not_made_here_is_no_base(holder, base):
    assert page_saving.unlock_base(holder, page_of(holder), base) is None


def test_the_base_of_one_page_is_none_of_another(holder):
    base = page_saving.lock_base(holder, page_of(holder), {})
    assert page_saving.unlock_base(holder, page_of(holder, 2), base) is None


def test_of_two_windows_each_saves_only_what_it_changed(holder):
    page = page_of(holder)
    first, second, third = (question.name for question in page.questions[:3])
    responding.save_answers(holder=holder, answers={first: Answer(1), second: Answer(1)})
    shown = responding.read_draft(again(holder))
    base = page_saving.lock_base(holder, page, shown)

    def save(**changes: Answer | None):
        named = {"first": first, "second": second, "third": third}
        posted = {**shown, **{named[which]: answer for which, answer in changes.items()}}
        return page_saving.save_page(holder=holder, page=page, changes=posted, base=base)

    assert save(first=Answer(3), third=Answer(0)).differing == {}
    assert save(first=Answer(2), second=None).differing == {first: Answer(3)}
    assert responding.read_draft(again(holder)) == {first: Answer(3), third: Answer(0)}


def test_a_draft_cannot_be_read_as_a_page(holder):
    """They have keys of their own."""
    draft = sealing.lock_draft({}, code=holder.code, round_id=str(holder.round.pk))
    page = base64.urlsafe_b64encode(draft).decode()
    with pytest.raises(sealing.UnreadableError):
        sealing.unlock_page(page, code=holder.code, round_id=str(holder.round.pk))
