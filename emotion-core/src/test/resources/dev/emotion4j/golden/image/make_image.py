"""Resized pictures and a CMYK picture as PIL sees them. Run here: python make_image.py"""

import base64
import io
import json

import numpy as np
import PIL
from PIL import Image

rng = np.random.default_rng(7)
HEIGHT, WIDTH = 23, 31
SOURCE = np.clip(
    128
    + 60 * np.sin(np.arange(HEIGHT)[:, None, None] / 3 + np.arange(3))
    + 50 * np.cos(np.arange(WIDTH)[None, :, None] / 4)
    + rng.normal(0, 12, (HEIGHT, WIDTH, 3)),
    0,
    255,
).astype(np.uint8)
CASES = [
    ("bilinear", (0, 0, WIDTH, HEIGHT), (8, 6)),
    ("bilinear", (0, 0, WIDTH, HEIGHT), (45, 40)),
    ("bilinear", (3.25, 2.5, 24.75, 20.0), (7, 9)),
    ("bicubic", (0, 0, WIDTH, HEIGHT), (9, 11)),
    ("bicubic", (5.5, 1.0, 17.25, 15.5), (20, 16)),
]


def resized(kind, box, size):
    filters = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
    planes = []
    for channel in range(3):  # as floats: PIL rounds 8-bit pictures after each pass
        plane = Image.fromarray(SOURCE[:, :, channel].astype(np.float32), mode="F")
        planes.append(np.asarray(plane.resize(size, filters[kind], box=box)))
    return [round(float(v), 4) for v in np.stack(planes).ravel()]


def cmyk():
    light = Image.fromarray(SOURCE).resize((16, 16), Image.BILINEAR)
    file = io.BytesIO()
    light.convert("CMYK").save(file, "JPEG", quality=95, subsampling=0)
    data = bytearray(file.getvalue())
    plain = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    at = data.index(b"Adobe") + 11  # the same numbers, said to be luma, chroma and black
    data[at] = 2
    luma = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    return base64.b64encode(file.getvalue()).decode(), plain.ravel().tolist(), luma.ravel().tolist()


file, plain, luma = cmyk()
json.dump(
    {
        "pil": PIL.__version__,
        "width": WIDTH,
        "height": HEIGHT,
        "source": SOURCE.ravel().tolist(),
        "cases": [
            {"filter": k, "box": list(b), "size": list(s), "planes": resized(k, b, s)}
            for k, b, s in CASES
        ],
        "cmyk": {"jpeg": file, "rgb": plain, "ycck": luma},
    },
    open("image.json", "w"),
    separators=(",", ":"),
)
