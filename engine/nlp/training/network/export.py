"""Writes a trained model as the file that ships: ONNX, weights in 8 bits."""

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from engine.nlp.training.network.model import RequestModel

_EXAMPLE = (2, 24)


class Chances(nn.Module):
    """A request model that answers chances."""

    def __init__(self, model: RequestModel) -> None:
        """Wrap a trained model."""
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Give (texts, pieces, 3) and (texts, labels)."""
        pieces, comment = self.model(ids)
        return functional.softmax(pieces, -1), functional.softmax(comment, -1)


def export(model: nn.Module, path: Path, *, outputs: list[str]) -> None:
    """Write the model; each matrix gets one scale a column (dynamic quantisation)."""
    model.eval()
    ids = torch.randint(4, 1_000, _EXAMPLE)
    free = torch.export.Dim.DYNAMIC
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            model,
            (ids,),
            str(whole),
            input_names=["ids"],
            output_names=outputs,
            dynamic_shapes={"ids": {0: free, 1: free}},
            dynamo=True,
            external_data=False,
        )
        quantize_dynamic(
            str(whole),
            str(path),
            weight_type=QuantType.QInt8,
            per_channel=True,
            # Without it processors that lack VNNI add up past 16 bits and answer differently.
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
