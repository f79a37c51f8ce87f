"""Lists of people to invite, as organisers write them."""

from surveys.delivering.guests import Guest, read_guests
from surveys.models.round import Round

MAIL_HEADER = "name,address,seat,side,language"
THREE = (
    f"{MAIL_HEADER}\n"
    "Professor Wang,wang@example.org,participant,PRC,zh-Hans\n"
    "高橋,takahashi@example.org,assessor,JPN,ja\n"
    "박 교수,park@example.org,,ROK,ko\n"
)


def three(round: Round) -> list[Guest]:
    return read_guests(THREE.encode(), round=round, way="email")
