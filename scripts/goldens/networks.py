"""Writes test/data/keras-networks.jsonl.gz: whole networks as Keras 3.15 builds them, and what it computes with weights that both sides make.

Run: KERAS_BACKEND=torch python scripts/goldens/networks.py test/data/keras-networks.jsonl.gz
Every number is a hash of its place, see `numbers`; test/support/hashedNumbers.ts makes the same. A line holds the model as JSON, the
number of weights, and for a few layers, the last among them, the shape of the output and up to 400 of its values, evenly spread.
"""
import base64
import gzip
import json
import sys

import keras
import numpy as np
from keras import layers as L

apps = keras.applications
SAMPLES = 400


def numbers(label, count, low, high):
    """float32 from low to high: MurmurHash3's finaliser of FNV-1a of the label plus the place times the golden ratio."""
    seed = 0x811C9DC5
    for unit in label.encode("utf-16-le")[::2]:
        seed = ((seed ^ unit) * 0x01000193) & 0xFFFFFFFF
    with np.errstate(over="ignore"):
        x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B1) + np.uint32(seed)
        x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        x ^= x >> np.uint32(16)
    return (low + (high - low) * (x.astype(np.float64) / 4294967296.0)).astype(np.float32)


def weight(label, name, shape):
    """Kernels keep the size of what goes through them; statistics and factors are near those of new layers."""
    count = int(np.prod(shape))
    if "kernel" in name:
        # The channels of a depthwise kernel are not summed.
        taps = shape[:-2] if len(shape) == 4 and shape[-1] == 1 else shape[:-1]
        limit = float(np.sqrt(3.0 / int(np.prod(taps))))
        low, high = -limit, limit
    elif name == "gamma":
        low, high = 0.8, 1.2
    elif name in ("moving_variance", "variance"):
        low, high = 0.5, 1.5
    else:
        low, high = -0.1, 0.1
    return numbers(label, count, low, high).reshape(shape)


def unet(size):
    """Ronneberger et al. 2015 with padding, four levels."""
    x = keras.Input((size, size, 3), name="picture")
    inputs, skips = x, []
    for level, filters in enumerate([16, 32, 64, 128]):
        for number in (1, 2):
            x = L.Conv2D(filters, 3, padding="same", activation="relu", name=f"down{level}_conv{number}")(x)
        skips.append(x)
        x = L.MaxPooling2D(name=f"down{level}_pool")(x)
    for number in (1, 2):
        x = L.Conv2D(256, 3, padding="same", activation="relu", name=f"bottom_conv{number}")(x)
    for level, filters in reversed(list(enumerate([16, 32, 64, 128]))):
        x = L.Conv2DTranspose(filters, 2, strides=2, padding="same", name=f"up{level}_transposed")(x)
        x = L.Concatenate(name=f"up{level}_join")([skips[level], x])
        for number in (1, 2):
            x = L.Conv2D(filters, 3, padding="same", activation="relu", name=f"up{level}_conv{number}")(x)
    return keras.Model(inputs, L.Conv2D(2, 1, activation="sigmoid", name="mask")(x), name="unet")


def tiny_yolo(size):
    """Tiny YOLO v2 (Redmon and Farhadi 2016): 5 boxes of 20 classes a cell."""
    x = inputs = keras.Input((size, size, 3), name="picture")
    for number, filters in enumerate([16, 32, 64, 128, 256, 512, 1024, 1024], 1):
        x = L.Conv2D(filters, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = L.BatchNormalization(name=f"norm{number}")(x)
        x = L.LeakyReLU(negative_slope=0.1, name=f"leaky{number}")(x)
        if number <= 6:
            x = L.MaxPooling2D(2, strides=2 if number < 6 else 1, padding="same", name=f"pool{number}")(x)
    return keras.Model(inputs, L.Conv2D(125, 1, name="boxes")(x), name="tiny_yolo")


def app(make, size):
    return make(weights=None, input_shape=(size, size, 3))


networks = {
    "MobileNet V1": (lambda: app(apps.MobileNet, 64), ["conv_pw_6_relu"]),
    "MobileNet V2": (lambda: app(apps.MobileNetV2, 64), ["block_6_project_BN"]),
    "ResNet50": (lambda: app(apps.ResNet50, 64), ["conv3_block4_out"]),
    "Xception": (lambda: app(apps.Xception, 71), ["block4_pool"]),
    "DenseNet121": (lambda: app(apps.DenseNet121, 64), ["pool3_relu"]),
    "EfficientNetB0": (lambda: app(apps.EfficientNetB0, 64), ["block4a_expand_activation"]),
    "U-Net": (lambda: unet(64), ["bottom_conv2"]),
    "tiny YOLO": (lambda: tiny_yolo(96), ["leaky5"]),
}


def sampled(values):
    flat = np.asarray(values, dtype=np.float32).reshape(-1)
    step = max(1, -(-flat.size // SAMPLES))
    return base64.b64encode(flat[::step].tobytes()).decode()


def golden(name, make, between):
    keras.utils.clear_session()
    model = make()
    for layer in model.layers:
        for variable in layer.weights:
            own = variable.path.split("/")[-1]
            variable.assign(weight(f"{layer.name}/{own}", own, variable.shape))
    shape = [1, *model.inputs[0].shape[1:]]
    picture = numbers("picture", int(np.prod(shape)), 0, 1).reshape(shape)
    wanted = [*between, model.layers[-1].name]
    outputs = keras.Model(model.inputs[0], [model.get_layer(each).output for each in wanted])(picture)
    checks = []
    for each, output in zip(wanted, outputs):
        values = keras.ops.convert_to_numpy(output)
        print(name, each, values.shape, float(values.std()), float(np.abs(values).max()), file=sys.stderr)
        assert np.isfinite(values).all()
        checks.append({"layer": each, "shape": list(values.shape), "values": sampled(values)})
    return {
        "what": name,
        "weights": int(sum(np.prod(variable.shape) for variable in model.weights)),
        "model": json.loads(model.to_json()),
        "checks": checks,
    }


with gzip.GzipFile(sys.argv[1], "wb", mtime=0) as target:
    for name, (make, between) in networks.items():
        target.write((json.dumps(golden(name, make, between), separators=(",", ":")) + "\n").encode())
