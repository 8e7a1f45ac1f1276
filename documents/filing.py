"""The worker behind the job ``document.render``: draw, archive, file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

from core.base.errors import NotFound, Refused
from core.commands.execute import execute
from core.commands.house import House
from core.commands.jobs import Progress, Work
from core.commands.registry import records_of
from core.database.engine import reading
from core.journal.issued import Document, paper_of
from core.papers.commands import FileDocument
from documents.archive import Archive
from documents.kinds import Kinds
from documents.worker import RenderWorker


def kinds_of(house: House) -> Kinds:
    """The built-in kinds and those of the enabled plugins; a kind that cannot be used is left out."""
    known = Kinds()
    for kinds in house.suite.functions.hook.document_kinds():
        for name, folder in kinds.items():
            with suppress(Refused):  # «vendome plugin check» says why
                known = known.with_more({name: folder})
    return known


def archive_of(house: House) -> Archive:
    """The house's archive."""
    return Archive(house.archive_folder)


@contextmanager
def drawing(house: House) -> Iterator[Work]:
    """A warm child process that draws; gives ``work(house, {"document": id})``.

    The work is safe to repeat: the same paper gives the same bytes, the archive holds them once, the filing has one
    key.
    """
    archive = archive_of(house)
    with RenderWorker(kinds_of(house)) as worker:

        def work(house: House, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
            identity = str(payload["document"])
            with reading(house.engine) as session:
                document = session.get(Document, UUID(identity))
                if document is None:
                    raise NotFound(f"No document {identity} is known.")
                entry = {"document": identity, "kind": document.kind, "languages": list(document.languages)}
                if document.state == "filed" and document.sha256:
                    return entry | {
                        "sha256": document.sha256,
                        "file": str(archive.path(document.sha256)),
                        "pages": document.pages,
                    }
                paper = paper_of(session, document, records_of(house.suite))
            drawn = worker.render(paper)
            sha256 = archive.put(drawn.pdf)
            execute(
                house,
                FileDocument(identity, sha256, len(drawn.pdf), drawn.pages, drawn.template_version),
                house.system(),
                f"file:{identity}",
            )
            return entry | {
                "number": paper.number,
                "sha256": sha256,
                "file": str(archive.path(sha256)),
                "pages": drawn.pages,
            }

        yield work
