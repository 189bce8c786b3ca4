"""Writes a tiny random ViT: `model/` (config.json, model.safetensors of a transformers ViTModel) and `plain.json` (pixel_values [2, 3, 16, 16],
last_hidden_state [2, 5, 16] with the class token first, pooler_output)."""
import pathlib
import sys

import torch
from transformers import ViTConfig, ViTModel

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import tiny


def main():
    config = ViTConfig(image_size=16, patch_size=8, num_channels=3, hidden_size=16, num_hidden_layers=2, num_attention_heads=4,
                       intermediate_size=32)
    model = tiny.randomize(ViTModel(config), seed=2)
    pixels = torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(4)).double()
    out = tiny.in_double(model, lambda m: m(pixels))
    model.save_pretrained(pathlib.Path(__file__).parent / "model")
    tiny.write(__file__, "plain.json", dict(pixel_values=pixels, last_hidden_state=out.last_hidden_state, pooler_output=out.pooler_output))


if __name__ == "__main__":
    main()
