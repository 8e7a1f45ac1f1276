"""What this room brings: the job that draws and files a paper, and how kinds of paper are examined."""

from __future__ import annotations

from core.commands.jobs import Job
from core.commands.registry import Declaration
from core.papers.about import about_paper
from documents.examination import examine_kinds

declaration = Declaration(
    "documents",
    jobs={
        "document.render": Job(
            "draw and file a paper",
            "documents.filing:drawing",
            about=about_paper,
            failing="could not be drawn",
            # The drawing process ends a page of its own accord after a minute.
            patience=150,
        )
    },
    examines_papers=examine_kinds,
)
