"""How much a paper costs beside bare WeasyPrint, warm: ``python tests/benchmarks/documents_render.py``.

Bare is WeasyPrint alone on the same HTML, the same parsed styles and the same fonts, in the same process. The worker's
time holds everything: plain values to JSON, the pipe, the template, the layout, the examination of glyphs, the hash.
Runs alternate, and the median of each is compared. Exit 1 when a ratio is above 1.3.
"""

from __future__ import annotations

import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import weasyprint

from documents.kinds import Kinds
from documents.page import compose
from documents.preview import preview
from documents.render import Press
from documents.worker import RenderWorker
from plugins.repairs.plugin import plugin as repairs

LIMIT = 1.3
ROUNDS = 9
LANGUAGES = (("fr",), ("ja", "fr"), ("ar", "en"))


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    """Print the machine and a line per kind and language; 0 when every ratio is within the limit."""
    processor = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "")
    print(f"{platform.platform()}; {processor.partition(':')[2].strip()}; Python {platform.python_version()};")
    print(f"WeasyPrint {weasyprint.__version__}; {ROUNDS} rounds, medians; limit {LIMIT}")
    kinds, press, worst = Kinds().with_more(repairs.document_kinds()), Press(), 0.0
    with RenderWorker(kinds) as worker:
        for name, kind in kinds.items():
            for languages in LANGUAGES:
                paper = preview(kind, languages)
                composed = compose(paper, kind)
                worker.render(paper)
                press.bare(composed, kind)
                bare, whole = [], []
                for _ in range(ROUNDS):
                    bare.append(seconds(lambda: press.bare(composed, kind)))  # noqa: B023 - run at once
                    whole.append(seconds(lambda: worker.render(paper)))  # noqa: B023 - run at once
                ratio = statistics.median(whole) / statistics.median(bare)
                worst = max(worst, ratio)
                print(
                    f"{name:18} {'+'.join(languages):8} bare {statistics.median(bare) * 1000:6.0f} ms   "
                    f"worker {statistics.median(whole) * 1000:6.0f} ms   ratio {ratio:.2f}"
                )
    print(f"worst ratio {worst:.2f}: {'within' if worst <= LIMIT else 'ABOVE'} {LIMIT}")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
