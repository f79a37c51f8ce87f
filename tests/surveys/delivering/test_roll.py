from surveys.delivering.guests import read_list
from surveys.delivering.handing_out import hand_out
from surveys.delivering.roll import compare_with_roll
from surveys.models.mail import Mail
from tests.surveys.delivering.lists import MAIL_HEADER, THREE, three


def remarks(round, text, way="email"):
    """(line, problems) of each line with any, and the notes."""
    reading = read_list(text.encode(), round=round, way=way)
    compare_with_roll(reading, round, way)
    return [(line.number, line.problems) for line in reading.lines if line.problems], reading.notes


def test_who_is_invited_already_is_marked_by_name_or_address(open_round):
    hand_out(round=open_round, guests=three(open_round), way="email", by="ada")
    again = (
        f"{MAIL_HEADER}\n"
        "professor WANG,new@example.org,participant,PRC,en\n"
        "Another,Park@example.org,participant,ROK,ko\n"
        "Somebody New,new2@example.org,participant,USA,en\n"
    )
    assert remarks(open_round, again) == (
        [
            (2, ["professor WANG is invited to this round already"]),
            (3, ["Another is invited to this round already"]),
        ],
        [],
    )


def test_whose_mail_came_back_gets_a_new_link_by_mail_and_only_so(open_round):
    hand_out(round=open_round, guests=three(open_round), way="email", by="ada")
    Mail.objects.filter(address="wang@example.org").update(state="bounced", sealed_token=b"")
    faults, notes = remarks(open_round, THREE)
    assert [number for number, _problems in faults] == [3, 4]
    assert notes == ["Professor Wang gets a new link, in place of the one whose mail came back."]
    listed = "name,seat,side,language\nProfessor Wang,participant,PRC,en\n"
    faults, _notes = remarks(open_round, listed, "list")
    assert [number for number, _problems in faults] == [2]
