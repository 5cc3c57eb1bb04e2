"""Which characters are read alike."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "lexicon" / "sounds.txt"
# Heard or typed for each other in much of the country.
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def is_reading(char: str, sound: str, *, marked: bool) -> bool:
    """Say whether a character is read so; with tone marks any syllable will do."""
    return sound in readings().get(char, ()) or (marked and sound in by_sound())


def alike(char: str) -> str:
    """Give the characters with a reading of this one, tones aside."""
    return "".join(by_sound()[sound] for sound in readings().get(char, ()))


def nearly_alike(char: str) -> str:
    """Give the characters whose reading many speakers take for one of this one."""
    return "".join(_by_rough_sound()[_rough(sound)] for sound in readings().get(char, ()))


@cache
def by_sound() -> dict[str, str]:
    """Give the characters of each syllable, without tones."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if not line.startswith("#"))
    return {sound: characters for sound, _, characters in pairs}


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Give the syllables of each character."""
    found: dict[str, tuple[str, ...]] = {}
    for sound, characters in by_sound().items():
        for char in characters:
            found[char] = (*found.get(char, ()), sound)
    return found


@cache
def _by_rough_sound() -> dict[str, str]:
    found: dict[str, str] = {}
    for sound, characters in by_sound().items():
        found[_rough(sound)] = found.get(_rough(sound), "") + characters
    return found


def _rough(sound: str) -> str:
    for fine, rough in _MERGED:
        if sound.startswith(fine):
            sound = rough + sound[len(fine) :]
    if sound.startswith("l"):
        sound = "n" + sound[1:]
    return sound[:-1] if sound.endswith("ng") else sound
