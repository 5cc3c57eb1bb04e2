"""The shortest piece of a comment that states a wish: which clauses, and where to trim them."""

import re
from dataclasses import dataclass

from engine.nlp.asking.clauses import Batch

_LEAST_OBJECT = 2
_SHORTEST = 3
_HEAD = re.compile(
    r"^(?:但是?|不过|就是|只是|另外|还有|而且|所以|然后|最后|总之|唯一|缺点|不足|美中不足的?是?|遗憾的?是?|个人|真心|真的|非常|强烈|也|还|顺便|ps:?)*"
    r"(?:要是|如果|若是|若|假如)"
)
# What is left of a clause without these words is the thing it speaks of; often that is nothing.
_EMPTY_WORDS = re.compile(
    r"但是?|不过|真心|真的|还是|非常|强烈|希望|期待|期望|建议|盼望|最好|要是|如果|能不能|可不可以|能够?|可以|应该|需要|必须"
    r"|贵?厂[家商]|商家|店家|卖家|官方|公司|华为|海尔|京东|小米|苹果|荣耀|美的|相关部门|工程师|攻城狮|你们|产品|手机|系统|国产"
    r"|后期|以后|今后|后续|下次|下一?代|未来|尽快|尽早|早日|之后|更新|升级|版本|继续|进一步|慢慢|好好|多多|用心|加油|努力"
    r"|这个问题|这些问题|这个|这点|这些|这方面|这一点|问题|方面|地方|缺点|不足|相关|有所|得到|能有|会有|再|也|都|就|要|会|有"
    r"|改进|改善|改良|改变|改正|改一下|改改|改|加强|提高|提升|优化|完善|解决|修复|注意|重视|考虑|加上|回归|恢复|人性化"
    r"|一下|一点|一些|点|些|下|吧|啊|啦|呀|哦|呢|了|的|地|得|在|把|对|我|更好|更完美|更|好了|完美|很好|太|好|窄|宽|大|小|长|短|轻|重"
)
_HAN = re.compile(r"[\u4e00-\u9fffa-z0-9]")
_LONG_CLAUSE = 20
_EARLIEST_CUE = 6
_INNER_CUE = re.compile(r"希望|建议|要是|如果|能不能|可不可以|最好能?|期待|强烈要求")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Clauses first to last of a batch that state one wish."""

    first: int
    last: int
    confidence: float


def stretches(batch: Batch, chances: list[tuple[int, float]], *, least: float) -> list[Stretch]:
    """Make one stretch of each asking clause; a wish without its object takes the clause before."""
    found: list[Stretch] = []
    for clause, chance in chances:
        if chance < least:
            continue
        first = clause
        if _lacks_object(batch, clause):
            first = clause - 1
            if found and found[-1].last == first:
                first = found.pop().first
        found.append(Stretch(first=first, last=clause, confidence=chance))
    return found


def bounds(batch: Batch, stretch: Stretch) -> tuple[int, int]:
    """Give start and end in the comment's own text, without the words that only introduce."""
    start, end = int(batch.starts[stretch.first]), int(batch.ends[stretch.last])
    if stretch.first == stretch.last:
        start += _introduction(batch.joined[start:end])
    offset = int(batch.offsets[batch.owners[stretch.first]])
    return start - offset, end - offset


def _introduction(clause: str) -> int:
    """Count the characters before the wish itself; a clause without marks may tell much first."""
    skipped = 0
    if len(clause) > _LONG_CLAUSE:
        cues = [match.start() for match in _INNER_CUE.finditer(clause, _EARLIEST_CUE)]
        skipped = cues[0] if cues else 0
    head = _HEAD.match(clause[skipped:])
    if head and len(clause) - skipped - head.end() >= _SHORTEST:
        skipped += head.end()
    return skipped


def _lacks_object(batch: Batch, clause: int) -> bool:
    """Say whether a clause wishes for a change but does not say of what."""
    if clause == 0 or batch.owners[clause - 1] != batch.owners[clause]:
        return False
    words = batch.joined[batch.starts[clause] : batch.ends[clause]]
    return len(_HAN.findall(_EMPTY_WORDS.sub("", words))) < _LEAST_OBJECT
