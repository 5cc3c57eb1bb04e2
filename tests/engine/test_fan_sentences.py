"""Short posts: the wish to the maker is told from hope, advice, complaint, question and banter."""

import pytest

from engine.nlp.reading import read
from tests.engine.fan_sentences import ASKS, NO_ASKS


@pytest.mark.parametrize("text", ASKS)
def test_a_wish_under_a_post_is_a_product_request_with_a_span(text: str) -> None:
    (reading,) = read([text], with_sentiment=False)

    assert reading.label == "product_request"
    assert [f for f in reading.findings if f.kind == "product"]


@pytest.mark.parametrize("text", NO_ASKS)
def test_what_only_seems_to_ask_is_no_request(text: str) -> None:
    (reading,) = read([text], with_sentiment=False)

    assert reading.label not in {"product_request", "service_request"}
    assert reading.findings == ()
