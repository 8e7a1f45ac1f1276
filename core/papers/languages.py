"""In which languages a paper is drawn."""

from __future__ import annotations

from core.base.findings import Finding
from core.customers.on_paper import script_of_language
from core.jurisdictions.region import Card


def paper_languages(card: Card, wished: str, boutique_language: str) -> tuple[str, ...]:
    """Languages of a paper in a country: the one wished, if its boutiques offer it, then those the law requires.

    ``wished``: BCP 47 of the client. At most two: a paper with three is read by nobody.
    """
    chosen = _offered(card, wished) or _offered(card, "en") or boutique_language
    rest = [language for language in card.required if language != chosen]
    if not rest and card.beside and chosen in card.required and card.beside != chosen:
        rest = [card.beside]
    return (chosen, *rest[:1])


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
