#!/usr/bin/env python3
"""Puts the two weights of Atkinson Hyperlegible beside the stylesheet, with their licence: `npm run build` calls it.

Without hinting a file is 40 % smaller, and screens that need hinting have become rare.
"""

import shutil
from pathlib import Path

from fontTools import subset

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "node_modules" / "@fontsource" / "atkinson-hyperlegible"
TARGET = HERE.parent / "static" / "fonts"


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for part in ("latin", "latin-ext"):
        for weight in (400, 700):
            source = SOURCE / "files" / f"atkinson-hyperlegible-{part}-{weight}-normal.woff2"
            target = TARGET / f"atkinson-{part}-{weight}.woff2"
            subset.main([str(source), "--unicodes=*", "--no-hinting", "--flavor=woff2", f"--output-file={target}"])
    shutil.copyfile(SOURCE / "LICENSE", TARGET / "LICENSE.txt")


if __name__ == "__main__":
    main()
