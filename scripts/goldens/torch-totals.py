"""Writes test/data/torch-totals.jsonl: what PyTorch's own FLOP counter says for whole models of keras.applications.

Run with Keras 3.15 and PyTorch 2.13: python scripts/goldens/torch-totals.py > test/data/torch-totals.jsonl
"""

import json
import os

os.environ["KERAS_BACKEND"] = "torch"

import keras  # noqa: E402
import torch  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

SIZES = {
    "VGG16": 224,
    "ResNet50": 224,
    "MobileNet": 224,
    "MobileNetV2": 224,
    "Xception": 299,
    "InceptionV3": 299,
    "EfficientNetB0": 224,
    "DenseNet121": 224,
}

for name, size in SIZES.items():
    model = getattr(keras.applications, name)(weights=None)
    picture = torch.zeros((1, size, size, 3))
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(picture)
    print(json.dumps({"model": name, "torchFlops": counter.get_total_flops()}), flush=True)
