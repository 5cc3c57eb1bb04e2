"""Teaching: what people said of comments becomes a new version, used only when it is better."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from engine.nlp import reading
from engine.nlp.teaching.adapting import adapt
from engine.nlp.teaching.comparing import Comparison, compare, refuse_too_few
from engine.nlp.teaching.lessons import Lesson
from engine.nlp.training.store import pack
from feedback.models import Comment, ReaderVersion
from feedback.services.versions import activate_version, active_version, add_version

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Trial:
    """A version that was learnt but is not kept yet, beside the active one."""

    active: str
    content: bytes
    name: str
    taught_by: tuple[int, ...]
    unheard: int
    comparison: Comparison

    @property
    def is_better(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.comparison.objections()


def people_s_labels() -> list[Lesson]:
    """Every comment that a person labelled and that has words, in order of arrival."""
    rows = Comment.objects.labelled_by_people().values_list("pk", "text", "person_label", "fan")
    return [
        Lesson(key=pk, text=text, label=label, author=None if fan is None else str(fan))
        for pk, text, label, fan in rows
    ]


def try_version() -> Trial:
    """Learn from all that people said, and compare with the active version's recipe.

    Both recipes start from the weights that came with this software. The old one is given the
    labels it was taught by, as they stand today.

    Raises:
        TooFewLessonsError: People have not said enough yet.
    """
    lessons = people_s_labels()
    refuse_too_few(lessons)
    active = active_version()
    known = frozenset(active.taught_by)
    content = pack(adapt(reading.shipped(), lessons))
    taught = reading.unpack_taught(content)
    return Trial(
        active=active.name,
        content=content,
        name=taught.version,
        taught_by=tuple(lesson.key for lesson in lessons),
        unheard=sum(lesson.key not in known for lesson in lessons),
        comparison=compare(reading.shipped(), lessons, known=known, new=taught),
    )


class Settled(Enum):
    """What became of a trial."""

    NOTHING_NEW = auto()
    KEPT = auto()
    ACTIVATED = auto()


def settle(trial: Trial, *, force: bool) -> Settled:
    """Keep what was learnt, and read with it from now on if it is better, or if forced."""
    if trial.name == trial.active:
        return Settled.NOTHING_NEW
    version = keep(trial)
    if not (force or trial.is_better):
        return Settled.KEPT
    reason = "better" if trial.is_better else "train_reader --force"
    activate_version(version, actor=None, reason=reason)
    return Settled.ACTIVATED


def keep(trial: Trial) -> ReaderVersion:
    """Store a version with its figures; which one is active stays as it is."""
    return add_version(trial.content, taught_by=trial.taught_by, figures=_figures(trial))


def _figures(trial: Trial) -> dict[str, object]:
    objections: Sequence[str] = trial.comparison.objections()
    compared = {"against": trial.active, "objections": list(objections)}
    return {**trial.comparison.as_dict(), **compared}
