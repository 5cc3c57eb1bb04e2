"""List for each Chinese character the common ones that look most like it, by drawing them.

python -m benchmarks.draw_looks FONT.ttc > engine/nlp/lexicon/looks.txt

Needs Pillow. Compares whole characters, and parts of a character with whole ones stretched, so
that a common character with something beside it is found as well.
"""

import sys
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from engine.nlp.mending import language

SIDE, ROOM = 24, 44
COMMON = 2613
LEAST, BONUS, LESS_FOR_PARTS = 0.74, 0.012, 0.05
MOST, MOST_OF_RARE = 8, 5
WHOLE = (0.0, 0.0, 1.0, 1.0)
PARTS = ((0.36, 0, 1, 1), (0.30, 0, 1, 1), (0, 0, 0.66, 1), (0, 0.34, 1, 1), (0, 0, 1, 0.66))
HEAD = (
    "# A character and the common ones most like it, best first; made by benchmarks/draw_looks.py."
)


def main(font: str) -> None:
    """Write one line a character to standard output."""
    pen = ImageFont.truetype(font, 40)
    known = language.load()
    common = known.characters[:COMMON]
    every = [chr(code) for code in range(0x4E00, 0x9FD0)]
    wide = np.stack([drawing(char, pen, WHOLE, stretched=False) for char in common])
    tall = np.stack([drawing(char, pen, WHOLE, stretched=True) for char in common])
    bonus = BONUS * known.single[language.KNOWN : language.KNOWN + COMMON] / np.log(10)
    sys.stdout.write(HEAD + "\n")
    for char in every:
        alike = wide @ drawing(char, pen, WHOLE, stretched=False)
        for part in PARTS:
            beside = tall @ drawing(char, pen, part, stretched=True) - LESS_FOR_PARTS
            alike = np.maximum(alike, beside)
        sys.stdout.writelines(line(char, common, alike, bonus))


def line(char: str, common: str, alike: np.ndarray, bonus: np.ndarray) -> Iterator[str]:
    """Yield the line of a character, or nothing where none is alike."""
    most = MOST if char in common else MOST_OF_RARE
    order = np.argsort(-(alike + bonus))[: most + 1]
    found = [common[place] for place in order if common[place] != char and alike[place] >= LEAST]
    if found:
        yield char + "".join(found[:most]) + "\n"


def drawing(
    char: str,
    pen: ImageFont.FreeTypeFont,
    part: tuple[float, ...],
    *,
    stretched: bool,
) -> np.ndarray:
    """Draw a part of a character as a vector of length one."""
    image = Image.new("L", (ROOM, ROOM))
    ImageDraw.Draw(image).text((2, -8), char, font=pen, fill=255)
    if stretched:
        image = _inked(_cut(_inked(image), part)).resize((SIDE, SIDE))
    blurred = image.filter(ImageFilter.GaussianBlur(1.2)).resize((SIDE, SIDE), Image.BILINEAR)
    values = np.asarray(blurred, dtype=np.float32).ravel()
    values = values - values.mean()
    return values / (np.linalg.norm(values) + 1e-6)


def _inked(image: Image.Image) -> Image.Image:
    return image.crop(image.getbbox() or (0, 0, ROOM, ROOM))


def _cut(image: Image.Image, part: tuple[float, ...]) -> Image.Image:
    width, height = image.size
    left, top, right, bottom = part
    return image.crop(
        (int(left * width), int(top * height), int(right * width), int(bottom * height))
    )


if __name__ == "__main__":
    main(sys.argv[1])
