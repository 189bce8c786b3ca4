"""Writes a tiny random wav2vec2 (wav2vec2-base's variant: group norm in the first convolution, post-norm encoder).

- `model/`: config.json and model.safetensors of a transformers Wav2Vec2Model
- `plain.json`: input_values [2, 160] of equal lengths, extract_features (after the projection's layer norm), last_hidden_state
"""
import pathlib
import sys

import torch
from transformers import Wav2Vec2Config, Wav2Vec2Model

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import tiny


def main():
    config = Wav2Vec2Config(hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=32, conv_dim=[8, 8, 8],
                            conv_kernel=[10, 3, 2], conv_stride=[5, 2, 2], conv_bias=False, feat_extract_norm="group",
                            num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2, do_stable_layer_norm=False, vocab_size=10)
    model = tiny.randomize(Wav2Vec2Model(config), seed=5)
    samples = torch.randn(2, 160, generator=torch.Generator().manual_seed(6)).double()
    out = tiny.in_double(model, lambda m: m(samples))
    model.save_pretrained(pathlib.Path(__file__).parent / "model")
    tiny.write(__file__, "plain.json", dict(input_values=samples, extract_features=out.extract_features, last_hidden_state=out.last_hidden_state))


if __name__ == "__main__":
    main()
