import re
from xml.etree import ElementTree

import pytest

from analytics.export.ddi import ddi
from analytics.release.rows import in_order
from surveys.ddi_elements import NAMESPACE
from tests.analytics.export.publications import BLOCKS, RECORD, RELEASE, ROSE, VIGNETTE, publication

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# What may stand in an element and in which order, by the schema of DDI-Codebook 2.5 (of 17 January
# 2012); * may be repeated. An element that is not here holds text alone.
ORDER = {
    "codeBook": "docDscr* stdyDscr* fileDscr* dataDscr* otherMat*",
    "docDscr": "citation guide docStatus docSrc* controlledVocabUsed* notes*",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt* verStmt* biblCit holdings* notes*",
    "titlStmt": "titl subTitl* altTitl* parTitl* IDNo*",
    "rspStmt": "AuthEnty* othId*",
    "distStmt": "distrbtr* contact* depositr* depDate* distDate*",
    "prodStmt": "producer* copyright prodDate* prodPlac* software* fundAg* grantNo*",
    "serStmt": "serName* serInfo*",
    "verStmt": "version verResp* notes*",
    "stdyDscr": "citation* studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs* "
    "othrStdyMat* notes*",
    "stdyInfo": "studyBudget* subject* abstract* sumDscr* qualityStatement notes* "
    "exPostEvaluation*",
    "sumDscr": "timePrd* collDate* nation* geogCover* geogUnit* geoBndBox boundPoly anlyUnit* "
    "universe* dataKind*",
    "method": "dataColl* notes* anlyInfo* stdyClas* dataProcessing* codingInstructions*",
    "dataColl": "timeMeth* dataCollector* collectorTraining* frequenc* sampProc* sampleFrame* "
    "targetSampleSize* deviat* collMode* resInstru* instrumentDevelopment* sources collSitu* "
    "actMin* ConOps* weight* cleanOps*",
    "dataAccs": "setAvail* useStmt* notes*",
    "useStmt": "confDec specPerm restrctn contact* citReq deposReq conditions disclaimer",
    "fileDscr": "fileTxt* locMap notes*",
    "fileTxt": "fileName fileCitation fileCont fileStrc dimensns fileType format filePlac "
    "dataChck* ProcStat dataMsng software* verStmt",
    "dimensns": "caseQnty* varQnty* logRecL* recPrCas* recNumTot*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "varGrp": "labl* txt* concept* defntn universe notes*",
    "var": "location* labl* imputation security embargo respUnit anlysUnit qstn* valrng* "
    "invalrng* undocCod* universe* TotlResp sumStat* txt* stdCatgry* catgryGrp* catgry* codInstr* "
    "verStmt* concept* derivation varFormat geoMap* catLevel* notes*",
    "qstn": "qstnLit*",
    "valrng": "item* range* key notes*",
    "catgry": "catValu labl* txt* catStat* mrow",
}
FILES = [("blocks.csv", "text/csv"), ("blocks.parquet", "application/x")]


def read(told, files=()):
    return ElementTree.fromstring(ddi(told, files))


def name(element):
    assert element.tag.startswith(f"{{{NAMESPACE}}}")
    return element.tag.partition("}")[2]


def all_of(root, path):
    return root.findall("/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/")))


def texts(root, path):
    return [(found.get(LANGUAGE), found.text) for found in all_of(root, path)]


def faults(element):
    """Children that the schema does not know in their place."""
    children = [name(child) for child in element]
    allowed = ORDER.get(name(element), "").split()
    pattern = "".join(
        f"(?:{step.rstrip('*')},){'*' if step.endswith('*') else '?'}" for step in allowed
    )
    if not re.fullmatch(pattern, "".join(f"{child}," for child in children)):
        yield f"{name(element)}: {children}"
    for child in element:
        yield from faults(child)


@pytest.mark.parametrize("simulated", [True, False])
def test_every_element_is_where_the_schema_has_it(simulated):
    told = publication(
        ["en", "ja", "fr"],
        blocks=[*BLOCKS, VIGNETTE],
        changes=[ROSE],
        records=[RECORD],
        simulated=simulated,
    )
    root = read(told, FILES)
    assert list(faults(root)) == []
    assert (name(root), root.get("version")) == ("codeBook", "2.5")


def test_the_check_of_the_order_would_find_a_fault():
    root = read(publication())
    (variable, *_) = all_of(root, "dataDscr/var")
    variable.append(variable[0])
    (fault,) = faults(root)
    assert fault.startswith("var: ['labl'")


def test_identifiers_are_unique_and_those_referred_to_are_there():
    root = read(publication(blocks=[*BLOCKS, VIGNETTE]), FILES)
    found = [element.get("ID") for element in root.iter() if element.get("ID")]
    assert len(found) == len(set(found)) > 100
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", each) for each in found)
    for element in root.iter():
        for attribute in ("files", "var"):
            assert set((element.get(attribute) or "").split()) <= set(found)


def test_the_citation_has_the_titles_of_every_language_that_has_one():
    root = read(publication(["en", "ja", "fr"]))
    for place in ("docDscr", "stdyDscr"):
        assert texts(root, f"{place}/citation/titlStmt/titl") == [("en", "Forum")]
        assert texts(root, f"{place}/citation/titlStmt/parTitl") == [("ja", "フォーラム")]
        assert texts(root, f"{place}/citation/titlStmt/IDNo") == [(None, RELEASE)]
    assert texts(root, "stdyDscr/citation/serStmt/serInfo") == [("en", "Second round")]
    (software,) = all_of(root, "stdyDscr/citation/prodStmt/software")
    assert (software.text, software.get("version")) == ("cs2survey", "0.2.0")


def test_a_study_without_any_title_is_called_by_its_slug():
    told = publication(["fr"])
    assert texts(read(told), "stdyDscr/citation/titlStmt/titl") == [(None, "forum")]


def test_status_of_the_languages_disclosure_and_weights_are_reported():
    root = read(publication(["en", "ja", "fr"]))
    told = dict(texts(root, "docDscr/notes"))
    assert told["en"] == "English: the text that the questionnaire was written in"
    assert told["ja"].startswith("日本語: ")
    assert told["fr"] == "fr: (no text in fr)"
    assert "in steps of three people" in dict(texts(root, "stdyDscr/method/notes"))["en"]
    weights = dict(texts(root, "stdyDscr/method/dataColl/weight"))
    assert weights["en"].startswith("People are not weighted")
    assert texts(root, "stdyDscr/dataAccs/useStmt/conditions")[0] == ("en", "As agreed.")


@pytest.mark.parametrize("simulated", [True, False])
def test_made_up_answers_are_named(simulated):
    root = read(publication(simulated=simulated))
    warnings = texts(root, "stdyDscr/stdyInfo/abstract")
    assert bool(warnings) == bool(all_of(root, "stdyDscr/dataAccs/useStmt/disclaimer")) == simulated


def test_the_files_of_each_table_are_reported_with_its_size():
    root = read(publication(), FILES)
    files = {each.get("ID"): each for each in all_of(root, "fileDscr")}
    assert list(files) == ["F_blocks", "F_cells", "F_means", "F_undetermined"]
    assert texts(files["F_blocks"], "fileTxt/fileName") == [
        (None, "blocks.csv"),
        (None, "blocks.parquet"),
    ]
    assert texts(files["F_blocks"], "fileTxt/dimensns/caseQnty")[0] == (None, "3")
    assert [each.get("charset") for each in all_of(files["F_blocks"], "fileTxt/fileType")] == [
        "UTF-8",
        None,
    ]


# --- Variables -----------------------------------------------------------------------------------


def variable(root, identifier):
    (found,) = (each for each in all_of(root, "dataDscr/var") if each.get("ID") == identifier)
    return found


def test_a_variable_has_labels_values_and_reasons_for_missing_ones():
    root = read(publication(["en", "fr"]))
    low = variable(root, "V_blocks_cum_none_low")
    assert (low.get("name"), low.get("files"), low.get("intrvl")) == (
        "cum_none_low",
        "F_blocks",
        "discrete",
    )
    assert texts(low, "labl")[1] == ("fr", "(no text in fr)")
    (category,) = all_of(low, "catgry")
    assert (category.get("missing"), category.get("missType")) == ("Y", "below_five")
    assert texts(category, "catValu") == [(None, "-5")]
    lens = variable(root, "V_blocks_lens")
    assert {each.get("missing") for each in all_of(lens, "catgry")} == {"N"}
    assert texts(lens, "catgry/catValu")[0] == (None, "perceived")
    delta = variable(root, "V_cells_delta")
    assert (delta.get("intrvl"), delta.get("nature")) == ("contin", "interval")
    (limits,) = all_of(delta, "valrng/range")
    assert limits.attrib == {"UNITS": "REAL", "min": "-1", "max": "1"}
    assert low.get("measUnit") == "people"
    (format,) = all_of(lens, "varFormat")
    assert format.get("type") == "character"


def test_the_questions_stand_with_the_variable_that_names_them():
    told = publication(["en", "ja", "fr"])
    root = read(told)
    questions = all_of(variable(root, "V_blocks_question"), "qstn")
    assert [each.get("ID") for each in questions] == [
        "perceived.PRC.JPN.military",
        "assessed.PRC.JPN.military",
        "perceived.PRC.JPN.economic",
    ]
    words = dict(texts(questions[0], "qstnLit"))
    assert words["en"].startswith("In your professional judgement, how serious a concern")
    assert words["ja"].startswith("専門家としてのご判断では")
    assert words["fr"] == "(no text in fr)"
    assert len(all_of(root, "dataDscr/var/qstn")) == len(in_order(told.content.blocks))


def test_one_language_alone():
    root = read(publication(["en", "ja"]).in_language("ja"))
    assert {each.get(LANGUAGE) for each in root.iter("{ddi:codebook:2_5}labl")} == {"ja"}


def test_whoever_is_named_is_responsible_for_the_data():
    creator = {"name": "王缉思", "kind": "person", "latin": "Wang Jisi", "affiliation": "PKU"}
    translator = {"type": "Translator", "name": "佐藤花子", "kind": "person"}
    attribution = {
        "creators": [creator],
        "contributors": [translator],
        "publisher": {"name": "Forum Press"},
    }
    root = read(publication(attribution=attribution))
    assert list(faults(root)) == []
    (author,) = all_of(root, "stdyDscr/citation/rspStmt/AuthEnty")
    assert (author.text, author.get("affiliation")) == ("王缉思 (Wang Jisi)", "PKU")
    (other,) = all_of(root, "stdyDscr/citation/rspStmt/othId")
    assert (other.text, other.get("role")) == ("佐藤花子", "Translator")
    assert texts(root, "stdyDscr/citation/distStmt/distrbtr") == [(None, "Forum Press")]
    nobody = read(publication(attribution={}))
    assert all_of(nobody, "stdyDscr/citation/rspStmt") == []
