"""Plain rows are stored as Django would have stored the objects made of them."""

import uuid

from surveys.bulk_rows import insert_rows
from surveys.models.job import Job
from surveys.models.response import Response
from surveys.models.round import Round
from tests import factories


def test_rows_are_read_back_as_they_were_given(open_round):
    rows = [(uuid.uuid4(), open_round.pk, "participant", "PRC", "", f"{n}" * 64) for n in range(3)]
    names = ("id", "round", "seat", "side", "level", "withdrawal_tag")
    insert_rows(Response, names, iter(rows))
    fields = ("pk", "round_id", "seat", "side", "level", "withdrawal_tag")
    assert set(Response.objects.values_list(*fields)) == set(rows)
    insert_rows(Response, names, [])
    assert Response.objects.count() == 3


def test_null_json_and_days_are_stored_too(study):
    draft = factories.make_round(study, state="draft")
    values = {f.name: f.value_from_object(draft) for f in Round._meta.concrete_fields}
    values |= {"id": uuid.uuid4(), "number": 9, "turnout": [["participant", "ü\t\\N", 1]]}
    insert_rows(Round, list(values), [list(values.values())])
    stored = Round.objects.get(number=9)
    assert stored.turnout == [["participant", "ü\t\\N", 1]]
    assert (stored.title, stored.opened_on) == (draft.title, None)
    assert not Job.objects.exists()
