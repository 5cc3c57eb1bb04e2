"""The transformer in PyTorch: BERT's encoder as multilingual-e5-small has it, and two heads."""

from collections.abc import Iterable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.nlp.pieces import PAD
from engine.nlp.training.network.e5 import Source

_DROPOUT = 0.1
_FAR = -1e4
_LINEAR = {"q": "q", "k": "k", "v": "v", "ao": "out", "fi": "wide", "fo": "narrow"}


class Layer(nn.Module):
    """Self-attention and two dense layers, each added and normalised."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        """Make the layer with random weights."""
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.wide, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.after_attention = nn.LayerNorm(width, eps=1e-12)
        self.after_dense = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, x: Tensor, unseen: Tensor) -> Tensor:
        """Take (texts, pieces, width); unseen is added to the attention."""
        texts, length, width = x.shape
        split = (texts, length, self.heads, width // self.heads)
        q, k, v = (made(x).view(split).transpose(1, 2) for made in (self.q, self.k, self.v))
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=unseen)
        seen = seen.transpose(1, 2).reshape(texts, length, width)
        x = self.after_attention(x + self.drop(self.out(seen)))
        dense = self.narrow(functional.gelu(self.wide(x)))
        normalised: Tensor = self.after_dense(x + self.drop(dense))
        return normalised


class Encoder(nn.Module):
    """The first layers of e5 with a part of its vocabulary; the pieces' vectors stay frozen."""

    def __init__(self, source: Source, *, kept: Iterable[int], layers: int) -> None:
        """Copy the weights of the source."""
        super().__init__()
        words = source.quantised("emb.word", columns=source.width)[list(kept)]
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(words), freeze=True)
        places = source.plain("emb.pos").reshape(-1, source.width)
        places = places + source.plain("emb.type").reshape(-1, source.width)[:1]
        self.places = nn.Parameter(torch.from_numpy(places), requires_grad=False)
        self.first = nn.LayerNorm(source.width, eps=1e-12)
        _copy(self.first, source.plain("emb.ln.w"), source.plain("emb.ln.b"))
        for parameter in self.first.parameters():
            parameter.requires_grad = False
        self.layers = nn.ModuleList(_layer(source, number=number) for number in range(layers))
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Give the pieces' states and which pieces are not padding."""
        seen = ids != PAD
        x = self.drop(self.first(self.words(ids) + self.places[: ids.shape[1]]))
        unseen = torch.zeros(seen.shape, dtype=x.dtype).masked_fill(~seen, _FAR)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, unseen)
        return x, seen


class RequestModel(nn.Module):
    """Chances of each piece to be in a request, and of the comment's label."""

    def __init__(self, encoder: Encoder, *, labels: int) -> None:
        """Put two linear heads on an encoder."""
        super().__init__()
        self.encoder = encoder
        width = encoder.places.shape[1]
        self.pieces, self.comment = nn.Linear(width, 3), nn.Linear(2 * width, labels)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Give raw scores: (texts, pieces, 3) and (texts, labels)."""
        x, seen = self.encoder(ids)
        best = x.masked_fill(~seen[..., None], _FAR).max(1).values
        return self.pieces(x), self.comment(torch.cat([mean(x, seen), best], 1))


class WishModel(nn.Module):
    """One unit vector a text."""

    def __init__(self, encoder: Encoder) -> None:
        """Use an encoder."""
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor) -> Tensor:
        """Give (texts, width)."""
        x, seen = self.encoder(ids)
        return functional.normalize(mean(x, seen).float(), dim=1)


def mean(x: Tensor, seen: Tensor) -> Tensor:
    """Average the states of pieces that are not padding."""
    weights = seen[..., None].to(x.dtype)
    return (x * weights).sum(1) / weights.sum(1)


def _layer(source: Source, *, number: int) -> Layer:
    layer = Layer(source.width, source.inner, source.heads)
    for stored, name in _LINEAR.items():
        columns = source.inner if stored == "fo" else source.width
        matrix = source.quantised(f"l{number}.{stored}.w", columns=columns)
        _copy(getattr(layer, name), matrix, source.plain(f"l{number}.{stored}.b"))
    for stored, norm in (("aln", layer.after_attention), ("oln", layer.after_dense)):
        _copy(norm, source.plain(f"l{number}.{stored}.w"), source.plain(f"l{number}.{stored}.b"))
    return layer


def _copy(module: nn.Linear | nn.LayerNorm, weight: np.ndarray, bias: np.ndarray) -> None:
    module.weight.data, module.bias.data = torch.from_numpy(weight), torch.from_numpy(bias)
