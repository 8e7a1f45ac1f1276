"""Records: what the journal keeps, as values. One writer, one canonical text, one reader.

A record is a frozen dataclass with a ``schema`` (``vendome.sale/1``) and a ``kind``. A room lists the kinds it posts in
its ``record.py`` (``RECORDS``: the journal's kind → the class now written). What was posted is hashed and stays as it
is: a change of shape is a new version of the schema, and the class says in ``earlier`` how an older text becomes one of
its own values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

from core.base.errors import Refused, VendomeError


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a text of a record looks like, for its JSON Schema: a regular expression of ECMA-262."""

    regex: str


#: Decimal text of an amount in the record's currency (or the one beside it): ``-12.50``.
Amount = Annotated[str, Pattern(r"^-?[0-9]{1,13}(\.[0-9]{1,4})?$")]
#: Decimal text of a rate: ``0.20`` for 20 percent, ``0.912325`` between two currencies.
Rate = Annotated[str, Pattern(r"^[0-9]+(\.[0-9]+)?$")]
#: A day: ``2026-11-21``.
Day = Annotated[str, Pattern(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
#: An instant in UTC: ``2026-11-21T14:05:09Z``.
Instant = Annotated[str, Pattern(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
#: The same where the boutique is: ``2026-11-21T15:05:09+01:00``.
LocalTime = Annotated[str, Pattern(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}$")]
#: SHA-256 in hexadecimal.
Digest = Annotated[str, Pattern(r"^[0-9a-f]{64}$")]
#: A text by language (BCP 47).
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Earlier:
    """How an older version is read: its class, and the function from its value to the present one."""

    shape: type[Record]
    upward: Callable[[Any], Record]


class Record:
    """Base of every record: a frozen dataclass by keyword, with slots (without them the library that reads leaves a
    field out that was not written, and it could not be missed).

    A subclass gives ``schema`` and ``kind`` as literal types with their value as default; ``earlier``: schema → how it
    is read.
    """

    __slots__ = ()
    earlier: ClassVar[Mapping[str, Earlier]] = MappingProxyType({})

    @property
    def schema(self) -> str:
        """Name and version of its shape."""
        raise NotImplementedError

    @property
    def kind(self) -> str:
        """Which of the schema's records it is."""
        raise NotImplementedError


R = TypeVar("R", bound=Record)


class Unreadable(VendomeError):
    """A record that is not what its schema says, or whose schema nobody here knows."""

    kind = "unreadable"


def written(record: Record) -> str:
    """The record's canonical text, as :func:`core.base.text.canonical` writes plain values: what is hashed and kept."""
    return str(_encoder().encode(record), "utf-8")


def plain(record: Record) -> Mapping[str, Any]:
    """The record as plain values, for whoever knows maps only: a country's hook, a check of every text."""
    import msgspec  # a tenth of a second, spent only where a record is read or written

    values: dict[str, Any] = msgspec.to_builtins(record)
    return values


def read(text: str, wanted: type[R], name: str = "") -> R:
    """The record of a canonical text, as a value of the present class whatever version it was written in.

    ``name``: the record's printed number, for the refusal. Unreadable, naming record and field, where the text is not
    exactly a record of that kind: what is read writes the same text again, so nothing of it is passed over.
    """
    import msgspec

    shape: type[Record] = wanted
    try:
        try:
            record: Record = _decoder(wanted).decode(text)
        except msgspec.ValidationError:
            older = wanted.earlier.get(_schema_of(text))
            if older is None:
                raise
            shape = older.shape
            record = _decoder(shape).decode(text)
    except msgspec.MsgspecError as fault:
        raise Unreadable(_misfit(name, wanted, str(fault), _schema_of(text))) from None
    if written(record) != text:
        astray = next(_differences(msgspec.json.decode(text), plain(record), ""), "its text is not canonical")
        raise Unreadable(_misfit(name, wanted, astray, _schema_of(text)))
    if shape is wanted:
        return record  # type: ignore[return-value]  # decoded as ``wanted`` just above
    return wanted.earlier[record.schema].upward(record)  # type: ignore[return-value]  # its class promises it


def schema_of(shape: type[Record]) -> str:
    """The schema that a class of record is of: ``vendome.sale/1``."""
    return next(str(field.default) for field in _fields(shape) if field.name == "schema")


def kind_of(kinds: Mapping[str, type[Record]], kind: str, name: str = "") -> type[Record]:
    """The class of a kind of journal record. Unreadable where nobody that takes part posts it."""
    found = kinds.get(kind)
    if found is None:
        raise Unreadable(
            f"Nobody here reads records of kind {kind!r}{f' such as {name}' if name else ''}. Enable the plugin that "
            "posted it («vendome plugin list»)."
        )
    return found


def from_plain(values: Mapping[str, Any], wanted: type[R], where: str) -> R:
    """A record from plain values, such as a page's sample. Refused, naming the field, when one is missing, of the wrong
    sort or unknown; ``where`` says in the refusal whose values they are."""
    import msgspec

    try:
        record: R = msgspec.convert(values, wanted)
    except msgspec.ValidationError as fault:
        raise Refused(
            f"{where} does not fit {schema_of(wanted)}: {_readable(str(fault))}. Correct that value."
        ) from None
    surplus = next((one for one in _differences(values, plain(record), "") if one.endswith(_UNKNOWN)), None)
    if surplus:
        raise Refused(
            f"{where} does not fit {schema_of(wanted)}: {surplus}. Take it out, or write it as the schema does."
        )
    return record


def json_schema(kind: str, wanted: type[Record]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind of journal record as it is written now: every field stands in every one."""
    import msgspec

    schema: dict[str, Any] = msgspec.json.schema(wanted)
    classes = {shape.__name__: shape for shape in shapes(wanted)}
    for name, node in schema["$defs"].items():
        hints = get_type_hints(classes[name], include_extras=True)
        for key, field in node["properties"].items():
            _describe(field, hints[key])
        node["properties"] = dict(sorted(node["properties"].items()))
        node["required"] = sorted(node["properties"])
        node["additionalProperties"] = False
    top = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:vendome:{kind}:{schema_of(wanted).rpartition('/')[2]}",
        "title": f"{kind}, {schema_of(wanted)}",
    }
    return top | schema


_UNKNOWN = " is unknown"
_AT = re.compile(r"(?P<what>.*) - at `\$\.?(?P<field>.*)`", re.DOTALL)


@cache
def _encoder() -> Any:
    import msgspec

    return msgspec.json.Encoder(order="sorted")


_DECODERS: dict[type[Record], Any] = {}


def _decoder(shape: type[Record]) -> Any:
    import msgspec

    if shape not in _DECODERS:
        _DECODERS[shape] = msgspec.json.Decoder(shape)
    return _DECODERS[shape]


@dataclass(frozen=True)
class _Head:
    schema: str


def _schema_of(text: str) -> str:
    import msgspec

    try:
        return msgspec.json.decode(text, type=_Head).schema
    except msgspec.MsgspecError:
        return ""


def _misfit(name: str, wanted: type[Record], fault: str, schema: str) -> str:
    record = f"The record of {name}" if name else "A record"
    known = (schema_of(wanted), *wanted.earlier)
    if schema not in known:
        return (
            f"{record} has the schema {schema!r}, and this version reads {' and '.join(known)}. "
            "Install the version that posted it."
        )
    misfit = f"{record} does not fit {schema}: {_readable(fault)}."
    return f"{misfit} Run «vendome journal verify» and restore it from a backup."


def _readable(fault: str) -> str:
    """«totals.net: expected str, got int» of the library's own sentence."""
    found = _AT.fullmatch(fault)
    what = found["what"] if found else fault
    sentence = what[:1].lower() + what[1:].replace("`", "")
    return f"{found['field']}: {sentence}" if found else sentence


def _differences(values: Any, own: Any, path: str) -> Iterator[str]:
    """Where plain values differ from those that a record made of them holds, the first first."""
    if isinstance(values, Mapping) and isinstance(own, Mapping):
        for key in sorted({*values, *own}):
            here = f"{path}.{key}" if path else str(key)
            if key not in own:
                yield here + _UNKNOWN
            elif key not in values:
                yield f"{here} is missing"
            else:
                yield from _differences(values[key], own[key], here)
    elif isinstance(values, list | tuple) and isinstance(own, list | tuple):
        for n, (one, other) in enumerate(zip(values, own, strict=True)):
            yield from _differences(one, other, f"{path}[{n}]")
    elif values != own:
        yield f"{path} is {values!r:.80}"


def _fields(shape: Any) -> tuple[Field[Any], ...]:
    return fields(shape)


def shapes(shape: type) -> Iterator[type]:
    """A dataclass and those of its fields, however deep."""
    yield shape
    hints = get_type_hints(shape)
    for field in _fields(shape):
        for part in _parts(hints[field.name]):
            if is_dataclass(part) and isinstance(part, type):
                yield from shapes(part)


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _describe(node: dict[str, Any], hint: Any) -> None:
    """Write the pattern of a field's texts into its node of the schema. A default says nothing of what is written."""
    node.pop("default", None)
    if get_origin(hint) is Annotated:
        for note in get_args(hint)[1:]:
            if isinstance(note, Pattern):
                node["pattern"] = note.regex
        return
    for branch in node.get("anyOf", ()):
        for part in get_args(hint):
            if get_origin(part) is Annotated and branch.get("type") == "string":
                _describe(branch, part)
