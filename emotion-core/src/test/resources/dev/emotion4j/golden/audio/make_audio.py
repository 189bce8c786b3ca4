"""Log-mel by librosa, resampling by libsoxr (through librosa), MFCC by SciPy's DCT. The signals are formulas that the test repeats."""
import json
import numpy as np
import librosa
import scipy.fft


def signal(count, rate, noise=0.1):
    n = np.arange(count, dtype=np.float64)
    state, values = 42, np.empty(count)
    for i in range(count):
        state = (1103515245 * state + 12345) % 2**31
        values[i] = state / 2**30 - 1
    tones = 0.5 * np.sin(2 * np.pi * 220 * n / rate) + 0.2 * np.sin(2 * np.pi * 3100 * n / rate + 0.3)
    return (tones + noise * values).astype(np.float32)


def rounded(x):
    return [float(f"{v:.7g}") for v in np.asarray(x, dtype=np.float64).ravel()]


mels = []
for count, rate, fft, window, hop, bands, low, high, every in [
    (8000, 16000, 512, 400, 160, 64, 50, 7600, 5),
    (4000, 16000, 512, 512, 128, 40, 0, 8000, 5),
    (100, 16000, 512, 400, 160, 64, 50, 7600, 1),
    (11025, 22050, 2048, 2048, 512, 128, 0, 11025, 4),
]:
    y = signal(count, rate)
    power = librosa.feature.melspectrogram(
        y=y, sr=rate, n_fft=fft, win_length=window, hop_length=hop, n_mels=bands, fmin=low, fmax=high,
        center=True, pad_mode="reflect", htk=False, norm="slaney")
    log = np.log(np.maximum(power.astype(np.float64), 1e-10)).T
    mels.append(dict(count=count, rate=rate, fft=fft, window=window, hop=hop, bands=bands, low=low, high=high,
                     frames=log.shape[0], every=every, log=rounded(log[::every]),
                     mfcc=rounded(scipy.fft.dct(log, type=2, norm="ortho", axis=1)[::every, :14])))

rates = []
for rate in [8000, 11025, 22050, 44100, 48000, 96000, 192000, 44099]:
    y = signal(rate // 2, rate, 0)
    out = librosa.resample(y.astype(np.float64), orig_sr=rate, target_sr=16000, res_type="soxr_vhq")
    rates.append(dict(rate=rate, count=rate // 2, length=len(out), begin=3000, samples=rounded(out[3000:3200])))

json.dump(dict(librosa=librosa.__version__, mels=mels, rates=rates), open("audio.json", "w"))
