"""How many names a second one core formats; by hand.

Usage, from the root of the tree::

    python -m tests.benchmarks.person_names_speed [SECONDS]

200,000 names are made from the seed, and no whole name is ever cached; locales, scripts and lengths vary.
Prints the machine, the seed, the time of the first call, calls a second and their ratio to the limit; the exit code
is 1 below the limit.
"""

from __future__ import annotations

import platform
import random
import sys
import time
from typing import Literal

LIMIT = 100_000
SEED = 20_260_301
SYLLABLES = {
    "fr": ("Latn", ["Au", "re", "lle", "Clai", "ro", "mé", "Tour", "jar", "din", "no", "ct"]),
    "ja": ("Jpan", list("山田花子高橋美咲中村優")),
    "ar": ("Arab", ["سا", "رة", "القح", "طا", "ني", "نو", "را", "لي"]),
    "uk": ("Cyrl", ["Оле", "на", "Шев", "чен", "ко", "Ма", "рі", "я"]),
    "ko": ("Kore", list("김이박최민지서연하은")),
    "th": ("Thai", ["ณัฐ", "ชา", "ศรี", "สุข", "พร", "วรร"]),
    "el": ("Grek", ["Νί", "κη", "Πα", "πα", "δο", "πού", "λου"]),
}
READERS = ["en", "fr-CH", "ja", "zh-Hans-CN", "ar-SA", "ko", "de", "ru"]
LENGTHS: list[Literal["long", "medium", "short"]] = ["long", "medium", "short"]


def main(arguments: list[str]) -> int:
    seconds = float(arguments[0]) if arguments else 3.0
    started = time.perf_counter()
    from core.names.person_names import format_name

    imported = time.perf_counter()
    format_name({"given": "Claire", "surname": "La Tour"}, name_locale="fr", locale="ja")
    first = time.perf_counter()
    draw = random.Random(SEED)
    locales = list(SYLLABLES)
    names = []
    for number in range(200_000):
        locale = locales[number % len(locales)]
        parts = SYLLABLES[locale][1]
        fields = {
            "given": "".join(draw.choices(parts, k=3)).capitalize(),
            "surname": "".join(draw.choices(parts, k=4)).capitalize(),
        }
        if number % 3 == 0:
            fields["given2"] = "".join(draw.choices(parts, k=2)).capitalize()
        if number % 10 == 0:
            fields["title"] = "Dr"
        names.append((fields, locale))
    calls, begun, end = 0, time.perf_counter(), 0.0
    while end - begun < seconds:
        for fields, locale in names:
            format_name(fields, name_locale=locale, locale=READERS[calls & 7], length=LENGTHS[calls % 3])
            calls += 1
            if calls % 20_000 == 0 and time.perf_counter() - begun >= seconds:
                break
        end = time.perf_counter()
    rate = calls / (end - begun)
    print(f"machine {platform.machine()} {platform.python_implementation()} {platform.python_version()}  seed {SEED}")
    print(f"import {(imported - started) * 1e3:.1f} ms  first call {(first - imported) * 1e3:.1f} ms")
    print(f"calls {calls}  calls/s {rate:,.0f}  limit {LIMIT:,}  ratio {rate / LIMIT:.2f}")
    return 0 if rate >= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
