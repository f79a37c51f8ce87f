from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from surveys.views import (
    facilitator,
    instrument_texts,
    instrument_versions,
    instruments,
    invitations,
    landing,
    opening,
    own_concerns,
    own_data,
    paper,
    participant,
    passwords,
    people,
    returning,
    roll,
    setting_up,
    trying,
    writing,
)
from surveys.views.accessibility import accessibility

sign_in = LoginView.as_view(template_name="surveys/sign_in.html", redirect_authenticated_user=True)

INSTRUMENT = "staff/instruments/<slug:instrument>/<int:version>/"

urlpatterns = [
    path("", landing.home, name="home"),
    path("accessibility/", accessibility, name="accessibility"),
    # From pages without a referrer browsers send "Origin: null", which would be refused as forged.
    # All that a forged request could do here is to change the language.
    path("language/", csrf_exempt(set_language), name="language"),
    path("i/<str:token>/", landing.landing, name="landing"),
    path("i/<str:token>/begin/", landing.begin, name="begin"),
    path("i/<str:token>/confirm/", landing.confirm, name="confirm"),
    # With a slash at the end, so that Django still appends one to a link that lost it.
    re_path(r"^i/(?:[\s\S]*/)?$", landing.malformed, name="malformed"),
    path("return/", returning.resume, name="return"),
    path("withdraw/", returning.withdraw, name="withdraw"),
    path("leave/", returning.leave, name="leave"),
    path("answer/", participant.answer, name="answer"),
    path("answer/<int:number>/", participant.page, name="page"),
    path("answer/own-words/", writing.own_words, name="own_words"),
    path("answer/review/", participant.review, name="review"),
    path("answer/sent/", participant.sent, name="sent"),
    path("answer/again/", participant.again, name="again"),
    path("answer/keep/", returning.keep, name="keep"),
    path("staff/sign-in/", sign_in, name="sign_in"),
    path("staff/sign-out/", LogoutView.as_view(), name="sign_out"),
    path("staff/account/", passwords.account, name="account"),
    path("staff/account/data/", own_data.own_data, name="own_data"),
    path("staff/password/", passwords.change_password, name="change_password"),
    path("staff/password/changed/", passwords.password_changed, name="password_changed"),
    path("staff/password/forgotten/", passwords.forgotten_password, name="forgotten_password"),
    path("staff/password/forgotten/mailed/", passwords.password_mailed, name="password_mailed"),
    path(
        "staff/password/<str:uidb64>/<str:token>/",
        passwords.choose_password,
        name="choose_password",
    ),
    path("staff/tokens/", people.tokens, name="tokens"),
    path("staff/tokens/<uuid:token_id>/revoke/", people.revoke_token, name="revoke_token"),
    path("staff/", facilitator.studies, name="studies"),
    path("staff/instruments/", instruments.instruments, name="instruments"),
    path("staff/instruments/new/", instrument_versions.new_instrument, name="new_instrument"),
    path(
        "staff/instruments/compare/",
        instrument_versions.compare_instruments,
        name="compare_instruments",
    ),
    path(INSTRUMENT, instruments.read_instrument, name="read_instrument"),
    path(f"{INSTRUMENT}texts/", instrument_texts.instrument_texts, name="instrument_texts"),
    path(f"{INSTRUMENT}file.yaml", instrument_texts.instrument_file, name="instrument_file"),
    path(f"{INSTRUMENT}edit/", instrument_versions.edit_instrument, name="edit_instrument"),
    path(f"{INSTRUMENT}translations/", instrument_texts.translations, name="translations"),
    path(f"{INSTRUMENT}sheet/", instrument_texts.translation_sheet, name="translation_sheet"),
    path("staff/studies/new/", setting_up.create_study, name="create_study"),
    path("staff/studies/<slug:slug>/", facilitator.study, name="study"),
    path("staff/studies/<slug:slug>/settings/", setting_up.change_study, name="change_study"),
    path("staff/studies/<slug:slug>/delete/", setting_up.delete_study, name="delete_study"),
    path("staff/studies/<slug:slug>/people/", people.people, name="people"),
    path(
        "staff/studies/<slug:slug>/people/<uuid:role_id>/remove/",
        people.remove_role,
        name="remove_role",
    ),
    path("staff/studies/<slug:slug>/rounds/new/", setting_up.create_round, name="create_round"),
    path(f"{INSTRUMENT}paper/", paper.paper_form, name="paper_form"),
    path(f"{INSTRUMENT}paper.pdf", paper.paper_form_pdf_page, name="paper_form_pdf"),
    path(f"{INSTRUMENT}test/", trying.try_version, name="test-version"),
    path(
        "staff/rounds/<uuid:round_id>/paper/",
        paper.paper_form_of_round,
        name="paper_form_of_round",
    ),
    path("staff/rounds/<uuid:round_id>/test/", trying.try_round, name="test-round"),
    path("staff/test/end/", trying.end, name="test-end"),
    *(
        path(f"staff/test/{route}", view, name=f"test-{name.replace('_', '-')}")
        for route, view, name in trying.PAGES
    ),
    path("staff/rounds/<uuid:round_id>/settings/", setting_up.change_round, name="change_round"),
    path("staff/rounds/<uuid:round_id>/invite/", invitations.invitations, name="invitations"),
    path("staff/rounds/<uuid:round_id>/invited/", roll.roll, name="roll"),
    path("staff/rounds/<uuid:round_id>/delete/", setting_up.delete_round, name="delete_round"),
    path("staff/rounds/<uuid:round_id>/", facilitator.round_page, name="round"),
    path("staff/rounds/<uuid:round_id>/open/", opening.open_round, name="open_round"),
    path("staff/rounds/<uuid:round_id>/close/", facilitator.close_round, name="close_round"),
    path("staff/rounds/<uuid:round_id>/set-aside/", facilitator.set_aside, name="set_aside"),
    path("staff/rounds/<uuid:round_id>/try-again/", facilitator.try_again, name="try_again"),
    path("staff/rounds/<uuid:round_id>/counts/", facilitator.counts, name="counts"),
    path(
        "staff/rounds/<uuid:round_id>/closing-time/",
        facilitator.change_closing_time,
        name="change_closing_time",
    ),
    path("staff/rounds/<uuid:round_id>/progress/", facilitator.progress, name="progress"),
    path(
        "staff/rounds/<uuid:round_id>/own-concerns/",
        own_concerns.own_concerns_page,
        name="own_concerns",
    ),
    path(
        "staff/rounds/<uuid:round_id>/own-concerns/decide/",
        own_concerns.decide,
        name="decide_own_concern",
    ),
    path(
        "staff/rounds/<uuid:round_id>/own-concerns/share/",
        own_concerns.share,
        name="share_own_concerns",
    ),
    path(
        "staff/rounds/<uuid:round_id>/own-concerns/threats.yaml",
        own_concerns.threats,
        name="drafted_threats",
    ),
]
