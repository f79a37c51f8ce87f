"""Rotation: whatever was made under an old key goes on, and the old is destroyed when it may be."""

import os
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from surveys import inviting, key_rotation, responding, return_code_cookie, sealing
from surveys.delivering import outbox
from surveys.key_rotation import TooEarlyError, destroy_old_keys, held, rotate_key, rotating_keys
from surveys.locating import locator_of
from surveys.models.audit import IdentityAudit
from surveys.models.mail import Mail
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.scrubbing import MAILS, SECOND_FACTORS, SEMINARS
from surveys.server_keys import unlock_token, unwrap_private_key
from surveys.withdrawing import withdraw
from tests import factories
from tests.key_files import key_file

FIRST = "1a" * 32


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    """Key files of our own, each with one key."""
    for number, name in enumerate(("SECRET_KEYS", "PEPPERS", "SEAL_KEYS", "AUDIT_KEYS")):
        setattr(settings, name, key_file(tmp_path, f"{number}a" * 32, name=name))
    settings.SECRET_KEY = settings.SECRET_KEYS.newest


def restart(settings) -> None:
    """What a process does with the secret key when it starts."""
    settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEYS.keys


def days_later(name: str) -> None:
    """As if the key file had been changed four days ago."""
    then = (timezone.now() - timedelta(days=4)).timestamp()
    os.utime(rotating_keys()[name].file.path, (then, then))


def audited(act: str) -> list[tuple[str, dict[str, object]]]:
    rows = IdentityAudit.objects.filter(act=act).order_by("number")
    return list(rows.values_list("subject", "detail"))


# --- The pepper ----------------------------------------------------------------------------------


def test_a_round_keeps_its_pepper_and_a_later_one_takes_the_new(open_round, settings):
    holder = factories.begin(open_round)
    before = settings.PEPPERS.newest_id
    new = rotate_key(name="pepper", by="ada")
    later = factories.make_round(open_round.study)
    open_round.refresh_from_db()
    assert (open_round.pepper_id, later.pepper_id) == (before, new)
    found = responding.holder_by_code(code=holder.code)
    assert found is not None
    assert found.envelope.pk == holder.envelope.pk == locator_of(open_round, holder.code)
    found = responding.holder_by_code(code=holder.code, round_id=str(open_round.pk))
    assert found is not None
    # The same order of the sides, and the same tag of withdrawal.
    factories.respond(later)
    code = factories.respond(open_round)
    factories.close(open_round)
    assert withdraw(code=code)
    assert not withdraw(code=code)


def test_the_old_pepper_goes_when_no_answer_is_left_that_it_finds(open_round, settings):
    code = factories.respond(open_round)
    old = settings.PEPPERS.newest_id
    new = rotate_key(name="pepper", by="ada")
    days_later("pepper")
    needed = [each.needs for each in destroy_old_keys(name="pepper", by="ada")]
    assert needed == [[], ["round 1 of forum, open"]]
    factories.close(open_round)
    destroy_old_keys(name="pepper", by="ada")
    assert settings.PEPPERS.ids == [new, old]
    Response.objects.all().delete()
    assert [each.id for each in destroy_old_keys(name="pepper", by="ada")] == [new]
    assert settings.PEPPERS.ids == [new]
    assert not withdraw(code=code)
    assert audited("destroy_key") == [(old, {"key": "pepper"})]


def test_a_draft_and_a_test_of_a_questionnaire_need_no_pepper_of_their_own(draft_round):
    assert draft_round.pepper_id == ""
    assert held(rotating_keys()["pepper"])[0].needs == []


# --- The seal key --------------------------------------------------------------------------------


@pytest.fixture
def sealed(study, draft_round):
    """An open round, and a link that waits to be mailed."""
    opened = factories.make_round(study)
    invitation, token = inviting.invite(
        round=draft_round, seat="participant", side="PRC", by="test", label="Professor Wang"
    )
    outbox.queue_invitations([(invitation, token, "wang@example.org", "en")])
    return opened, token


def test_what_the_seal_key_wraps_is_wrapped_anew(sealed, settings):
    opened, token = sealed
    code = factories.respond(opened)
    old = settings.SEAL_KEYS.newest
    rotate_key(name="seal_key", by="ada")
    opened.refresh_from_db()
    with pytest.raises(sealing.UnreadableError):
        sealing.unwrap(bytes(opened.wrapped_private_key), seal_key=old)
    days_later("seal_key")
    destroy_old_keys(name="seal_key", by="ada")
    assert settings.SEAL_KEYS.keys == (settings.SEAL_KEYS.newest,)
    assert settings.SEAL_KEYS.newest != old
    assert unlock_token(bytes(Mail.objects.get().sealed_token)) == token
    closed = factories.close(opened)
    assert (closed.turnout, withdraw(code=code)) == ([["participant", "PRC", 1]], True)


def test_a_round_with_a_passphrase_is_left_as_it_is_until_it_is_closed(study, settings):
    round = factories.make_round(study, passphrase="four words for only us")
    wrapped = bytes(round.wrapped_private_key)
    rotate_key(name="seal_key", by="ada")
    round.refresh_from_db()
    assert bytes(round.wrapped_private_key) == wrapped
    assert [each.needs for each in held(rotating_keys()["seal_key"])] == [[], []]


def test_what_was_wrapped_by_a_process_that_lagged_behind_is_wrapped_before_the_end(
    sealed, settings
):
    opened, _token = sealed
    old = settings.SEAL_KEYS.newest
    private = unwrap_private_key(bytes(opened.wrapped_private_key))
    rotate_key(name="seal_key", by="ada")
    under_old = sealing.wrap(private, seal_key=old)
    Round.objects.filter(pk=opened.pk).update(wrapped_private_key=under_old)
    assert held(rotating_keys()["seal_key"])[1].needs == ["round 2 of forum, open"]
    destroy_old_keys(name="seal_key", by="ada", at_once=True)
    opened.refresh_from_db()
    assert unwrap_private_key(bytes(opened.wrapped_private_key)) == private
    assert len(settings.SEAL_KEYS.keys) == 1


# --- The secret key ------------------------------------------------------------------------------


def test_a_cookie_and_a_session_outlast_the_rotation_but_not_its_end(
    open_round, facilitator, settings, client
):
    client.force_login(facilitator)
    response = return_code_cookie.remember(HttpResponse(), factories.begin(open_round))
    request = HttpRequest()
    request.COOKIES["cs2survey"] = response.cookies["cs2survey"].value
    rotate_key(name="secret_key", by="ada")
    restart(settings)
    assert return_code_cookie.holder_from(request) is not None
    assert client.get("/staff/").status_code == 200
    client.logout()
    client.force_login(facilitator)
    days_later("secret_key")
    destroy_old_keys(name="secret_key", by="ada")
    restart(settings)
    assert settings.SECRET_KEY_FALLBACKS == []
    assert return_code_cookie.holder_from(request) is None
    assert client.get("/staff/").status_code == 200


# --- Both acts, whichever key --------------------------------------------------------------------

NAMES = ("secret_key", "pepper", "seal_key")


@pytest.mark.parametrize("name", NAMES)
def test_a_rotation_is_audited_without_any_key(db, name):
    (old,) = rotating_keys()[name].file.ids
    new = rotate_key(name=name, by="ada")
    assert audited("rotate_key") == [(new, {"key": name, "before": [old]})]
    keys = rotating_keys()[name].file.keys
    assert not any(key in str(list(IdentityAudit.objects.values())) for key in keys)


@pytest.mark.parametrize("name", NAMES)
def test_an_old_key_stays_while_something_under_way_may_need_it(db, name):
    rotate_key(name=name, by="ada")
    with pytest.raises(TooEarlyError, match="not before"):
        destroy_old_keys(name=name, by="ada")
    assert len(rotating_keys()[name].file.keys) == 2
    days_later(name)
    destroy_old_keys(name=name, by="ada")
    assert len(rotating_keys()[name].file.keys) == 1
    # With nothing to destroy there is nothing to wait for, and nothing is audited.
    destroy_old_keys(name=name, by="ada")
    assert len(audited("destroy_key")) == 1


class CrashError(Exception):
    pass


STEPS = ("file.add", "renew", "audit", "file.remove")


def crashing(monkeypatch, name: str, step: str, after: bool):
    """Have one step raise, before or after it has done its work."""
    key = rotating_keys()[name]

    def crash(work):
        def stand_in(*args, **kwargs):
            if after:
                work(*args, **kwargs)
            raise CrashError

        return stand_in

    if step == "audit":
        monkeypatch.setattr(key_rotation, "audit_identity", crash(key_rotation.audit_identity))
    elif step == "renew":
        stopped = {**rotating_keys(), name: key._replace(renew=crash(key.renew))}
        monkeypatch.setattr(key_rotation, "rotating_keys", lambda: stopped)
    else:
        method = step.removeprefix("file.")
        monkeypatch.setattr(key.file, method, crash(getattr(key.file, method)))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["pepper", "seal_key"])
def test_an_act_that_was_interrupted_is_called_again(sealed, monkeypatch, name, step, after):
    opened, token = sealed
    code = factories.respond(opened)
    file = rotating_keys()[name].file
    (first,) = file.ids

    def everything_works() -> None:
        assert responding.holder_by_code(code=code) is not None
        assert unlock_token(bytes(Mail.objects.get().sealed_token)) == token
        opened.refresh_from_db()
        unwrap_private_key(bytes(opened.wrapped_private_key))

    with monkeypatch.context() as patch, suppress(CrashError):
        crashing(patch, name, step, after)
        rotate_key(name=name, by="ada")
    everything_works()
    if not audited("rotate_key"):
        rotate_key(name=name, by="ada")
    assert len(file.ids) == 2
    assert audited("rotate_key") == [(file.newest_id, {"key": name, "before": [first]})]
    everything_works()
    if name == "pepper":
        Envelope.objects.all().delete()
        Round.objects.exclude(state="draft").update(state="closed", wrapped_private_key=b"")
    with monkeypatch.context() as patch, suppress(CrashError):
        crashing(patch, name, step, after)
        destroy_old_keys(name=name, by="ada", at_once=True)
    destroy_old_keys(name=name, by="ada", at_once=True)
    assert file.ids == [audited("rotate_key")[0][0]]
    assert audited("destroy_key") == [(first, {"key": name})]
    if name == "seal_key":
        everything_works()


# --- The commands --------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_commands_say_what_is_new_and_what_needs_the_old(open_round, settings):
    settings.PEPPERS.add()
    new, old = settings.PEPPERS.ids
    Round.objects.update(pepper_id=old)
    said = run("list_keys")
    assert f"  {new}  in use\n  {old}  needed by round 1 of forum, open\n" in said
    assert said.index("secret_key: changed") < said.index("pepper: ") < said.index("seal_key: ")
    said = run("rotate_key", "secret_key")
    assert said.startswith(f"secret_key: the new key is {settings.SECRET_KEYS.newest_id}.")
    assert "Start web, worker and beat anew" in said
    with pytest.raises(CommandError, match="Nothing was destroyed: not before"):
        run("rotate_key", "secret_key", "--finish")
    assert run("rotate_key", "pepper", "--finish", "--at-once").endswith(
        f"  {old}  needed by round 1 of forum, open\n"
    )
    settings.SEAL_KEYS.path.unlink()
    assert f"seal_key: there is no key in {settings.SEAL_KEYS.path}\n" in run("list_keys")


def test_rewrapping_leaves_nothing_of_the_old_key_in_the_files(db, monkeypatch):
    scrubbed = []
    monkeypatch.setattr(
        "cs2survey.management.commands.rotate_key.scrub", lambda *what: scrubbed.append(what)
    )
    run("rotate_key", "seal_key")
    assert scrubbed == [(), (MAILS,), (SEMINARS,), (SECOND_FACTORS,)]
    run("rotate_key", "pepper")
    assert len(scrubbed) == 4
