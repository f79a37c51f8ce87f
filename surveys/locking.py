"""The state of a round, held until the transaction ends, so that nothing arrives after closing."""

from django.db import connection

from surveys.models.round import Round


def state_locked(round: Round) -> str:
    """Return the state; whoever locks or shares the round as well waits for this transaction."""
    rows = Round.objects.select_for_update().values_list("state", flat=True)
    return str(rows.get(pk=round.pk))


def state_shared(round: Round) -> str:
    """Return the state; others may share it at the same time, whoever locks the round waits.

    Django has no words for FOR SHARE. SQLite has none either: one transaction writes at a time.
    """
    sql, parameters = Round.objects.filter(pk=round.pk).values_list("state").query.sql_with_params()
    shared = " FOR SHARE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(sql + shared, parameters)
        (state,) = cursor.fetchone()
    return str(state)
