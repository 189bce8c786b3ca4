"""Writes report.json: scikit-learn's classification_report for cases that differ in layout.

Multi-class: `true` and `predicted` are indices into `names`; `rows` are the indices that are reported (sklearn's `labels=`) or null
for all that occur. Multi-label: `true` and `predicted` are 0/1 rows, one column a name.
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import classification_report

EKMAN = ["anger", "disgust", "fear", "joy", "sadness", "surprise", "neutral"]


def multi_class(case, names, true, predicted, rows=None):
    index = list(range(len(names))) if rows is None else rows
    given = dict(labels=index, target_names=[names[i] for i in index], digits=3, zero_division=0)
    return dict(case=case, kind="multi-class", names=names, rows=rows, true=true, predicted=predicted,
                text=classification_report(true, predicted, **given),
                numbers=classification_report(true, predicted, output_dict=True, **given))


def multi_label(case, names, true, predicted):
    given = dict(target_names=names, digits=3, zero_division=0)
    return dict(case=case, kind="multi-label", names=names, rows=None, true=true.tolist(), predicted=predicted.tolist(),
                text=classification_report(true, predicted, **given),
                numbers=classification_report(true, predicted, output_dict=True, **given))


def noisy(random, classes, n, right):
    true = random.integers(0, classes, n)
    guess = random.integers(0, classes, n)
    return true.tolist(), np.where(random.random(n) < right, true, guess).tolist()


def main():
    random = np.random.default_rng(20261123)
    cases = [multi_class("all labels end in an accuracy row", EKMAN, *noisy(random, 7, 90, 0.6))]
    cases.append(multi_class("a subset of the labels ends in a micro avg row", EKMAN, *noisy(random, 7, 90, 0.6), rows=[0, 3, 4]))
    cases.append(multi_class("rows come in the order asked for", EKMAN, *noisy(random, 7, 60, 0.5), rows=[6, 4, 1]))
    cases.append(multi_class("two classes", ["no", "yes"], *noisy(random, 2, 40, 0.7)))
    cases.append(multi_class("a label that never occurs and one that is never predicted", ["joy", "sadness", "fear", "love"],
                             [0, 0, 1, 1, 2, 2, 0], [0, 1, 1, 1, 0, 0, 0]))
    wrong = multi_class("everything wrong", ["joy", "sadness"], [0, 0, 1], [1, 1, 0])
    wrong["text"] = None  # scikit-learn 1.9.1 prints these supports as 2.0, 1.0: a slip of its own, nothing to copy
    cases.append(wrong)
    cases.append(multi_class("everything right", ["joy", "sadness", "fear"], [0, 1, 2, 2], [0, 1, 2, 2]))
    cases.append(multi_class("names longer than weighted avg", ["joy", "a rather long name of an emotion", "fear"],
                             *noisy(random, 3, 50, 0.5)))
    cases.append(multi_class("names outside of ASCII", ["Freude", "Ärger", "悲伤", "страх", "😀"], *noisy(random, 5, 50, 0.5)))
    cases.append(multi_class("a single class", ["joy"], [0, 0, 0], [0, 0, 0]))
    true = (random.random((60, 7)) < 0.25).astype(int)
    predicted = np.where(random.random((60, 7)) < 0.8, true, 1 - true)
    cases.append(multi_label("multi-label ends in micro, macro, weighted and samples", EKMAN, true, predicted))
    true, predicted = true[:12, :4].copy(), predicted[:12, :4].copy()
    true[:, 2] = 0
    predicted[:, 1] = 0
    true[3] = predicted[3] = 0
    cases.append(multi_label("multi-label with empty rows and columns", EKMAN[:4], true, predicted))
    out = dict(scikit_learn=sklearn.__version__, digits=3, zero_division=0, cases=cases)
    text = json.dumps(out, ensure_ascii=False, indent=None, separators=(",", ":"), default=float)
    pathlib.Path(__file__).with_name("report.json").write_text(text.replace('{"case"', '\n{"case"') + "\n", encoding="utf-8")
    for case in cases:
        print(case["case"], case["text"], sep="\n")


if __name__ == "__main__":
    main()
