"""Reads YAML into plain data together with the line of every field."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from surveys.instruments.errors import Path, Problem

STR, INT, BOOL, NULL, MAP, SEQ = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null", "map", "seq")
)

# The questionnaire that is shipped has 50,000 characters, 6,000 fields and a depth of 9.
LARGEST_FILE = 1_000_000  # characters
MOST_FIELDS = 100_000
DEEPEST = 30


class TooMuchError(Exception):
    """A file that is read no further: it has more in it than a questionnaire can have."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem, self.line = problem, line


class _Loader(yaml.SafeLoader):
    """Reads scalars as JSON would: ``no``, ``on``, ``12:30`` and ``2013-11-08`` are words.

    Raises TooMuchError before much is made of a file.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.fields, self.depth = 0, 0

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:
        self.fields += 1
        self.depth += 1
        line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
        if self.depth > DEEPEST:
            raise TooMuchError("is nested too deeply; make it flatter", line)
        if self.fields > MOST_FIELDS:
            raise TooMuchError(f"has more than {MOST_FIELDS} fields; leave something out", line)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(BOOL, re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver(INT, re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_Loader.add_implicit_resolver(NULL, re.compile(r"^(?:null|~|)$"), ["n", "~", ""])


@dataclass
class Source:
    """What a file holds.

    ``content`` is made of dict, list, str, int, bool and None. ``lines`` gives the line, from 1, of
    every path. With ``problems`` the content is not to be used.
    """

    content: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


def load(text: str) -> Source:
    """Read YAML text. Faults of writing are in ``problems``; nothing is raised."""
    source = Source()
    if len(text) > LARGEST_FILE:
        message = f"has more than {LARGEST_FILE} characters; leave something out"
        source.problems.append(Problem((), message, 1))
        return source
    try:
        node = yaml.compose(text, Loader=_Loader)
        if node is None:
            source.problems.append(Problem((), "is empty; write the questionnaire here", 1))
        else:
            source.content = _value(node, (), node.start_mark.line + 1, source)
    except yaml.reader.ReaderError as error:
        source.problems.append(_unreadable(text, error))
    except yaml.MarkedYAMLError as error:
        source.problems.append(_misspelt(error))
    except TooMuchError as error:
        source.problems.append(Problem((), error.problem, error.line))
    return source


def nodes(text: str) -> dict[Path, yaml.Node]:
    """Return the node of every field, by path, of YAML text that `load` reads without problems."""
    found: dict[Path, yaml.Node] = {}

    def collect(node: yaml.Node, path: Path) -> None:
        found[path] = node
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                collect(value, (*path, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for position, value in enumerate(node.value):
                collect(value, (*path, position))

    whole = yaml.compose(text, Loader=_Loader)
    if whole is not None:
        collect(whole, ())
    return found


def _value(node: yaml.Node, path: Path, line: int, source: Source) -> Any:
    source.lines[path] = line
    if id(node) in source.seen:
        source.problems.append(Problem(path, "is an alias (*); write the value out again", line))
        return None
    source.seen.add(id(node))
    if isinstance(node, yaml.MappingNode) and node.tag == MAP:
        return _mapping(node, path, source)
    if isinstance(node, yaml.SequenceNode) and node.tag == SEQ:
        return [
            _value(entry, (*path, position), entry.start_mark.line + 1, source)
            for position, entry in enumerate(node.value)
        ]
    return _scalar(node, path, line, source)


def _mapping(node: yaml.MappingNode, path: Path, source: Source) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            source.problems.append(Problem(path, "has a field name that is not a word", line))
            continue
        key = str(key_node.value)
        if key in content:
            first = source.lines[(*path, key)]
            message = f"is given twice, first in line {first}; keep one of them"
            source.problems.append(Problem((*path, key), message, line))
            continue
        content[key] = _value(value_node, (*path, key), line, source)
    return content


def _scalar(node: yaml.Node, path: Path, line: int, source: Source) -> Any:
    if isinstance(node, yaml.ScalarNode):
        if node.tag == STR:
            return str(node.value)
        if node.tag == INT and re.fullmatch(r"-?[0-9]{1,18}", node.value):
            return int(node.value)
        if node.tag == BOOL and node.value in ("true", "false"):
            return node.value == "true"
        if node.tag == NULL:
            return None
    tag = str(node.tag).replace("tag:yaml.org,2002:", "!!")
    message = f"has the tag or value {tag}, which is not read; write plain text instead"
    source.problems.append(Problem(path, message, line))
    return None


def _misspelt(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = error.problem or error.context or "cannot be read"
    hint = "mend the indentation, the colon or the quotation marks here or in the line above"
    return Problem((), f"is not YAML: {what}; {hint}", mark.line + 1 if mark else 1)


def _unreadable(text: str, error: yaml.reader.ReaderError) -> Problem:
    line = text.count("\n", 0, error.position) + 1
    return Problem(
        (), f"has a character that YAML forbids (code {error.character}); delete it", line
    )
