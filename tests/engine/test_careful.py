"""The careful stage: what it reads again, and that nothing is lost on the way to it."""

from dataclasses import replace

import numpy as np

from engine.nlp.asking import careful, reader
from engine.nlp.asking.clauses import split
from engine.nlp.asking.decision import decide
from engine.nlp.asking.scorer import load, score
from engine.nlp.mending.mend import mend
from engine.nlp.normalise import clean
from engine.nlp.reading import read
from tests.feedback.test_sample import sample_rows

REQUESTS = {"product_request", "service_request"}


def open_gate() -> careful.Careful:
    """The careful stage without its gate: it reads everything."""
    shipped = careful.load()
    return replace(shipped, weights=replace(shipped.weights, gate=np.zeros(1, dtype=np.float32)))


def test_the_quick_stage_lets_through_nearly_all_that_the_careful_one_accepts() -> None:
    """At least 0.99 on the sample, and it stops most of what asks for nothing."""
    texts = [clean(row.text).text for row in sample_rows()]
    weights, gate = load(), float(careful.load().weights.gate[0])
    readings = reader.read(texts, weights=weights, with_sentiment=False, careful=open_gate())
    accepted = np.array([reading.label in REQUESTS for reading in readings])
    batch = split([one.text for one in mend(texts)])
    _, asking = decide(batch, score(batch, weights), weights)
    passes = asking[:, 1:].sum(axis=1) >= gate
    assert passes[accepted].mean() >= 0.99
    assert passes[~accepted].mean() < 0.5


def test_a_comment_is_read_alike_whatever_stands_beside_it() -> None:
    """Labels, spans and confidence of a batch are those of each comment alone."""
    texts = [
        "冰箱再窄五公分我就买了",
        "希望能用久一点",
        "要是能中途加衣就好了，物流很快",
        "好" * 400,
    ]
    together = read(texts, with_sentiment=False)
    alone = [read([text], with_sentiment=False)[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert one.label == other.label
        assert [(f.start, f.end) for f in one.findings] == [
            (f.start, f.end) for f in other.findings
        ]
        assert abs(one.confidence - other.confidence) < 1e-3


def test_a_wish_at_the_end_of_a_very_long_review_is_found() -> None:
    """Windows follow each other to the end of what is read."""
    story = "物流很快，师傅态度不错，安装只用了二十分钟，外观大气，和厨房很搭。" * 30
    (reading,) = read([story + "要是冷藏室能多一个可调的隔板就好了。"], with_sentiment=False)
    assert reading.label == "product_request"
    assert any("隔板" in finding.text for finding in reading.findings)


def test_nothing_to_read_is_no_request() -> None:
    """Empty, blank and picture-only comments pass both stages unharmed."""
    for reading in read(["", " ", "😂😂😂", "……"], with_sentiment=False):
        assert reading.label not in REQUESTS


def test_the_answers_of_the_network_are_chances() -> None:
    """Each row adds up to one."""
    (answer,) = careful.load().run(careful.windows(split(["希望出个小一点的"]), 0))
    assert np.allclose(answer[0].sum(axis=-1), 1, atol=1e-4)
    assert np.isclose(answer[1].sum(), 1, atol=1e-4)
