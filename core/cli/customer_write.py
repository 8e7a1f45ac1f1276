"""Add a client by hand, and set the fields that countries keep of one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from core.base.errors import Refused
from core.cli.context import Acting, AsJson, Key, acting, fresh_key, open_cli, show
from core.commands.execute import execute, rehearse
from core.commands.house import House
from core.customers.commands import RegisterCustomer, SetProfile
from core.customers.rows import name_cards
from core.database.access import Actor

DryRun = Annotated[bool, typer.Option("--dry-run", help="Check only; write nothing.")]


def add(
    given: Annotated[str, typer.Option(help="Given name, in Latin letters where there are some.")] = "",
    surname: Annotated[str, typer.Option(help="Surname; of an organisation, its name.")] = "",
    surname_prefix: Annotated[str, typer.Option(help="Prefix of the surname, which is then without it: de.")] = "",
    native_given: Annotated[str, typer.Option(help="Given name in the client's own script.")] = "",
    native_surname: Annotated[str, typer.Option(help="Surname in the client's own script.")] = "",
    kana_given: Annotated[str, typer.Option(help="Reading of the given name in kana.")] = "",
    kana_family: Annotated[str, typer.Option(help="Reading of the surname in kana.")] = "",
    language: Annotated[str, typer.Option(help="BCP 47 language the client reads, such as fr or zh-Hans.")] = "en",
    name_language: Annotated[str, typer.Option(help="Language of the name, if another.")] = "",
    native_language: Annotated[str, typer.Option(help="Language of the native name, if another.")] = "",
    residence: Annotated[str | None, typer.Option(help="Country where the client lives, such as JP.")] = None,
    born: Annotated[str | None, typer.Option(metavar="DAY", help="Date of birth, 1990-05-17.")] = None,
    wish: Annotated[str, typer.Option(help="Form of address wished: madam, sir, none.")] = "",
    email: Annotated[list[str] | None, typer.Option(help="E-mail address; once for each.")] = None,
    phone: Annotated[list[str] | None, typer.Option(help="Phone number; once for each.")] = None,
    contact: Annotated[list[str] | None, typer.Option(help="SERVICE=NAME, such as wechat=xue88.")] = None,
    preference: Annotated[list[str] | None, typer.Option(help="TOPIC=TASTE, such as ring size=54.")] = None,
    boutique: Annotated[str | None, typer.Option(help="Where the client was met (default: where who acts works).")] = (
        None
    ),
    organisation: Annotated[bool, typer.Option("--organisation", help="A company, not a person.")] = False,
    dry_run: DryRun = False,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Take a client into the base, findable at once by any reading of the name.

    Example: vendome customer add --given Claire --surname "La Tour" --surname-prefix de --language fr --residence FR

    Example: vendome customer add --native-given 花子 --native-surname 山田 --kana-family ヤマダ --language ja
    """
    names = name_cards(
        _filled({"given": given, "surname": surname, "surname-prefix": surname_prefix}),
        _filled({"given": native_given, "surname": native_surname}),
        _filled({"given": kana_given, "family": kana_family}) or None,
        language=language,
        name_language=name_language,
        native_language=native_language,
    )
    house = open_cli()
    actor = acting(house, who, RegisterCustomer.verb)
    command = RegisterCustomer(
        names,
        language,
        kind="organisation" if organisation else "person",
        wish=wish,
        residence=residence,
        birth_date=_day(born),
        contacts=(
            *(("email", value) for value in email or ()),
            *(("phone", value) for value in phone or ()),
            *(_pair(text, "contact", "wechat=xue88") for text in contact or ()),
        ),
        preferences=tuple(_pair(text, "preference", "ring size=54") for text in preference or ()),
        boutique=_boutique(house, actor, boutique),
    )
    if dry_run:
        answer = dict(rehearse(house, command, actor)) | {"number": None}
    else:
        answer = dict(execute(house, command, actor, fresh_key(house, key)))
    said = f"Added: {answer['number']}" if answer["number"] else "This client would be added; nothing was written."
    show(answer, as_json=as_json, table=lambda: _slip(said, answer))


def set_(
    number: Annotated[str, typer.Argument(help="The client's number, C-…")],
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="Fields; FIELD= clears one.")],
    dry_run: DryRun = False,
    who: Acting = None,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Set fields that enabled countries keep of a client; «vendome region show» lists them.

    Example: vendome customer set C-7F3K2M9Q fr.siret=73282932000074 cn.wechat_openid=
    """
    wanted: dict[str, str | None] = {}
    for text in values:
        field, value = _pair(text, "field", "fr.siret=73282932000074")
        if field in wanted:
            raise Refused(f"{field} is given twice. Give it once.")
        wanted[field] = value or None
    house = open_cli()
    actor = acting(house, who, SetProfile.verb)
    command = SetProfile(number, wanted)
    if dry_run:
        answer = dict(rehearse(house, command, actor))
    else:
        answer = dict(execute(house, command, actor, fresh_key(house, key)))
    kept = answer["number"]
    said = "This would be set; nothing was written." if dry_run else f"Set for {kept}: {', '.join(wanted)}"
    show(answer, as_json=as_json, table=lambda: _slip(said, answer))


def _boutique(house: House, actor: Actor, code: str | None) -> str | None:
    if code is not None:
        return house.shop(code).boutique
    return next(iter(actor.boutiques)) if actor.boutiques is not None and len(actor.boutiques) == 1 else None


def _filled(fields: dict[str, str]) -> dict[str, str]:
    return {field: text for field, text in fields.items() if text}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"{text!r} is no day. Write it like 1990-05-17.") from None


def _pair(text: str, what: str, example: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise Refused(f"{text!r} is no {what}. Write it like {example}.")
    return name.strip(), value


def _slip(said: str, answer: dict[str, Any]) -> RenderableType:
    return Group(Text(said), *(Text(f"{f['level']}: {f['text']}", style="yellow") for f in answer["findings"]))
