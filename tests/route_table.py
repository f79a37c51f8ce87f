"""Every route, every method and every kind of visitor: what is answered.

The study has a round that is open and, before it, two that are closed and released; the later
release is open to the room. What is posted is empty: a form shown again with its errors is 422.
A method that a route does not name is refused.
"""

from collections.abc import Mapping

# The outsider has a role in another study, the operator in none but may set studies up; nobody has
# no account. "token" is a program that sends a facilitator's token for the API, with no session.
ACCOUNTS = ("outsider", "operator", "auditor", "researcher", "facilitator", "owner")
VISITORS = ("nobody", *ACCOUNTS, "token")
SIGN_IN, HIDDEN, UNAUTHORISED = 302, 404, 401

Statuses = Mapping[str, int]
Methods = Mapping[str, Statuses]


def everybody(status: int) -> Statuses:
    """The same for all: neither a session nor a token changes anything."""
    return dict.fromkeys(VISITORS, status)


def accounts(status: int) -> Statuses:
    """Whoever has an account; all others are sent to sign in."""
    return everybody(SIGN_IN) | dict.fromkeys(ACCOUNTS, status)


def only(status: int, *roles: str) -> Statuses:
    """These roles in the study; other accounts find nothing there."""
    return accounts(HIDDEN) | dict.fromkeys(roles, status)


def members(status: int) -> Statuses:
    """Every role in the study."""
    return only(status, "auditor", "researcher", "facilitator", "owner")


def runners(status: int) -> Statuses:
    """Those who run the study."""
    return only(status, "facilitator", "owner")


def owners(status: int) -> Statuses:
    """Those who own the study."""
    return only(status, "owner")


def room(status: int) -> Statuses:
    """Whoever sees a release that is open to the room: researchers do not yet."""
    return only(status, "auditor", "facilitator", "owner")


def found_or_not(statuses: Statuses) -> Statuses:
    """Whoever is not signed in finds nothing, and is not led anywhere."""
    return {**statuses, "nobody": HIDDEN, "token": HIDDEN}


def operators(status: int) -> Statuses:
    """Whoever may set studies up, with a role in one or without."""
    return only(status, "operator")


def readers(status: int) -> Statuses:
    """Whoever may read questionnaires of every study: they run one, or may set studies up."""
    return only(status, "outsider", "operator", "facilitator", "owner")


def strangers(status: int) -> Statuses:
    """Whoever is not signed in; all others are led to their studies."""
    return {**accounts(302), "nobody": status, "token": status}


def with_token(statuses: Statuses) -> Statuses:
    """As by session, and by the token of a facilitator; without either as for an outsider.

    An outsider's list of studies holds their own, and the list of nobody those that are public.
    """
    return {**statuses, "nobody": statuses["outsider"], "token": statuses["facilitator"]}


ROUTES: Mapping[str, Methods] = {
    # The house
    "healthz": {"GET": everybody(200)},
    "readyz": {"GET": everybody(503)},
    "metrics": {"GET": everybody(404)},
    "home": {"GET": everybody(200)},
    "accessibility": {"GET": everybody(200)},
    "language": {"GET": everybody(302), "POST": everybody(302)},
    # Participants and assessors
    "landing": {"GET": everybody(404)},
    "begin": {"GET": everybody(302), "POST": everybody(404)},
    "confirm": {"GET": everybody(302), "POST": everybody(404)},
    "malformed": {"GET": everybody(404)},
    "return": {"GET": everybody(200), "POST": everybody(422)},
    "withdraw": {"GET": everybody(200), "POST": everybody(422)},
    "leave": {"GET": everybody(302), "POST": everybody(200)},
    "answer": {"GET": everybody(302)},
    "page": {"GET": everybody(302), "POST": everybody(302)},
    "own_words": {"GET": everybody(302), "POST": everybody(302)},
    "review": {"GET": everybody(302), "POST": everybody(302)},
    "sent": {"GET": everybody(302)},
    "again": {"GET": everybody(302), "POST": everybody(302)},
    "keep": {"GET": everybody(302), "POST": everybody(302)},
    # Accounts: allauth looks for some pages by names of its own
    "sign_in": {"GET": strangers(200), "POST": strangers(200)},
    "account_login": {"GET": strangers(200), "POST": strangers(200)},
    "mfa_authenticate": {"GET": everybody(302), "POST": everybody(302)},
    "confirm_sign_in": {"GET": accounts(200), "POST": accounts(422)},
    "sign_out": {"POST": everybody(302), "OPTIONS": everybody(200)},
    "account": {"GET": accounts(200), "POST": accounts(422)},
    "own_data": {"GET": accounts(200), "POST": accounts(200)},
    "sessions": {"GET": accounts(200), "POST": accounts(200)},
    "end_session": {"POST": everybody(302)},
    "end_other_sessions": {"POST": everybody(302)},
    "mfa_index": {"GET": accounts(200), "POST": accounts(200)},
    "mfa_activate_totp": {"GET": accounts(200), "POST": accounts(422)},
    "mfa_add_webauthn": {"GET": accounts(200), "POST": accounts(422)},
    "mfa_view_recovery_codes": {"GET": everybody(302), "POST": everybody(302)},
    "remove_second_factor": {"POST": readers(404)},
    "change_password": {"GET": accounts(200), "POST": accounts(422)},
    "forgotten_password": {"GET": everybody(200), "POST": everybody(422)},
    "password_mailed": {"GET": everybody(200)},
    "choose_password": {"GET": everybody(200), "POST": everybody(200)},
    "tokens": {"GET": accounts(200), "POST": accounts(422)},
    "renew_token": {"POST": everybody(302)},
    "revoke_token": {"POST": everybody(302)},
    # Studies and people
    "studies": {"GET": accounts(200)},
    "jobs": {"GET": only(200, "outsider", "facilitator", "owner")},
    "retry_job": {"POST": accounts(404)},
    "create_study": {"GET": operators(200), "POST": operators(422)},
    "study": {"GET": members(200)},
    "change_study": {"GET": owners(200), "POST": owners(422)},
    "citing": {"GET": runners(200), "POST": runners(422)},
    "delete_study": {"GET": owners(200), "POST": owners(302)},
    "people": {"GET": owners(200), "POST": owners(422)},
    "remove_role": {"POST": owners(302)},
    "study_tokens": {"GET": owners(200)},
    "revoke_study_token": {"POST": owners(302)},
    "references": {"GET": runners(200), "POST": runners(422)},
    "remove_reference": {"GET": runners(302), "POST": runners(302)},
    "references_file": {"GET": runners(200)},
    "planner": {"GET": accounts(200)},
    "audit": {"GET": owners(200) | {"auditor": 200}},
    "two_person_rule": {"GET": room(200)},
    "switch_two_person_rule": {"POST": owners(302)},
    "confirm_act": {"POST": runners(302)},
    "refuse_act": {"POST": runners(302)},
    # Seminars: there is none under the letters of a link that nobody handed out
    "create_seminar": {"GET": runners(200), "POST": runners(422)},
    "seminar": {"GET": runners(200)},
    "seminar_watch": {"GET": runners(200)},
    "seminar_move": {"POST": runners(302)},
    "seminar_counts": {"GET": runners(200)},
    "seminar_counts_file": {"GET": runners(200)},
    "seminar_code": {"GET": everybody(200), "POST": everybody(422)},
    "join": {"GET": everybody(404)},
    "seminar_join": {"POST": everybody(404)},
    "seminar_answer": {"POST": everybody(404)},
    "seminar_state": {"GET": everybody(404)},
    # Rounds
    "create_round": {"GET": runners(200), "POST": runners(422)},
    "round": {"GET": members(200)},
    "change_round": {"GET": runners(302), "POST": runners(302)},
    "delete_round": {"GET": runners(302), "POST": runners(302)},
    "invitations": {"GET": runners(200), "POST": runners(422)},
    "roll": {"GET": runners(200), "POST": runners(302)},
    "open_round": {"POST": runners(302)},
    "change_closing_time": {"POST": runners(302)},
    "close_round": {"POST": runners(302)},
    "set_aside": {"POST": runners(302)},
    "try_again": {"POST": runners(302)},
    "counts": {"GET": runners(200)},
    "progress": {"GET": members(200)},
    "round_result": {"GET": room(302)},
    # Concerns in one's own words
    "own_concerns": {"GET": runners(200)},
    "decide_own_concern": {"POST": runners(302)},
    "share_own_concerns": {"POST": runners(302)},
    "drafted_threats": {"GET": runners(200)},
    # Questionnaires
    "instruments": {"GET": readers(200), "POST": readers(200)},
    "new_instrument": {"GET": operators(200), "POST": operators(422)},
    "compare_instruments": {"GET": readers(200), "POST": readers(200)},
    "read_instrument": {"GET": readers(200), "POST": readers(200)},
    "instrument_texts": {"GET": readers(200), "POST": readers(200)},
    "instrument_file": {"GET": readers(200), "POST": readers(200)},
    "edit_instrument": {"GET": operators(200), "POST": operators(200)},
    "translations": {"GET": operators(200), "POST": operators(422)},
    "translation_sheet": {"GET": readers(404), "POST": readers(404)},
    "instrument_exchange": {"GET": readers(200), "POST": readers(200)},
    "instrument_form": {"GET": readers(404), "POST": readers(404)},
    "import_instrument": {"GET": operators(200), "POST": operators(422)},
    "paper_form": {"GET": readers(200)},
    "paper_form_pdf": {"GET": readers(422)},
    "paper_form_of_round": {"GET": runners(200)},
    # Tests of a questionnaire: nobody here has begun one
    "test-version": {"GET": readers(200), "POST": readers(422)},
    "test-round": {"GET": runners(302), "POST": runners(302)},
    "test-end": {"POST": everybody(302)},
    "test-landing": {"GET": everybody(302), "POST": everybody(302)},
    "test-begin": {"GET": everybody(302), "POST": everybody(302)},
    "test-confirm": {"GET": everybody(302), "POST": everybody(302)},
    "test-answer": {"GET": everybody(302), "POST": everybody(302)},
    "test-page": {"GET": everybody(302), "POST": everybody(302)},
    "test-own-words": {"GET": everybody(302), "POST": everybody(302)},
    "test-review": {"GET": everybody(302), "POST": everybody(302)},
    "test-sent": {"GET": everybody(302), "POST": everybody(302)},
    "test-again": {"GET": everybody(302), "POST": everybody(302)},
    "test-keep": {"GET": everybody(302), "POST": everybody(302)},
    "test-withdraw": {"GET": everybody(302), "POST": everybody(302)},
    # The catalogue: nobody is led to sign in, since programs come to it as well
    "catalogue": {"GET": everybody(200)},
    "catalogue_entry": {"GET": found_or_not(room(200))},
    "catalogue_record": {"GET": found_or_not(room(200))},
    "release_doi": {"GET": runners(200), "POST": runners(302)},
    # Releases
    "heatmap": {"GET": room(200)},
    "dyad": {"GET": room(200)},
    "presentation": {"GET": room(200)},
    "impressions": {"GET": room(200)},
    "levels": {"GET": room(200)},
    "self_image": {"GET": room(200)},
    "orders": {"GET": room(200)},
    "vignettes": {"GET": room(200)},
    "grounds": {"GET": room(200)},
    "change": {"GET": room(200)},
    "reassurance": {"GET": room(200)},
    "compare": {"GET": room(200)},
    "chart_svg": {"GET": room(200)},
    "chart_png": {"GET": room(200)},
    "files": {"GET": room(200)},
    "make_files": {"GET": runners(302), "POST": runners(302)},
    "audience": {"GET": room(200)},
    "confirm_audience": {"GET": runners(302), "POST": runners(302)},
    "widen_audience": {"GET": runners(302), "POST": runners(302)},
    "release-brief": {"GET": room(200), "POST": room(200)},
    "release-brief-pdf": {"GET": room(200), "POST": room(200)},
    "release-briefs": {"GET": room(200), "POST": room(302)},
    "release-briefs-zip": {"GET": room(302)},
    # Releases by a link, whoever may be signed in: the bearer of one sees no other round's
    "link_release-brief": {"GET": everybody(200)},
    "link": {"GET": everybody(200)},
    "link_heatmap": {"GET": everybody(200)},
    "link_impressions": {"GET": everybody(200)},
    "link_levels": {"GET": everybody(200)},
    "link_self_image": {"GET": everybody(200)},
    "link_orders": {"GET": everybody(200)},
    "link_vignettes": {"GET": everybody(200)},
    "link_grounds": {"GET": everybody(200)},
    "link_chart_svg": {"GET": everybody(200)},
    "link_chart_png": {"GET": everybody(200)},
    "link_change": {"GET": everybody(404)},
    "link_reassurance": {"GET": everybody(200)},
    "link_compare": {"GET": everybody(404)},
    "link_dyad": {"GET": everybody(200)},
    "link_presentation": {"GET": everybody(200)},
    # The API
    "api_studies": {"GET": with_token(accounts(200)), "OPTIONS": with_token(accounts(200))},
    "api_study": {"GET": with_token(members(200)), "OPTIONS": with_token(accounts(200))},
    "api_rounds": {"GET": with_token(members(200)), "OPTIONS": with_token(accounts(200))},
    "api_releases": {"GET": with_token(members(200)), "OPTIONS": with_token(accounts(200))},
    "api_references": {"GET": with_token(members(200)), "OPTIONS": with_token(accounts(200))},
    "api_release": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_canonical": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_batteries": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_blocks": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_cells": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_means": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_level_gaps": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_changes": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_concern_changes": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_impressions": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_reported_changes": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_undetermined": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_grounds": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_zones": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_self_images": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_orders": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_order_predictions": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_ground_gaps": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_records": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_codebook": {"GET": with_token(room(200)), "OPTIONS": with_token(accounts(200))},
    "api_files": {"GET": with_token(room(503)), "OPTIONS": with_token(accounts(200))},
    "api_file": {"GET": with_token(room(503)), "OPTIONS": with_token(accounts(200))},
    "api_instrument": {"GET": with_token(members(200)), "OPTIONS": with_token(accounts(200))},
    "api_parties": {"GET": with_token(members(200)), "OPTIONS": with_token(accounts(200))},
    "api_threats": {"GET": with_token(members(200)), "OPTIONS": with_token(accounts(200))},
    "api_docs": {"GET": everybody(200)},
    "schema": {"GET": everybody(200), "OPTIONS": everybody(200)},
}
