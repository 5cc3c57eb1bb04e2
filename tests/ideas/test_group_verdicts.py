"""group_texts with verdicts: pairs of rows that must be together or apart, always obeyed."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.nlp.verdicts import ContradictionError, Verdicts

FRIDGE, FRIDGE_AGAIN = "求出冷宫冰箱", "能不能出一款冷宫造型的冰箱"
SHOES, VAGUE, VAGUE_AGAIN = "洗衣机加个洗鞋功能", "求量产", "希望改进"
TEXTS = (FRIDGE, FRIDGE_AGAIN, SHOES, VAGUE, VAGUE_AGAIN, "冰箱加个童锁", "洗衣机加个童锁")


def lines_of(rows: list[dict]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def grouped(rows: list[dict], verdicts: list[dict], *options: str) -> list[str]:
    """Run the command; the cluster of each row."""
    out, came = io.StringIO(), sys.stdin
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "verdicts.jsonl"
        file.write_bytes(lines_of(verdicts))
        sys.stdin = io.TextIOWrapper(io.BytesIO(lines_of(rows)))
        try:
            call_command("group_texts", "--verdicts", str(file), *options, stdout=out)
        finally:
            sys.stdin = came
    return [json.loads(line)["cluster"] for line in out.getvalue().splitlines()]


def rows_of(*texts: str) -> list[dict]:
    return [{"id": number, "text": text} for number, text in enumerate(texts)]


def said(one: object, other: object, *, same: bool) -> dict:
    return {"one": one, "other": other, "same": same}


def test_without_verdicts_likeness_decides() -> None:
    one, again, shoes = grouped(rows_of(FRIDGE, FRIDGE_AGAIN, SHOES), [])
    assert one == again != shoes


@pytest.mark.parametrize("options", [(), ("--first-look",)])
def test_what_is_judged_different_is_apart_and_the_same_together(options: tuple[str, ...]) -> None:
    verdicts = [said(0, 1, same=False), said(2, 0, same=True)]
    one, again, shoes = grouped(rows_of(FRIDGE, FRIDGE_AGAIN, SHOES), verdicts, *options)
    assert one == shoes != again


def test_what_asks_for_nothing_concrete_goes_where_a_verdict_wants_it() -> None:
    rows = rows_of(VAGUE, FRIDGE, VAGUE_AGAIN, VAGUE, VAGUE)
    verdicts = [said(0, 1, same=True), said(2, 3, same=True), said(2, 4, same=False)]
    first, fridge, again, third, fourth = grouped(rows, verdicts)
    assert first == fridge
    assert again == third
    assert len({fridge, again, fourth}) == 3


def test_a_number_and_its_figures_are_two_ids() -> None:
    rows = [{"id": 1, "text": FRIDGE}, {"id": "1", "text": FRIDGE_AGAIN}]
    assert len(set(grouped(rows, [said(1, "1", same=False)]))) == 2


def test_a_verdict_on_rows_that_never_come_changes_nothing() -> None:
    rows = rows_of(FRIDGE, FRIDGE_AGAIN)
    assert len(set(grouped(rows, [said(0, "unseen", same=False)]))) == 1


@pytest.mark.parametrize(
    ("verdicts", "message"),
    [
        ([said(0, 1, same=True), {"one": 1}], "line 2"),
        ([{"one": 0, "other": 1, "same": "yes"}], "line 1.*true or false"),
        ([said(0, 1, same=True), said(1, 2, same=True), said(0, 2, same=False)], "0 and 2"),
    ],
)
def test_what_cannot_be_obeyed_ends_it(verdicts: list[dict], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        grouped(rows_of(FRIDGE), verdicts)


def test_a_file_that_is_not_there_ends_it(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.jsonl"):
        call_command("group_texts", "--verdicts", str(tmp_path / "gone.jsonl"))


@st.composite
def judged_rows(draw: st.DrawFn) -> tuple[list[dict], list[dict]]:
    """Rows, some of them with an id that came before, and verdicts that can all hold."""
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=12))
    row_id = st.integers(0, len(texts) + 1)
    rows = [
        {"id": draw(row_id) if draw(st.booleans()) else number, "text": text}
        for number, text in enumerate(texts)
    ]
    pairs = draw(st.lists(st.tuples(row_id, row_id, st.booleans()), max_size=10))
    kept: list[dict] = []
    for one, other, same in pairs:
        tried = [*kept, said(one, other, same=same)]
        known = [(str(v["one"]), str(v["other"]), v["same"]) for v in tried]
        try:
            Verdicts(
                same=[(a, b) for a, b, is_same in known if is_same],
                different=[(a, b) for a, b, is_same in known if not is_same],
            )
        except ContradictionError:
            continue
        kept = tried
    return rows, kept


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(judged_rows(), st.booleans())
def test_no_verdict_is_ever_broken(drawn: tuple[list[dict], list[dict]], first: bool) -> None:
    rows, verdicts = drawn
    places: dict[int, set[str]] = {}
    for row, cluster in zip(
        rows, grouped(rows, verdicts, *(["--first-look"] if first else [])), strict=True
    ):
        places.setdefault(row["id"], set()).add(cluster)
    for verdict in verdicts:
        one, other = (places.get(verdict[side], set()) for side in ("one", "other"))
        if verdict["same"]:
            assert len(one | other) <= 1
        else:
            assert one.isdisjoint(other)
