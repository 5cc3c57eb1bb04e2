"""The shortest piece of a comment that states a wish: which clauses, and where to trim them."""

import re
from dataclasses import dataclass

from engine.nlp.asking.clauses import Batch

_FURTHEST_APART = 2
_SHORTEST = 3
_HEAD = re.compile(
    r"^(?:但是?|不过|就是|只是|另外|还有|而且|所以|然后|最后|总之|唯一|缺点|不足|美中不足的?是?|遗憾的?是?|个人|真心|真的|非常|强烈|也|还|顺便|ps:?)*"
    r"(?:要是|如果|若是|若|假如|希望|建议|最好是?|期待|期望|盼望)(?!.{0,6}(?:改进|改善|提高|注意)$)"
)
_VAGUE = re.compile(
    r"^(?:但是?|真心|还是|也|都|我|就|非常|强烈)*(?:希望|期待|建议|请|望|能不能|能)?(?:贵?厂[家商]|商家|官方|华为|海尔|京东|小米|苹果|后期|以后|今后|后续|下次|尽快|早日|之后|能够?|可以|这[点个方面些]*|有所|得到|有|继续|再|要|可|进一步|慢慢|好好|多多|用心|的话|在)*"
    r"(?:改进|改善|改良|改变|改一下|改改|加强|提高|提升|优化|完善|更新|升级|解决|修复|注意|重视|人性化)?(?:一下|一点|一些|点|些|下|吧|啊|啦|呀|哦|更好|更完美|就好了|就好|就更好了|加上|能加上|回归|恢复|更人性化|了)*$"
)


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
        first = clause - 1 if _lacks_object(batch, clause) else clause
        taken = bool(found) and found[-1].last >= first
        found.append(Stretch(first=clause if taken else first, last=clause, confidence=chance))
    return found


def bounds(batch: Batch, stretch: Stretch) -> tuple[int, int]:
    """Give start and end in the comment's own text, without the words that only introduce."""
    start, end = int(batch.starts[stretch.first]), int(batch.ends[stretch.last])
    if stretch.first == stretch.last:
        head = _HEAD.match(batch.joined[start:end])
        if head and end - start - head.end() >= _SHORTEST:
            start += head.end()
    offset = int(batch.offsets[batch.owners[stretch.first]])
    return start - offset, end - offset


def _lacks_object(batch: Batch, clause: int) -> bool:
    """Say whether a clause wishes for a change but does not say of what."""
    if clause == 0 or batch.owners[clause - 1] != batch.owners[clause]:
        return False
    return bool(_VAGUE.match(batch.joined[batch.starts[clause] : batch.ends[clause]]))
