"""Which scopes of a token each route of the API needs, by the route's name.

A route that is not named here needs all of them.
"""

from collections.abc import Mapping

from analytics.release.schema.tables import TABLES
from surveys.models.staff import ApiToken

Scope = ApiToken.Scope

METADATA = (
    *("api_studies", "api_study", "api_rounds", "api_releases", "api_release", "api_codebook"),
    *("api_instrument", "api_parties", "api_threats"),
)
ROUTES: Mapping[str, frozenset[Scope]] = {
    **dict.fromkeys(METADATA, frozenset({Scope.METADATA})),
    **{f"api_{name}": frozenset({Scope.TABLES}) for name in TABLES},
    "api_references": frozenset({Scope.TABLES}),
    "api_records": frozenset({Scope.RECORDS}),
    "api_canonical": frozenset({Scope.FILES}),
    "api_files": frozenset({Scope.FILES}),
    "api_file": frozenset({Scope.FILES}),
}
# What these answer with holds the records too: of a release that has any, they need that scope.
WITH_RECORDS = frozenset({"api_canonical", "api_file"})
