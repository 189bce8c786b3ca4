#!/usr/bin/env bash
# Trains the built-in model: MiniLM + LoRA + head on GoEmotions, mapped to Ekman's six emotions and neutral.
#
#   emotion-backend-onnx/builtin/training/train.sh GOEMOTIONS_DIR OUTPUT_DIR
#
# GOEMOTIONS_DIR holds train.jsonl, valid.jsonl and test.jsonl (objects with "text" and "labels"). Build the
# program first: ./mvnw -q -Dquickly install. About 25 minutes on 2 cores. Thresholds and temperature are
# chosen on the validation set; the test set is only reported on. Copy OUTPUT_DIR over
# src/main/resources/dev/emotion4j/builtin to ship it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
data=$1
output=$2
exec java -Xmx3g -jar "$root/examples/target/emotion.jar" fine-tune \
  --train "$data/train.jsonl" --validation "$data/valid.jsonl" --test "$data/test.jsonl" \
  --map "$here/goemotions-ekman.json" --name builtin \
  --base minilm --adapter lora --rank 16 --alpha 32 \
  --epochs 3 --batch 32 --learning-rate 1e-3 --weight-decay 0.01 --dropout 0.1 --seed 42 \
  --output "$output"
