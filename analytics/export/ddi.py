"""The codebook as DDI-Codebook 2.5, which archives of social science read.

The standard fixes the order of elements, so they are written here in its order.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.functional import Promise

from analytics.export import sentences
from analytics.export.codebook import status_of
from analytics.export.labels import LabelledColumn, LabelledTable, Texts
from analytics.export.publication import Publication
from analytics.export.wordings import QuestionWordings, published_questions
from analytics.release.citation import name_in_both_scripts
from analytics.release.schema.columns import Column, MeasurementLevel, Type
from surveys.ddi_elements import add, codebook_root, written
from surveys.languages import own_names

REPRESENTATIONS = {
    Type.TEXT: "text",
    Type.INTEGER: "numeric",
    Type.NUMBER: "numeric",
    Type.MARK: "code",
}
NATURES = {
    MeasurementLevel.NOMINAL: "nominal",
    MeasurementLevel.ORDINAL: "ordinal",
    MeasurementLevel.SCALE: "interval",
}
# The variable of the blocks that says which question a row is about.
QUESTIONS = ("blocks", "question")

# The names of data files, which begin with that of their table, and their media types.
Files = Sequence[tuple[str, str]]


def ddi(publication: Publication, files: Files = ()) -> bytes:
    """The XML document; ``files`` are the data files that it describes."""
    root = codebook_root()
    _document(root, publication)
    _study(root, publication)
    for table in publication.tables:
        of_table = [file for file in files if file[0].startswith(f"{table.name}.")]
        _file(root, publication, table, of_table)
    _data(root, publication)
    return written(root)


def _in_each(parent: Element, name: str, texts: Texts, tags: Sequence[str]) -> None:
    """A child for each language; where there is no text it says so."""
    for tag in tags:
        with sentences.in_language(tag):
            add(parent, name, sentences.text_or_note(texts, tag), lang=tag)


def _sentence(
    parent: Element, name: str, publication: Publication, sentence: str | Promise
) -> None:
    """A sentence of ours in each language of the round."""
    for tag in publication.languages:
        with sentences.in_language(tag):
            if sentence:
                add(parent, name, sentence, lang=tag)


# --- The document and the study ------------------------------------------------------------------


def _document(root: Element, publication: Publication) -> None:
    document = add(root, "docDscr")
    _citation(document, publication)
    for tag in publication.languages:
        with sentences.in_language(tag):
            status = sentences.STATUSES[status_of(publication, tag)] or sentences.no_text(tag)
            add(document, "notes", f"{own_names([tag]) or tag}: {status}", lang=tag)


def _study(root: Element, publication: Publication) -> None:
    study = add(root, "stdyDscr")
    _citation(study, publication)
    information = add(study, "stdyInfo")
    if publication.simulated:
        _sentence(information, "abstract", publication, sentences.SIMULATED)
    _summary(information, publication)
    _method(study, publication)
    _access(study, publication)
    _sentence(study, "notes", publication, sentences.changes_words(publication))


def _citation(parent: Element, publication: Publication) -> None:
    metadata = publication.metadata
    citation = add(parent, "citation")
    titles = add(citation, "titlStmt")
    by_tag = {tag: title for tag in publication.languages if (title := publication.title(tag))}
    for place, (tag, title) in enumerate(by_tag.items()):
        add(titles, "parTitl" if place else "titl", title, lang=tag)
    if not by_tag:
        add(titles, "titl", metadata["study"]["slug"])
    add(titles, "IDNo", metadata["release"], agency=metadata["software"]["name"])
    attribution = metadata.get("attribution", {})
    _responsible(citation, attribution)
    production = add(citation, "prodStmt")
    add(production, "prodDate", metadata["round"]["closed_on"])
    _software(production, publication)
    if publisher := attribution.get("publisher"):
        add(add(citation, "distStmt"), "distrbtr", publisher["name"])
    series = add(citation, "serStmt")
    add(series, "serName", metadata["study"]["slug"])
    for tag in publication.languages:
        if title := publication.round_title(tag):
            add(series, "serInfo", title, lang=tag)
    version = add(citation, "verStmt")
    add(version, "version", f"SHA-256 {publication.checksum}", type="checksum")
    add(citation, "biblCit", publication.citation, lang="en")


def _responsible(citation: Element, attribution: Mapping[str, Any]) -> None:
    """The creators, and whoever contributed, where the study names somebody."""
    named = [*attribution.get("creators", ()), *attribution.get("contributors", ())]
    statement = add(citation, "rspStmt") if named else citation
    for agent in named:
        affiliation = {"affiliation": agent["affiliation"]} if "affiliation" in agent else {}
        words = name_in_both_scripts(agent)
        if role := agent.get("type"):
            add(statement, "othId", words, role=role, **affiliation)
        else:
            add(statement, "AuthEnty", words, **affiliation)


def _software(parent: Element, publication: Publication) -> None:
    software = publication.metadata["software"]
    add(parent, "software", software["name"], version=software["version"])


def _summary(parent: Element, publication: Publication) -> None:
    round = publication.metadata["round"]
    summary = add(parent, "sumDscr")
    for event in ("start", "end"):
        if day := round["opened_on" if event == "start" else "closed_on"]:
            add(summary, "collDate", day, date=day, event=event)
    _sentence(summary, "anlyUnit", publication, sentences.UNIT)
    _sentence(summary, "universe", publication, sentences.UNIVERSE)
    records = publication.content.records
    kind = sentences.FIGURES_AND_RECORDS if records else sentences.FIGURES
    _sentence(summary, "dataKind", publication, kind)


def _method(parent: Element, publication: Publication) -> None:
    method = add(parent, "method")
    collection = add(method, "dataColl")
    _sentence(collection, "collMode", publication, sentences.MODE)
    instrument = publication.metadata["instrument"]
    named = f"{instrument['slug']} {instrument['version']}, SHA-256 {instrument['checksum']}"
    add(collection, "resInstru", f"{named}. {instrument['source']}", lang="en")
    _sentence(collection, "weight", publication, sentences.WEIGHTING)
    _sentence(method, "notes", publication, sentences.DISCLOSURE)
    _sentence(method, "notes", publication, sentences.records_words(publication))


def _access(parent: Element, publication: Publication) -> None:
    access = add(parent, "dataAccs")
    for tag in publication.languages:
        with sentences.in_language(tag):
            use = add(access, "useStmt")
            add(use, "confDec", sentences.CONFIDENTIALITY, lang=tag)
            add(use, "citReq", sentences.PLEASE_CITE, lang=tag)
            add(use, "conditions", publication.metadata["licence"], lang="en")
            if publication.simulated:
                add(use, "disclaimer", sentences.SIMULATED, lang=tag)


# --- Files and variables -------------------------------------------------------------------------


def _file(root: Element, publication: Publication, table: LabelledTable, files: Files) -> None:
    description = add(root, "fileDscr", ID=f"F_{table.name}")
    for name, media_type in files:
        text = add(description, "fileTxt")
        add(text, "fileName", name)
        size = add(text, "dimensns")
        add(size, "caseQnty", len(table.table.rows))
        add(size, "varQnty", len(table.columns))
        charset = {"charset": "UTF-8"} if media_type.startswith("text/") else {}
        add(text, "fileType", media_type, **charset)
        _software(text, publication)
    _in_each(description, "notes", table.titles, publication.languages)


def _data(root: Element, publication: Publication) -> None:
    data = add(root, "dataDscr")
    for table in publication.tables:
        variables = " ".join(_id(table, column) for column in table.columns)
        group = add(data, "varGrp", type="file", name=table.name, var=variables)
        _in_each(group, "labl", table.titles, publication.languages)
    for table in publication.tables:
        for column in table.columns:
            _variable(data, publication, table, column)


def _id(table: LabelledTable, column: LabelledColumn) -> str:
    return f"V_{table.name}_{column.name}"


def _variable(
    data: Element, publication: Publication, table: LabelledTable, labelled: LabelledColumn
) -> None:
    tags, column = publication.languages, labelled.column
    unit = {"measUnit": column.unit} if column.unit else {}
    variable = add(
        data,
        "var",
        ID=_id(table, labelled),
        name=column.name,
        files=f"F_{table.name}",
        intrvl="contin" if column.type is Type.NUMBER else "discrete",
        nature=NATURES[column.level],
        representationType=REPRESENTATIONS[column.type],
        **unit,
    )
    _in_each(variable, "labl", labelled.labels, tags)
    if (table.name, column.name) == QUESTIONS:
        for question in published_questions(publication.content, publication.document, tags):
            _question(variable, question)
    _range(variable, column)
    for value, texts in labelled.values.items():
        category = add(variable, "catgry", missing="N")
        add(category, "catValu", value)
        _in_each(category, "labl", texts, tags)
    for reason, texts in labelled.reasons.items():
        category = add(variable, "catgry", missing="Y", missType=reason.key)
        add(category, "catValu", int(reason))
        _in_each(category, "labl", texts, tags)
    add(variable, "varFormat", type="character" if column.type is Type.TEXT else "numeric")


def _range(variable: Element, column: Column) -> None:
    """The least and the greatest value, as far as there are."""
    limits = {"min": column.minimum, "max": column.maximum}
    given = {name: f"{limit:g}" for name, limit in limits.items() if limit is not None}
    if given:
        units = "REAL" if column.type is Type.NUMBER else "INT"
        add(add(variable, "valrng"), "range", UNITS=units, **given)


def _question(variable: Element, question: QuestionWordings) -> None:
    identifier = re.sub(r"[^\w.-]", ".", f"{question.lens}.{question.spec.key}")
    element = add(variable, "qstn", ID=identifier, seqNo=str(question.spec.position))
    _in_each(element, "qstnLit", question.texts, tuple(question.wordings))
