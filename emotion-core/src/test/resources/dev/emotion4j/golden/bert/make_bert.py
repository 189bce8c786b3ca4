"""Writes a tiny random BERT and PEFT adapters on it.

- `model/`: config.json and model.safetensors of a transformers BertForSequenceClassification (so names start with `bert.`), 3 labels
- `plain.json`: input_ids, attention_mask, token_type_ids of a padded batch, last_hidden_state, pooler_output, logits
- `lora/`, `rslora/`, `dora/`, `lora_all/`: adapter_config.json and adapter_model.safetensors as PEFT writes them (rank 4, alpha 8,
  the classifier in modules_to_save), and `<name>.json` with the same outputs as plain.json, the adapter on
"""
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, TaskType, get_peft_model
from transformers import BertConfig, BertForSequenceClassification

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import tiny

HERE = pathlib.Path(__file__).parent
ALL = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
ADAPTERS = dict(lora=dict(target_modules=["query", "value"]), rslora=dict(target_modules=["query", "value"], use_rslora=True),
                dora=dict(target_modules=["query", "value"], use_dora=True), lora_all=dict(target_modules=ALL))


def base():
    config = BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=32,
                        max_position_embeddings=20, type_vocab_size=2, num_labels=3)
    return tiny.randomize(BertForSequenceClassification(config), seed=1)


def batch():
    ids = torch.tensor([[2, 17, 5, 33, 49, 8, 3], [2, 41, 12, 3, 0, 0, 0], [2, 3, 0, 0, 0, 0, 0]])
    types = torch.tensor([[0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0]])
    return dict(input_ids=ids, attention_mask=(ids != 0).long(), token_type_ids=types)


def outputs(model, inputs):
    def call(m):
        inner = m.bert(**inputs)
        return dict(last_hidden_state=inner.last_hidden_state, pooler_output=inner.pooler_output, logits=m(**inputs).logits)
    return tiny.in_double(model, call)


def adapt(name, settings, inputs):
    torch.manual_seed(3)
    model = get_peft_model(base(), LoraConfig(task_type=TaskType.SEQ_CLS, r=4, lora_alpha=8, lora_dropout=0.0, bias="none",
                                              modules_to_save=["classifier"], **settings))
    with torch.no_grad():
        for path, parameter in model.named_parameters():
            if "lora_B" in path or "modules_to_save" in path:
                parameter.copy_(torch.randn(parameter.shape) * 0.3)
            elif "lora_magnitude" in path:
                parameter.mul_(1 + 0.2 * torch.randn(parameter.shape))
    model.eval()
    shutil.rmtree(HERE / name, ignore_errors=True)
    model.save_pretrained(HERE / name)
    (HERE / name / "README.md").unlink(missing_ok=True)
    tiny.write(__file__, name + ".json", outputs(model.base_model.model, inputs))


def main():
    inputs = batch()
    model = base()
    model.save_pretrained(HERE / "model")
    (HERE / "model" / "generation_config.json").unlink(missing_ok=True)
    tiny.write(__file__, "plain.json", {**inputs, **outputs(model, inputs)})
    for name, settings in ADAPTERS.items():
        adapt(name, settings, inputs)


if __name__ == "__main__":
    main()
