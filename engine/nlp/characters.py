"""Tables of single characters: one script, one width, one case, and always one for one."""

import unicodedata
from pathlib import Path

import opencc

# NFKC knows only two of the CJK radicals supplement; these look like the character beside them.
_RADICALS = (
    "⺁厂⺄乙⺆冂⺈刀⺊卜⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺗心⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺢氺⺧牛⺩王"
    "⺪疋⺫目⺬示⺮竹⺲罒⺶羊⺷羊⺺肀⺻聿⺼肉⺽臼⻁虎⻄西⻅见⻆角⻉贝⻊足⻋车⻑长⻓长⻔门⻗雨⻘青⻙韦"
    "⻚页⻛风⻜飞⻝食⻞食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
)
# Written in both scripts: the dictionary keeps them, a match key must not.
_VARIANTS = {"著": "着", "妳": "你", "佢": "他", "祂": "他", "喺": "在", "咗": "了", "睇": "看"}
_LAST_CODE = 0xFFFF


def _to_simplified() -> dict[str, str]:
    """Read the converter's own table once; its per-call conversion is far too slow."""
    path = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    table = {left: right.split(" ")[0] for left, right in pairs}
    return {left: right for left, right in table.items() if len(left) == len(right) == 1}


def _to_plain_width() -> dict[str, str]:
    """Map every character whose compatible form is one character (width, radicals, circles)."""
    plain = {}
    for code in range(0x80, _LAST_CODE + 1):
        char = chr(code)
        compatible = unicodedata.normalize("NFKC", char).lower()
        if compatible != char and len(compatible) == 1 and not compatible.isspace():
            plain[char] = compatible
    return plain


def _build_table() -> dict[int, str]:
    table = {char: char.lower() for char in map(chr, range(ord("A"), ord("Z") + 1))}
    table |= _to_plain_width()
    table |= dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
    simplified = _to_simplified() | _VARIANTS
    table |= {left: simplified.get(right, right) for left, right in table.items()}
    table |= simplified
    table["\u3000"] = " "
    return {ord(left): right for left, right in table.items()}


_TABLE = _build_table()
_SIMPLIFIED = {ord(left): right for left, right in _to_simplified().items()}


def level(text: str) -> str:
    """Write a text in Simplified, half-width, lower-case characters; offsets stay the same."""
    return text.translate(_TABLE)


def level_table() -> str:
    """Spell out what `level` does, so that another table, ours or the converter's, is noticed."""
    return "".join(chr(code) + char for code, char in sorted(_TABLE.items()))


def simplify(text: str) -> str:
    """Write a text in Simplified characters and change nothing else."""
    return text.translate(_SIMPLIFIED)
