"""From raw text to what a person reads (clean) and to what a machine compares (fold)."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from operator import add

from engine.nlp.characters import level

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ENTITY_ROUNDS = 2
_HIDDEN_ELEMENT = re.compile(r"<(?:script|style)\b[^<>]*>[^<]*", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr)\s*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|body|center|code|dd|div|dl|dt|em|figure|font|form|h[1-6]|head"
    r"|hr|html|i|iframe|img|input|ins|label|li|link|meta|ol|p|path|pre|s|script|section|small|span"
    r"|strong|style|sub|sup|svg|table|tbody|td|th|tr|u|ul|video)\b[^<>]*>",
    re.IGNORECASE,
)

# Some collectors write a character outside the BMP as two escapes and cut between them.
_ESCAPED_SURROGATES = re.compile(
    r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}|\\u[dD][c-fC-F][0-9a-fA-F]{2})+"
)
_SURROGATES = re.compile("[\ud800-\udfff]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u2190-\u21ff\u2b00-\u2bff\u2640\u2642\ufe0f]"
_LOOSE_JOINER = re.compile(f"(?<!{_EMOJI})\u200d|\u200d(?!{_EMOJI})")
_BLANKS = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f]")

_NAME = r"[\w\-·•]{1,40}"
_MENTION = re.compile(rf"(?<![A-Za-z0-9._])[@\uff20]({_NAME})")
_LEADING_MENTIONS = re.compile(rf"\s*(?:[@\uff20]{_NAME}(?:\s+|$))+")
_REPLY = re.compile(
    r"\s*(?:(?:回复|回覆|回復|Reply to|reply to)\s*[@\uff20]\s*[^\s:：@\uff20/]{1,40}\s*[:：]\s*)+"
)
_CHAIN = re.compile(r"[/\uff0f]{2}\s*(?=[@\uff20])")
_CHAIN_AUTHOR = re.compile(r"[@\uff20][^\s:：@\uff20/]{1,40}(?:\s*[:：]|\s|$)\s*")
_HASHTAG = re.compile(r"[#\uff03](?:([^\s#\uff03]{1,80})[#\uff03]|(\w{1,40}))")
_TOPIC_MARK = re.compile(r"\[(?:话题|超话)\]$")

_PLACEHOLDER = re.compile(
    r"(?:转发微博|轉發微博|转发|Repost|repost)[.。]?"
    r"|该(?:评论|微博|内容|回复|视频|笔记)已(?:被|经)?(?:作者|用户)?(?:自行)?删除[.。]?"
    r"|(?:抱歉[，,]?)?(?:此|该)微博已(?:被|经)?(?:作者)?删除[^\n]{0,120}"
    r"|抱歉[，,](?:由于)?(?:作者|该账号|该用户|根据)[^\n]{0,160}"
    r"|(?:此|该)?用户(?:没有|未)(?:填写|及时)[^\n]{0,12}[!！.。]?"
    r"|(?:\d+天内)?(?:买家|评价方|用户)未(?:及时)?(?:作出|做出|填写)评价[^\n]{0,20}"
    r"|系统默认好评[!！.。]?"
)

_URL = re.compile(r"(?:https?://|www\.|(?<![a-z0-9])t\.cn/)[\x21-\x7e]+", re.IGNORECASE)
_URL_SIGN = re.compile(r"//|www\.|t\.cn", re.IGNORECASE)
_EMOTICON = re.compile(r"\[[^\[\]\s]{1,12}\]")
_RUN = re.compile(r"([^\d])\1{2,}")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class CleanText:
    """A comment as a person reads it, with what stood around it."""

    text: str
    quoted: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


def clean(raw: str) -> CleanText:
    """Take markup, forwarding chains and unseen characters out of a text; wording stays."""
    own, *chain = _CHAIN.split(_readable(raw))
    body = _REPLY.sub("", own, count=1) if _REPLY.match(own) else own
    quoted = tuple(_CHAIN_AUTHOR.sub("", part, count=1).strip() for part in chain)
    if _PLACEHOLDER.fullmatch(body.strip()):
        body = ""
    everything = "\n".join((body, *quoted))
    text = body[_leading_mentions(body) :].strip()
    return CleanText(
        text=text,
        quoted=tuple(filter(None, quoted)),
        mentions=_distinct(_MENTION.findall(everything)),
        hashtags=_hashtags(body),
    )


def fold(text: str) -> str:
    """Make the key that two wordings of one text share; never shown, never a source of spans."""
    return _folded(_words(text))


def fingerprint(text: str) -> int:
    """Hash a folded text into a signed 64-bit number, the same in every process."""
    return _hashed(_words(text))


def bigrams(text: str) -> list[str]:
    """List the search terms of a text: pairs of characters that stand side by side."""
    return _pairs(_words(text))


def fingerprint_and_bigrams(text: str, *, searched: int) -> tuple[int, list[str]]:
    """Both in one pass; the terms are those of the first so many characters."""
    words = _words(text)
    return _hashed(words), _pairs(words if len(text) <= searched else _words(text[:searched]))


def _folded(words: Iterable[str]) -> str:
    return _RUN.sub(r"\1\1", "".join(words))


def _hashed(words: Iterable[str]) -> int:
    digest = hashlib.blake2b(_folded(words).encode("utf-8", "ignore"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _pairs(words: Iterable[str]) -> list[str]:
    terms: set[str] = set()
    for word in words:
        terms.update(map(add, word, word[1:]) if len(word) > 1 else (word,))
    return sorted(terms)


def _words(text: str) -> list[str]:
    """Split a levelled text where a space or punctuation mark stood."""
    plain = level(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    plain = plain.replace("\u200d", "")
    # Nearly no text has one of these, and looking for a sign is quicker than for a pattern.
    if _URL_SIGN.search(plain):
        plain = _URL.sub(" ", plain)
    if "[" in plain:
        plain = _EMOTICON.sub(" ", plain)
    if "@" in plain or "\uff20" in plain:
        plain = _MENTION.sub(" ", plain)
    return [word for word in _NOT_WORD.split(plain) if word]


def _readable(raw: str) -> str:
    """Undo what machines added: escapes, entities, tags, unseen and forbidden characters."""
    text = _mend_surrogates(raw)
    text = _without_tags(text)
    for _ in range(_ENTITY_ROUNDS):
        if "&" in text:
            text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = _without_tags(text)
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATES.sub("", _CONTROLS.sub("", text))
    text = _LOOSE_JOINER.sub("", _INVISIBLE.sub("", text))
    return _BLANKS.sub(" ", text)


def _mend_surrogates(text: str) -> str:
    """Join escaped or split halves of a character; drop a half that lost its other."""
    if "\\u" in text:
        text = _ESCAPED_SURROGATES.sub(_unescape_surrogates, text)
    return _SURROGATES.sub(lambda match: _join_halves(match[0]), text)


def _unescape_surrogates(match: re.Match[str]) -> str:
    return "".join(chr(int(part, 16)) for part in match[0].split("\\u")[1:])


def _join_halves(halves: str) -> str:
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _HIDDEN_ELEMENT.sub("", text)
    text = _IMAGE.sub(_image_text, text)
    return _TAG.sub("", _BREAK.sub("\n", text))


def _image_text(match: re.Match[str]) -> str:
    alt = _ALT.search(match[0])
    return next(filter(None, alt.groups()), "").rstrip("/") if alt else ""


def _leading_mentions(text: str) -> int:
    match = _LEADING_MENTIONS.match(text)
    return match.end() if match else 0


def _hashtags(text: str) -> tuple[str, ...]:
    names = (closed or opened for closed, opened in _HASHTAG.findall(text))
    return _distinct(_TOPIC_MARK.sub("", name) for name in names)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))
