"""What becomes of a version that was learnt: used when better, kept when not, or forced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.ledger.models import Operation
from engine.nlp import reading
from engine.nlp.teaching.comparing import Comparison
from engine.nlp.training.store import pack
from feedback.models import ReaderVersion
from feedback.services.teaching import Settled, Trial, settle
from feedback.services.versions import active_version
from tests.engine.test_teaching import BETTER, OLD

pytestmark = pytest.mark.django_db


def make_trial(*, better: bool) -> Trial:
    """A version that leans a little towards asking."""
    shipped = reading.shipped()
    content = pack(replace(shipped, request_bias=shipped.request_bias + 0.1))
    new = BETTER if better else OLD
    return Trial(
        active=active_version().name,
        content=content,
        name=reading.unpack_taught(content).version,
        taught_by=(1, 2),
        unheard=2,
        comparison=Comparison(20, OLD, new, 1.0 if better else 0.0),
    )


@pytest.mark.parametrize(
    ("better", "force", "settled", "reasons"),
    [
        (True, False, Settled.ACTIVATED, ["better"]),
        (True, True, Settled.ACTIVATED, ["better"]),
        (False, True, Settled.ACTIVATED, ["train_reader --force"]),
        (False, False, Settled.KEPT, []),
    ],
)
def test_only_a_better_version_is_used_unless_forced(
    better: bool, force: bool, settled: Settled, reasons: list[str]
) -> None:
    trial = make_trial(better=better)
    assert settle(trial, force=force) is settled
    version = ReaderVersion.objects.get(name=trial.name)
    assert version.is_active == (settled is Settled.ACTIVATED)
    assert (version.figures["against"], version.taught_by) == (reading.VERSION, [1, 2])
    assert bool(version.figures["objections"]) != better
    acts = Operation.objects.filter(kind="reader.activate")
    assert list(acts.values_list("reason", flat=True)) == reasons


@pytest.mark.parametrize("force", [False, True])
def test_the_same_weights_again_change_nothing(force: bool) -> None:
    trial = make_trial(better=True)
    settle(trial, force=False)
    before = list(ReaderVersion.objects.values_list("name", "is_active", "figures"))
    again = replace(make_trial(better=False), active=trial.name)
    assert settle(again, force=force) is Settled.NOTHING_NEW
    assert list(ReaderVersion.objects.values_list("name", "is_active", "figures")) == before
