"""What the catalogue says of a release: whoever may read the release may read it, and no more."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.export import sentences
from analytics.export.availability import variant_for
from analytics.export.citations.description import DescribedFile, Description, described
from analytics.export.citations.formats import FORMATS, IN_FILES
from analytics.export.citations.schema_org import dataset
from analytics.export.citations.signposting import Link, links
from analytics.export.publication import Publication
from analytics.export.queries import REVISION, publication_of
from analytics.export.store import StoredFiles, stored_files
from analytics.export.wordings import QuestionWordings, published_questions
from analytics.models import Release
from analytics.release.audience import may_read
from analytics.release.citation import citation, name_in_both_scripts
from analytics.release.dois import doi_of
from analytics.release.queries import visible_changes_of
from analytics.release.rows import BlockRow
from analytics.vocabulary.questions import LENSES
from analytics.web.access import Reader
from analytics.web.pages.data_access import snippets
from analytics.web.pages.shared import Words, page_context, words_of
from surveys.access import RUNS
from surveys.attribution import CONTRIBUTOR_LABELS
from surveys.instruments.document import ABOUT
from surveys.languages import day_in_words, own_names

# What could end the element that holds a text.
NOT_IN_A_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "<>&"}


def description_of(reader: Reader, publication: Publication | None = None) -> Description:
    """The release as its reader finds it here: with its DOI, its address, and the files made."""
    release = reader.release
    publication = publication or _publication(reader)
    stored = stored_files(release.checksum, variant_for(release, reader.who))
    return described(
        publication,
        doi=doi_of(release),
        address=_address("catalogue_entry", release.pk),
        files=_files(release, stored),
    )


def _publication(reader: Reader) -> Publication:
    release = reader.release
    return publication_of(release, visible_changes_of(release, reader.who, REVISION))


def _address(name: str, *arguments: object) -> str:
    """As others reach it, whatever the request named."""
    return f"{settings.BASE_URL}{reverse(name, args=arguments)}"


def _files(release: Release, stored: StoredFiles | None) -> list[DescribedFile]:
    """The files as far as they are made, the archive first."""
    return [
        DescribedFile(
            file.name,
            file.media_type,
            file.size,
            file.sha256,
            file.description["en"],
            _address("api_file", release.pk, file.name),
        )
        for file in (stored.files if stored else ())
    ]


def record_links(release: Release) -> list[Link]:
    """To the descriptions of the release in other formats."""
    return [
        Link(
            "describedby",
            _address("catalogue_record", release.pk, form.name),
            form.media_type,
            form.profile,
        )
        for form in FORMATS
    ]


def typed_links(reader: Reader, description: Description) -> list[Link]:
    return links(description, record_links(reader.release))


# --- The page of a release -----------------------------------------------------------------------


def catalogue_entry(reader: Reader) -> dict[str, Any]:
    release, publication = reader.release, _publication(reader)
    description, words = description_of(reader, publication), words_of(release)
    round, is_public = release.round, may_read(release, None)
    return page_context(reader) | {
        "description": description,
        "citation": citation(release, description.doi),
        "is_public": is_public,
        "opened_on": day_in_words(round.opened_on),
        "closed_on": day_in_words(round.closed_on),
        "languages": own_names(publication.languages),
        "creators": _named(release.metadata.get("attribution", {}).get("creators", ())),
        "contributors": _named(release.metadata.get("attribution", {}).get("contributors", ())),
        "questions": _questions(publication),
        "groups": _groups(words, publication.content.blocks),
        "about": sentences.ABOUT,
        "mode": sentences.MODE,
        "computed": [sentences.DISCLOSURE, sentences.WEIGHTING, sentences.EMPTY],
        "methods": _methods(release),
        "limits": _limits(publication),
        "records": [_record(description, form, release) for form in FORMATS],
        "snippets": list(snippets(release, f"{publication.name}.zip")),
        "archive": description.files[0] if description.files else None,
        "dataset": _in_a_page(dataset(description)),
        "files_url": reverse("files", args=[release.pk]) if reader.is_staff or is_public else "",
        "doi_url": reader.url("release_doi") if reader.who in RUNS else "",
        "alternates": record_links(release),
    }


def _in_a_page(data: dict[str, Any]) -> str:
    """As JSON to stand as it is between the tags of a script that is data and never runs."""
    return json.dumps(data, ensure_ascii=False).translate(NOT_IN_A_SCRIPT)


def _record(description: Description, form: Any, release: Release) -> dict[str, Any]:
    """A format with its address, and what stands in it, to be copied where people copy it."""
    return {
        "name": form.name,
        "what": form.what,
        "url": reverse("catalogue_record", args=[release.pk, form.name]),
        "text": form.write(description).decode().strip() if form in IN_FILES else "",
    }


def _named(agents: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    return [
        agent
        | {
            "words": name_in_both_scripts(agent),
            "type": CONTRIBUTOR_LABELS.get(agent.get("type", ""), ""),
        }
        for agent in agents
    ]


def _questions(publication: Publication) -> list[dict[str, Any]]:
    """What was asked through each lens, word for word, in each language of the round."""
    asked = published_questions(publication.content, publication.document, publication.languages)
    by_lens: dict[str, list[QuestionWordings]] = {}
    for question in asked:
        by_lens.setdefault(question.lens, []).append(question)
    return [
        {
            "id": f"lens-{lens}",
            "title": _("about people themselves") if lens == ABOUT else LENSES[lens],
            "questions": [question.texts for question in questions],
        }
        for lens, questions in by_lens.items()
    ]


def _groups(words: Words, blocks: Iterable[BlockRow]) -> list[dict[str, str]]:
    """The size of each group as the release publishes it: the least and the greatest it has."""
    sizes: dict[str, set[int]] = {}
    for block in blocks:
        sizes.setdefault(block.group, set()).add(block.n)
    return [
        {"name": words.group_name(group), "n": _range(sizes[group])}
        for group in sorted(sizes, key=words.place_of)
    ]


def _range(sizes: set[int]) -> str:
    least, most = min(sizes), max(sizes)
    return str(most) if least == most else f"{least}–{most}"


def _methods(release: Release) -> list[tuple[str, str]]:
    """What the release itself says of its method, in English: each part under its name."""
    method: dict[str, Any] = release.metadata["method"]
    said = {
        name: part.get("description", "") if isinstance(part, dict) else part
        for name, part in method.items()
    }
    return [(name, text) for name, text in said.items() if text and isinstance(text, str)]


def _limits(publication: Publication) -> list[Any]:
    limits = (
        _(
            "Those who answered were invited and not drawn at random: what they say holds for "
            "them, and not for their countries."
        ),
        _("What the panel says is a view of people whom the sides named, and not the truth."),
        sentences.records_words(publication),
        sentences.pooling_words(publication),
        sentences.changes_words(publication),
        sentences.CONFIDENTIALITY,
    )
    return [limit for limit in limits if limit]
