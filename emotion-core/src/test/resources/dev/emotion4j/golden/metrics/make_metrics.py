"""Writes metrics.json: numbers of scikit-learn, NumPy and SciPy for random cases, and reports with many labels.

There are cases of 28 labels and of 300 samples, because NumPy adds up eight and more values in an order of its own (pairwise), which shows
in the last digit.
"""
import json
import pathlib

import numpy as np
import sklearn
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn import metrics


def classes(random, count, n):
    true = random.integers(0, count - 1, n)  # the last class never occurs
    guess = random.integers(0, count, n)
    predicted = np.where(random.random(n) < 0.5, true, guess)
    logits = random.normal(size=(n, count)) * 3 + 2 * np.eye(count)[true]
    given = dict(labels=list(range(count)), zero_division=0)
    fit = minimize_scalar(lambda t: -log_softmax(logits / np.exp(t), axis=1)[range(n), true].mean(), (-1, 1), tol=1e-12)
    return dict(classes=count, true=true.tolist(), predicted=predicted.tolist(), logits=logits.tolist(),
                accuracy=metrics.accuracy_score(true, predicted),
                balancedAccuracy=metrics.recall_score(true, predicted, labels=np.unique(true), average="macro", zero_division=0),
                macroF1=metrics.f1_score(true, predicted, average="macro", **given),
                microF1=metrics.f1_score(true, predicted, average="micro", **given),
                weightedF1=metrics.f1_score(true, predicted, average="weighted", **given),
                logLoss=metrics.log_loss(true, softmax(logits, axis=1), labels=list(range(count))),
                confusion=metrics.confusion_matrix(true, predicted, labels=list(range(count))).tolist(),
                temperature=float(np.exp(fit.x)))


def sets(random, count, n):
    true = random.random((n, count)) < 0.1
    predicted = np.where(random.random((n, count)) < 0.9, true, ~true)
    probabilities = random.random((n, count))
    true[0] = predicted[0] = False
    names = [f"label{i}" for i in range(count)]
    given = dict(target_names=names, digits=3, zero_division=0)
    return dict(names=names, true=true.astype(int).tolist(), predicted=predicted.astype(int).tolist(),
                probabilities=probabilities.tolist(),
                jaccard=metrics.jaccard_score(true, predicted, average="samples", zero_division=1),
                samplesF1=metrics.f1_score(true, predicted, average="samples", zero_division=0),
                accuracy=metrics.accuracy_score(true, predicted),
                logLoss=float(np.mean([metrics.log_loss(true[:, j], probabilities[:, j], labels=[0, 1]) for j in range(count)])),
                text=metrics.classification_report(true, predicted, **given),
                macroF1=metrics.f1_score(true, predicted, average="macro", zero_division=0),
                weightedF1=metrics.f1_score(true, predicted, average="weighted", zero_division=0))


def values(random, n):
    true = random.normal(size=n) + 100
    predicted = 0.6 * true + random.normal(size=n) + 41
    mean = true.mean() - predicted.mean()
    covariance = np.cov(true, predicted, bias=True)
    return dict(true=true.tolist(), predicted=predicted.tolist(), mse=metrics.mean_squared_error(true, predicted),
                pearson=np.corrcoef(true, predicted)[0, 1],
                ccc=2 * covariance[0, 1] / (covariance[0, 0] + covariance[1, 1] + mean * mean))


def main():
    random = np.random.default_rng(20261124)
    out = dict(scikit_learn=sklearn.__version__, classes=[classes(random, 4, 120), classes(random, 28, 60)],
               sets=[sets(random, 28, 60), sets(random, 5, 300)], values=[values(random, 10), values(random, 300)])
    text = json.dumps(out, separators=(",", ":"), default=float)
    pathlib.Path(__file__).with_name("metrics.json").write_text(text.replace('{"', '\n{"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
