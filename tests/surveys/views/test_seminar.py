"""The pages of a phone: it joins, answers, and is never shown what it answered."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models.seminar import Seminar, SeminarSeat
from tests.surveys.seminars import counted, joined, make_seminar, opened, text_of
from tests.surveys.test_seminars_seats import places

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar() -> Seminar:
    return make_seminar()


def address(seminar: Seminar, name: str = "join") -> str:
    return reverse(name, args=[seminar.join_code])


def phone_in(seminar: Seminar, side: str = "JPN") -> Client:
    phone = Client()
    phone.post(address(seminar, "seminar_join"), {"side": side})
    return phone


def tap(phone: Client, seminar: Seminar, place: object, step: object = 1):
    data = {"step": step, "place": place}
    return phone.post(address(seminar, "seminar_answer"), data, follow=True)


def test_a_phone_joins_with_one_tap_and_waits(seminar):
    phone = Client()
    shown = phone.get(address(seminar))
    assert "Join the seminar" in text_of(shown)
    assert "in your personal capacity" in text_of(shown)
    waiting = phone.post(address(seminar, "seminar_join"), {"side": "JPN"}, follow=True)
    assert "You have joined" in text_of(waiting)
    assert SeminarSeat.objects.get().side == "JPN"


def test_the_cookie_says_nothing_and_no_script_reads_it(seminar):
    phone = phone_in(seminar)
    cookie = phone.cookies["cs2survey-seminar"]
    assert cookie["httponly"]
    assert not cookie["max-age"]
    assert not cookie["expires"]
    assert str(seminar.pk) not in cookie.value
    assert SeminarSeat.objects.get().pk not in cookie.value


def test_a_phone_that_joins_again_is_counted_once(seminar):
    phone = phone_in(seminar)
    phone.post(address(seminar, "seminar_join"), {"side": "JPN"})
    assert SeminarSeat.objects.count() == 1
    other = make_seminar()
    phone.post(address(other, "seminar_join"), {"side": "JPN"})
    assert SeminarSeat.objects.filter(seminar=other).count() == 1


def test_where_several_sides_take_part_a_phone_says_which_it_belongs_to():
    seminar = make_seminar(sides=("JPN", "ROK"))
    shown = text_of(Client().get(address(seminar)))
    assert "participants from Japan participants from the ROK" in shown
    refused = Client().post(address(seminar, "seminar_join"), {"side": "PRC"})
    assert refused.status_code == 422
    assert "Say which side you belong to." in text_of(refused)
    phone_in(seminar, "ROK")
    assert SeminarSeat.objects.get().side == "ROK"


def test_nobody_joins_late(seminar):
    joined(seminar, 1)
    opened(seminar)
    phone = Client()
    late = phone.post(address(seminar, "seminar_join"), {"side": "JPN"}, follow=True)
    assert "The seminar has begun" in text_of(late)
    assert SeminarSeat.objects.count() == 1
    assert tap(phone, seminar, 3).status_code == 200
    assert places(seminar) == [None]


def test_an_answer_is_one_tap_and_may_be_changed_and_taken_back(seminar):
    phone = phone_in(seminar)
    opened(seminar)
    asked = phone.get(address(seminar))
    assert "which of these gives Japan most cause for concern" in text_of(asked)
    assert "Your answer is in" not in text_of(asked)
    assert "Your answer is in" in text_of(tap(phone, seminar, 3))
    tap(phone, seminar, 5)
    assert places(seminar) == [5]
    tap(phone, seminar, 0)
    assert places(seminar) == [None]


def test_the_page_is_the_same_whatever_was_answered(seminar):
    pages = []
    phones = [phone_in(seminar) for _ in range(2)]
    opened(seminar)
    for phone, place in zip(phones, (3, 7), strict=True):
        tap(phone, seminar, place)
        shown = phone.get(address(seminar))
        token = shown.context["csrf_token"]
        pages.append(shown.content.decode().replace(str(token), ""))
        assert int(shown["Content-Length"]) % 65_536 == 0
    assert strip_tokens(pages[0]) == strip_tokens(pages[1])


def strip_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_an_answer_that_comes_too_late_is_not_counted_and_says_so(seminar):
    phone = phone_in(seminar)
    counted(opened(seminar))
    late = tap(phone, seminar, 3)
    assert "so it is not counted" in text_of(late)
    assert "The question is closed" in text_of(late)


@pytest.mark.parametrize(
    ("step", "place"), [(1, 8), (1, -1), (1, "x"), (1, ""), ("x", 3), (1, 10**9), (1, "3 OR 1=1")]
)
def test_what_is_no_answer_is_refused_and_the_question_shown_again(seminar, step, place):
    phone = phone_in(seminar)
    opened(seminar)
    tap(phone, seminar, 4)
    refused = tap(phone, seminar, place, step)
    assert refused.status_code == 422
    assert "That is none of the answers." in text_of(refused)
    assert "which of these gives Japan" in text_of(refused)
    assert places(seminar) == [4]


def test_a_concern_is_asked_in_each_language_of_the_seminar():
    seminar = make_seminar(languages=("ja", "ko"))
    phone = phone_in(seminar)
    counted(opened(seminar))
    opened(seminar, {"JPN": "PRC"})
    english = phone.get(address(seminar), headers={"accept-language": "en"})
    assert 'lang="ja"' in english.content.decode()
    korean = phone.get(address(seminar), headers={"accept-language": "ko"})
    assert "중국의 군사력 사용 가능성" in text_of(korean)
    assert "简体中文" not in text_of(korean)


# --- Whether it has moved on ---------------------------------------------------------------------


def test_the_state_is_a_number_that_is_not_sent_again_while_it_stays(seminar):
    phone = phone_in(seminar)
    state = phone.get(address(seminar, "seminar_state"))
    assert state.json() == {"number": 0}
    known = {"if-none-match": state["ETag"]}
    assert phone.get(address(seminar, "seminar_state"), headers=known).status_code == 304
    opened(seminar)
    moved = phone.get(address(seminar, "seminar_state"), headers=known)
    assert (moved.status_code, moved.json()) == (200, {"number": 1})


def test_to_ask_for_the_state_costs_one_query(seminar, django_assert_num_queries):
    phone = phone_in(seminar)
    with django_assert_num_queries(1):
        phone.get(address(seminar, "seminar_state"))


def test_the_question_and_the_tap_cost_few_queries(seminar, django_assert_max_num_queries):
    phone = phone_in(seminar)
    opened(seminar)
    phone.get(address(seminar))
    with django_assert_max_num_queries(2):
        phone.get(address(seminar))
    with django_assert_max_num_queries(6):
        phone.post(address(seminar, "seminar_answer"), {"step": 1, "place": 3})


def test_without_a_script_the_page_is_loaded_again_by_itself(seminar):
    assert 'http-equiv="refresh"' not in Client().get(address(seminar)).content.decode()
    assert 'http-equiv="refresh"' in phone_in(seminar).get(address(seminar)).content.decode()


# --- Links and letters ---------------------------------------------------------------------------


def test_a_seminar_that_is_over_or_never_was_is_said_to_be_gone(seminar):
    for name in ("join", "seminar_state"):
        gone = Client().get(reverse(name, args=["AAAAAAAAAA"]))
        assert gone.status_code == 404
        assert "There is no seminar here now" in text_of(gone)
        assert gone["Referrer-Policy"] == "no-referrer"
    assert Client().post(reverse("seminar_join", args=["AAAAAAAAAA"])).status_code == 404


def test_the_letters_lead_to_the_seminar_and_wrong_ones_are_said_to_be(seminar):
    code = reverse("seminar_code")
    typed = f"{seminar.join_code[:5].lower()} {seminar.join_code[5:]}"
    assert Client().post(code, {"code": typed})["Location"] == address(seminar)
    wrong = Client().post(code, {"code": "ABC"})
    assert wrong.status_code == 422
    assert "No seminar has these letters now." in text_of(wrong)
