"""Attention whose softmax is taken in fp32, also under bf16: on short texts the library's own takes nearly as long as the products.

Decision 4 has the measurements.
"""

from __future__ import annotations

import torch
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask

ATTENTION = "epure_wide_softmax"


def attend(module, query, key, value, attention_mask, scaling, dropout=0.0, **_):
    """Attention over (B, heads, S, width): products in the precision of `query`, their softmax in fp32.

    attention_mask: added to the scores, broadcast to (B, heads, S, S), or None. scaling: of the scores. Returns what was
    read, (B, S, heads, width), and the weights, (B, heads, S, S).
    """
    scores = torch.matmul(query, key.transpose(2, 3)) * scaling
    if attention_mask is not None:
        scores = scores + attention_mask
    weights = torch.softmax(scores, dim=-1, dtype=torch.float32).to(value.dtype)
    weights = torch.nn.functional.dropout(weights, p=dropout, training=module.training)
    return torch.matmul(weights, value).transpose(1, 2).contiguous(), weights


AttentionInterface.register(ATTENTION, attend)
AttentionMaskInterface.register(ATTENTION, eager_mask)
