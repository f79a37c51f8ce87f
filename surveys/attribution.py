"""Who made the data of a study, who publishes them, and under which licence they may be used.

    {"creators": [agent, …], "contributors": [agent with a "type", …],
     "publisher": {"name": …, "ror": …}, "licence": SPDX identifier}

An agent is a person or an organisation: "name" as it is written, "kind", and as far as they are
given "family", "given", "latin" (the name in Latin letters), "orcid", "affiliation" and "ror",
which is that of the affiliation, or of the organisation itself. What is not given is left out.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

PERSON, ORGANISATION = "person", "organisation"
KIND_LABELS = {PERSON: _("A person"), ORGANISATION: _("An organisation")}

CREATOR = "creator"
# The types of contributors that DataCite knows, version 4.6 of its schema.
CONTRIBUTOR_LABELS = {
    "ContactPerson": _("Contact person"),
    "DataCollector": _("Collected the data"),
    "DataCurator": _("Curated the data"),
    "DataManager": _("Managed the data"),
    "Distributor": _("Distributor"),
    "Editor": _("Editor"),
    "HostingInstitution": _("Host institution"),
    "Producer": _("Producer"),
    "ProjectLeader": _("Led the project"),
    "ProjectManager": _("Managed the project"),
    "ProjectMember": _("Member of the project"),
    "RegistrationAgency": _("Registration agency"),
    "RegistrationAuthority": _("Registration authority"),
    "RelatedPerson": _("Related person"),
    "Researcher": _("Researcher"),
    "ResearchGroup": _("Research group"),
    "RightsHolder": _("Rights holder"),
    "Sponsor": _("Sponsor"),
    "Supervisor": _("Supervisor"),
    "Translator": _("Translator"),
    "WorkPackageLeader": _("Led a work package"),
    "Other": _("Contributed otherwise"),
}
# What an agent may have, in the order in which it is kept.
PARTICULARS = ("name", "kind", "family", "given", "latin", "orcid", "affiliation", "ror")


def attribution_of(
    agents: list[dict[str, Any]], *, publisher: str, publisher_ror: str, licence: str
) -> dict[str, Any]:
    """Return what a study keeps of these agents, each with its `role`, in their order."""
    creators = [_kept(agent) for agent in agents if agent["role"] == CREATOR]
    contributors = [
        {"type": agent["role"], **_kept(agent)} for agent in agents if agent["role"] != CREATOR
    ]
    published_by = {"name": publisher, "ror": publisher_ror}
    kept = {
        "creators": creators,
        "contributors": contributors,
        "publisher": {name: value for name, value in published_by.items() if value},
        "licence": licence,
    }
    return {name: value for name, value in kept.items() if value}


def _kept(agent: dict[str, Any]) -> dict[str, str]:
    return {name: agent[name] for name in PARTICULARS if agent.get(name)}


def agents_of(attribution: dict[str, Any]) -> list[dict[str, str]]:
    """Return the creators and then the contributors, each with its `role`."""
    creators = [{"role": CREATOR, **agent} for agent in attribution.get("creators", [])]
    contributors = [
        {"role": agent["type"], **agent} for agent in attribution.get("contributors", [])
    ]
    return creators + contributors
