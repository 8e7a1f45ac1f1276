"""In which languages a paper is drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.base.errors import Refused
from core.base.findings import Finding
from core.base.languages import fallbacks, known_language
from core.customers.on_paper import script_of_language
from core.jurisdictions.region import Card


def paper_languages(card: Card, wished: str, boutique_language: str) -> tuple[str, ...]:
    """Languages of a paper in a country: the one wished, if its boutiques offer it, then those the law requires.

    ``wished``: BCP 47 of the client. At most two: a paper with three is read by nobody.
    """
    chosen = _offered(card, wished) or _offered(card, "en") or boutique_language
    return (chosen, *_beside(card, chosen))


def copy_languages(card: Card, wished: Sequence[str], spoken: Collection[str]) -> tuple[str, ...]:
    """Languages of a further paper: those wished, one or two, the client's first, and the law's beside one alone.

    ``spoken``: those that the house has words in. Refused: what is no language, one in which there are no words and
    which the country does not offer either, a pair without any that the law requires.
    """
    chosen = []
    for language in wished:
        found = _offered(card, known_language(language)) or language
        if found not in card.offered and not {*fallbacks(found)} & {*spoken}:
            raise Refused(f"No paper speaks {language}. The house has words in {', '.join(sorted(spoken))}.")
        chosen.append(found)
    if len(chosen) == 1:
        return (*chosen, *_beside(card, chosen[0]))
    if card.required and not {*card.required} & {*chosen}:
        pair = "+".join([*chosen[:1], card.required[0]])
        raise Refused(f"The law of {card.name} wants {card.required[0]} on its papers. Write such as {pair}.")
    return tuple(chosen)


def _beside(card: Card, chosen: str) -> tuple[str, ...]:
    """What stands beside the language chosen: the first other that the law requires, else what custom puts there."""
    rest = [language for language in card.required if language != chosen]
    if not rest and card.beside and chosen in card.required and card.beside != chosen:
        rest = [card.beside]
    return tuple(rest[:1])


def unoffered(card: Card, wished: str) -> tuple[Finding, ...]:
    """What to tell who serves of the language wished for the papers, "" being no wish: that the country's boutiques do
    not offer it."""
    if not wished or _offered(card, wished):
        return ()
    offered = ", ".join(card.offered)
    text = f"{card.name} offers no papers in {wished}; they come in another language. It offers {offered}."
    return (Finding("warn", "papers.language", text),)


def _offered(card: Card, language: str) -> str | None:
    if language in card.offered:
        return language
    base = language.split("-")[0]
    return next(
        (
            o
            for o in card.offered
            if o == base or (o.split("-")[0] == base and script_of_language(o) == script_of_language(language))
        ),
        None,
    )
