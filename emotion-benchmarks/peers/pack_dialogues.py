"""Packs what `programs.py dialogues` needs into few megabytes: token ids of GoEmotions and MELD, and a BERT's weights.

    pack_dialogues.py TEXT_DATA BERT OUTPUT

TEXT_DATA holds `goemotions/train.jsonl` and `meld/{train,valid}.jsonl`; BERT is the Hugging Face folder that `UnpackBert` made of
bge-small-en-v1.5. Only the word embeddings that occur travel, and matrices travel as 8-bit rows with a scale each: 29 MB instead of 133.
"""
import gzip
import json
import pathlib
import pickle
import sys

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

LABELS = ["anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral"]  # of LabelSet.EKMAN
EKMAN = pathlib.Path(__file__).parents[2] / "emotion-backend-onnx/builtin/training/goemotions-ekman.json"
WORDS = "embeddings.word_embeddings.weight"


def lines(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def main():
    data, bert, output = map(pathlib.Path, sys.argv[1:])
    tokenizer = Tokenizer.from_file(str(bert / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    to_ekman = json.loads(EKMAN.read_text())
    meld = {split: [{"d": row["dialogue"], "y": LABELS.index(row["label"]),
                     "u": ids(row["speaker"] + ": " + row["text"]), "b": ids(row["text"])}
                    for row in lines(data / "meld" / f"{split}.jsonl")] for split in ("train", "valid")}
    goemotions = [{"y": sorted({LABELS.index(to_ekman[label]) for label in row["labels"]}), "b": ids(row["text"])[:62]}
                  for row in lines(data / "goemotions" / "train.jsonl")]
    used = set(range(1000))  # the special tokens and single characters
    used.update(token for split in meld.values() for row in split for token in row["u"])
    used.update(token for row in goemotions for token in row["b"])
    used = sorted(used)
    weights = load_file(bert / "model.safetensors")
    weights[WORDS] = weights[WORDS][used]
    packed = {}
    for name, value in weights.items():
        if value.dim() == 2 and value.numel() > 5000:
            scale = (value.abs().amax(1, keepdim=True) / 127).clamp(min=1e-12)
            packed[name] = torch.round(value / scale).to(torch.int8)
            packed[name + "#s"] = scale.half()
        else:
            packed[name] = value
    output.mkdir(parents=True, exist_ok=True)
    save_file(packed, output / "bge.safetensors")
    with gzip.open(output / "data.pkl.gz", "wb") as file:
        pickle.dump({"meld": meld, "go": {"train": goemotions}, "used": used}, file)


if __name__ == "__main__":
    main()
