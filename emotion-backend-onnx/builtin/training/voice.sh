#!/usr/bin/env bash
# Trains the built-in voice branch on EMO-DB (CC0): eight speakers, seven expressions, the first two seconds of each
# clip, each as it is, as recordings of 12 and 8 kHz would have it, by telephone, in white noise of 20 and 10 dB, and
# with the echo of a room.
#
#   emotion-backend-onnx/builtin/training/voice.sh EMODB_DIR OUTPUT_DIR
#
# EMODB_DIR holds the WAV files and manifest.csv (columns file, speaker, unified). Build the program first:
# ./mvnw -q -Dquickly install. The command first leaves out one speaker after the other and prints the unweighted
# recall; the temperature is fitted on those predictions. Then it trains on all speakers with seed 1. Copy
# OUTPUT_DIR over src/main/resources/dev/emotion4j/builtin/voice to ship it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
exec java -Xmx3g -cp "$root/examples/target/emotion.jar" dev.emotion4j.examples.experiments.EmoDb \
  --data "$1" --task 7 --seeds 3 --epochs 40 --as whole,rate_12k,rate_8k,phone,noise_20,noise_10,room --save "$2"
