"""Documents that a user writes: scenarios and claims, in YAML, validated before anything is computed."""

from __future__ import annotations

import re
import reprlib
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from equipoise.errors import DataError, UnknownNameError

_STRICT = ConfigDict(extra="forbid", frozen=True)
Kind = Literal["measurable", "counterfactual", "judgement"]


class Publication(BaseModel):
    """The text whose statements are examined."""

    model_config = _STRICT
    title: str
    author: str
    publisher: str
    date: str
    url: str


class CallQuestion(BaseModel):
    """Who is asked for help, when, and on what trigger."""

    model_config = _STRICT
    trigger: Literal["internal", "external", "disaster"]
    date: date
    to: Annotated[list[str], Field(min_length=1)]


class Place(BaseModel):
    """A place of the case, shown on the map."""

    model_config = _STRICT
    name: str
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class Scenario(BaseModel):
    """A case: a state, a day, a call, and where its dated events are.

    `case_id` names rows of the tables `events`, `reactions`, `contributions` and `losses`; `leave_out` names the
    episodes of the calls panel that must not inform a forecast of this case; `clauses` names clauses whose worth is
    asked, such as `clause:OTS=cst_art4`; `issue` is the file of an issue under negotiation, beside the scenario, or the
    id of a shipped scenario whose issue is meant; `recovery` is the file, beside the scenario, that says what to
    compare before and after the event.
    """

    model_config = _STRICT
    id: str
    title: str
    state: str
    as_of: date
    case_id: str | None = None
    leave_out: list[str] = []
    powers: list[str] = ["RUS", "CHN", "EU", "TUR", "USA"]
    organisations: list[str] = []
    places: list[Place] = []
    call: CallQuestion | None = None
    clauses: list[str] = []
    issue: str | None = None
    recovery: str | None = None
    about: Publication | None = None


class Criterion(BaseModel):
    """One test of a claim: a quantity, a threshold, and why this threshold.

    A criterion either measures (`evidence` with `above` or `below`) or names the model that it still waits for
    (`needs`). A decisive criterion that waits makes the whole claim untestable for now.
    """

    model_config = _STRICT
    id: str
    text: str
    evidence: str | None = None
    args: dict[str, Any] = {}
    above: float | None = None
    below: float | None = None
    needs: str | None = None
    decisive: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _measures_or_waits(self) -> Criterion:
        if (self.evidence is None) == (self.needs is None):
            raise ValueError("give either evidence or needs")
        if self.evidence is not None and (self.above is None) == (self.below is None):
            raise ValueError("give either above or below with evidence")
        return self


class Claim(BaseModel):
    """A statement in our own words, and the criteria that settle it."""

    model_config = _STRICT
    id: str
    statement: str
    kind: Kind
    as_of: date | None = None
    criteria: Annotated[list[Criterion], Field(min_length=1)]


class Claims(BaseModel):
    """All claims of a scenario."""

    model_config = _STRICT
    claims: Annotated[list[Claim], Field(min_length=1)]

    @model_validator(mode="after")
    def _told_apart(self) -> Claims:
        ids = [claim.id for claim in self.claims]
        twice = sorted({claim_id for claim_id in ids if ids.count(claim_id) > 1})
        if twice:
            raise ValueError(f"claim id {twice[0]!r} is used twice")
        return self


Document = TypeVar("Document", bound=BaseModel)


def packs() -> Mapping[str, Path]:
    """Return the folders of the scenarios that ship with Equipoise, by id."""
    root = Path(str(resources.files("equipoise.scenarios") / "packs"))
    return {folder.name: folder for folder in sorted(root.iterdir()) if (folder / "scenario.yaml").is_file()}


def find_pack(text: str) -> Path:
    """Return the folder of a scenario: the id of a shipped one, or a path to a folder or a `scenario.yaml`.

    Parameters
    ----------
    text : str
        Id or path.

    Returns
    -------
    pathlib.Path
        Folder that holds `scenario.yaml`.

    Raises
    ------
    UnknownNameError
        If it is neither.
    """
    shipped = packs()
    if text in shipped:
        return shipped[text]
    path = Path(text)
    if _is_file(path):
        return path.parent
    if _is_file(path / "scenario.yaml"):
        return path
    raise UnknownNameError("scenario", text, shipped)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no name that a file could have
        return False


def load_scenario(text: str) -> Scenario:
    """Load a scenario by id or path.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    DataError
        If its file is not a valid scenario.
    """
    path = Path(text)
    return read_document(path if _is_file(path) else find_pack(text) / "scenario.yaml", Scenario)


def load_claims(text: str) -> list[Claim]:
    """Load the claims of a scenario by id or path; a scenario without claims has none.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    DataError
        If its claims are not valid.
    """
    path = find_pack(text) / "claims.yaml"
    return list(read_document(path, Claims).claims) if path.is_file() else []


def issue_file(text: str) -> Path | None:
    """Return the file of the issue that a scenario names, or None where it names none.

    Parameters
    ----------
    text : str
        Id of a scenario, or path to one.

    Returns
    -------
    pathlib.Path or None
        The file.

    Raises
    ------
    UnknownNameError
        If there is no such scenario.
    DataError
        If the scenario is not valid, or what it names is neither a file beside it nor the id of a shipped scenario.
    """
    named = load_scenario(text).issue
    if named is None:
        return None
    if named in packs():
        return issue_file(named)
    folder = find_pack(text).resolve()
    path = (folder / named).resolve()
    if not path.is_relative_to(folder):
        raise DataError(
            f"scenario {text!r}: issue {named!r} is neither a file beside it nor the id of a shipped scenario"
        )
    if not _is_file(path):
        raise DataError(f"scenario {text!r}: there is no file {named!r} of an issue")
    return path


def read_document(path: Path, form: type[Document]) -> Document:
    """Read a YAML document of a declared form.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    form : type of pydantic.BaseModel
        What it must hold.

    Returns
    -------
    pydantic.BaseModel
        The document.

    Raises
    ------
    DataError
        If the file cannot be read, is not YAML, or does not have the form; the message names the place.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {str(path)!r}: {error}") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path} is not valid YAML: {_yaml_place(error)}") from error
    except (ValueError, RecursionError, AttributeError, LookupError) as error:
        # A date such as 2022-02-30, brackets without end, and tags of values that do not fit them.
        raise DataError(f"{path} is not valid YAML: {error}") from error
    return checked(content, form, str(path))


def checked(content: object, form: type[Document], name: str) -> Document:
    """Return the content of a YAML file as a document of a declared form.

    Parameters
    ----------
    content : object
        What the file holds, parsed.
    form : type of pydantic.BaseModel
        What it must hold.
    name : str
        Name of the file, for the message.

    Returns
    -------
    pydantic.BaseModel
        The document.

    Raises
    ------
    DataError
        If it does not have the form; the message names file and place.
    """
    try:
        return form.model_validate(content)
    except ValidationError as error:
        raise DataError(f"{name}: {_first_fault(error, form)}") from error


def _yaml_place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "cannot be parsed"
    return str(problem) if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: {problem}"


def _first_fault(error: ValidationError, form: type[BaseModel]) -> str:
    # A misspelt field is missing and unknown at once; the unknown one tells the user what to do.
    fault = min(error.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")
    if fault["type"] == "extra_forbidden":
        place, forms = _followed(form, fault["loc"][:-1])
        fields = [name for inner in forms for name in inner.model_fields]
        inside = f"{'.'.join(place)}: " if place else ""
        return inside + str(UnknownNameError("field", _word(fault["loc"][-1]), fields, show=20))
    place, _ = _followed(form, fault["loc"])
    told = f"{fault['msg'][0].lower()}{fault['msg'][1:]}"
    if not place and _NAMED_PLACE.match(told):  # found only with the document as a whole before one's eyes
        return told.removeprefix(_VALUE_ERROR)
    return f"{'.'.join(place) or 'document'}: {told} (given: {_brief(fault['input'])})"


_VALUE_ERROR = "value error, "
_NAMED_PLACE = re.compile(_VALUE_ERROR + r"[a-z_]+(\.[\w-]+)*: ")


def _brief(value: object) -> str:
    """Return a value of a document in a few words; it can be endless (YAML aliases), or too long a number to write."""
    try:
        return textwrap.shorten(_BRIEF.repr(value), 60, placeholder="...")
    except ValueError:
        return "a number of thousands of digits"


_BRIEF = reprlib.Repr()
_BRIEF.maxlevel, _BRIEF.maxstring, _BRIEF.maxother = 3, 60, 60


def _word(part: int | str) -> str:
    return textwrap.shorten(str(part), 60, placeholder="...") or repr(part)


def _followed(form: type[BaseModel], place: Sequence[int | str]) -> tuple[list[str], list[type[BaseModel]]]:
    """Return a place as a path of the YAML text, and the forms that may stand there.

    The words by which a validator tells apart the members of a union (`edits.0.perform.at`) are in no text; they choose
    a member and leave the path.
    """
    path: list[str] = []
    here: list[object] = [form]
    for part in place:
        inner = [found for one in here for found in _entered(one, part)]
        if inner:
            path.append(_word(part))
        elif isinstance(part, str) and any(_is_form(one) for one in here):
            inner = [one for one in here if _is_tagged(one, part)] or here
        else:
            path.append(_word(part))
        here = inner
    return path, [one for one in here if isinstance(one, type) and issubclass(one, BaseModel)]


def _entered(annotation: object, part: int | str) -> list[object]:
    """Return the types of what lies at a field, an index or a key of a type; none where it has no such part."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return [] if field is None else _members(field.annotation)
    kind, inner = get_origin(annotation), get_args(annotation)
    if kind in (list, tuple) and isinstance(part, int) and inner:
        return _members(inner[0])
    if kind is dict:
        return _members(inner[1])
    return []


def _members(annotation: object) -> list[object]:
    """Return the types that an annotation such as `list[Claim] | None` allows."""
    kind = get_origin(annotation)
    if kind is Annotated:
        return _members(get_args(annotation)[0])
    if kind in (Union, UnionType):
        return [member for one in get_args(annotation) for member in _members(one)]
    return [annotation]


def _is_form(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_tagged(annotation: object, tag: str) -> bool:
    """Return whether a form has a field that can only be this word."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return False
    return any(get_args(field.annotation) == (tag,) for field in annotation.model_fields.values())
