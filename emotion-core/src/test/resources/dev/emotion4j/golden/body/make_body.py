"""Writes body.json: what SciPy and NeuroKit2 compute. Run: python make_body.py [folder of BioSPPy's examples]

Made with numpy 2.4, scipy 1.17, neurokit2 0.2.13. The recordings of BioSPPy are not in this repository; only
results of them are written (peak positions).
"""
import json
import pathlib
import sys

import neurokit2 as nk
import numpy as np
from scipy import signal, stats

rng = np.random.default_rng(3)
out = {}

x = np.cumsum(rng.standard_normal(240)) + 5
filters = []
for kind, order, edge, rate in [("low", 4, 1.0, 4.0), ("high", 2, 0.05, 4.0), ("low", 4, 3.0, 32.0), ("high", 4, 0.5, 64.0)]:
    sos = signal.butter(order, edge, kind, fs=rate, output="sos")
    filters.append(dict(kind=kind, order=order, edge=edge, rate=rate, y=signal.sosfiltfilt(sos, x).tolist()))
sos = np.vstack([signal.butter(2, 0.5, "high", fs=64, output="sos"), signal.butter(2, 8, "low", fs=64, output="sos")])
filters.append(dict(kind="band", order=2, edge=0.5, high=8.0, rate=64.0, y=signal.sosfiltfilt(sos, x).tolist()))
out["x"] = x.tolist()
out["filters"] = filters
out["statistics"] = dict(
    skewness=stats.skew(x), kurtosis=stats.kurtosis(x), median=float(np.median(x)), deviation=float(np.std(x)),
    slope=float(np.polyfit(np.arange(240) / 4, x, 1)[0]), area=float(np.trapezoid(x, dx=0.25)))

rr = np.round(820 + 45 * np.sin(np.arange(90) * 0.9) + 25 * rng.standard_normal(90), 3)
ends = np.cumsum(rr) / 1000
time = nk.hrv_time(nk.intervals_to_peaks(rr, sampling_rate=100000), sampling_rate=100000)
sd1 = np.std(np.diff(rr), ddof=1) / np.sqrt(2)
n = int(np.floor((ends[-1] - ends[0]) * 4 + 1e-9)) + 1
even = np.interp(ends[0] + np.arange(n) / 4, ends, rr)
length = min(256, n)
f, p = signal.welch(even, fs=4, window="hann", nperseg=length, noverlap=length // 2, nfft=1024, detrend="constant")


def band(low, high):
    inside = (f >= low - 1e-9) & (f <= high + 1e-9)
    return float(np.trapezoid(p[inside], f[inside]))


out["rr"] = rr.tolist()
out["hrv"] = dict(
    meanRr=float(time["HRV_MeanNN"].iloc[0]), sdnn=float(time["HRV_SDNN"].iloc[0]), rmssd=float(time["HRV_RMSSD"].iloc[0]),
    sdsd=float(time["HRV_SDSD"].iloc[0]), pnn50=float(time["HRV_pNN50"].iloc[0]), medianRr=float(time["HRV_MedianNN"].iloc[0]),
    sd1=float(sd1), vlf=band(0.0033, 0.04), lf=band(0.04, 0.15), hf=band(0.15, 0.4))

# Peaks by NeuroKit2's own methods, for comparison within a tolerance.
if len(sys.argv) > 1:
    folder = pathlib.Path(sys.argv[1])
    ecg = np.loadtxt(folder / "ecg.txt")
    ppg = np.loadtxt(folder / "ppg.txt")
    resp = np.loadtxt(folder / "resp.txt")
    _, r = nk.ecg_peaks(nk.ecg_clean(ecg, 1000), 1000)
    s = nk.ppg_findpeaks(nk.ppg_clean(ppg, 1000), 1000)
    rate = nk.rsp_rate(nk.rsp_clean(resp, 1000), sampling_rate=1000)
    out["biosppy"] = dict(r=[int(i) for i in r["ECG_R_Peaks"]], pulse=[int(i) for i in s["PPG_Peaks"]], breath=float(np.mean(rate)))

pathlib.Path(__file__).with_name("body.json").write_text(json.dumps(out))
