"""Writes test/data/weights: small weight files as Keras 3.15, h5py and safetensors write them, and what the model computes.

Run: KERAS_BACKEND=torch python scripts/goldens/weight-files.py test/data/weights
"""
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")
import h5py
import keras
import numpy as np
from keras import layers as L
from safetensors.numpy import save_file

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
rng = np.random.default_rng(7)


def at(name):
    return os.path.join(folder, name)


def many_layers():
    """Every way in which Keras lays the weights of layers out: inner layers, wrappers, nested and shared models."""
    picture = keras.Input((6, 5, 3), name="picture")
    x = L.Conv2D(4, 3, padding="same", name="stem")(picture)
    x = L.BatchNormalization(name="stem_norm")(x)
    x = L.SeparableConv2D(4, 3, padding="same", name="separable")(x)
    x = L.DepthwiseConv2D(3, padding="same", name="depth_wise")(x)
    x = L.PReLU(shared_axes=[1, 2], name="slopes")(x)
    x = L.SpectralNormalization(L.Conv2D(4, 1), name="spectral")(x)
    block = keras.Sequential(
        [keras.Input((6, 5, 4)), L.Conv2D(4, 1, name="point"), L.BatchNormalization(name="norm"), L.Conv2D(4, 1, use_bias=False, name="again")],
        name="block",
    )
    x = block(block(x))
    inner = keras.Input((6, 5, 4))
    other = keras.Model(inner, L.Conv2D(2, 1, name="point")(inner), name="other")
    x = other(x)
    shared = L.Dense(2, name="shared")
    x = shared(shared(x))
    frozen = L.Conv2D(2, 1, name="frozen")
    frozen.trainable = False
    x = frozen(x)
    frames = L.Reshape((6, 5, 2, 1))(x)
    frame = keras.Sequential([keras.Input((5, 2, 1)), L.Conv2D(2, 2, name="point"), L.Flatten()], name="frame")
    x = L.TimeDistributed(frame, name="each_frame")(frames)
    x = L.TimeDistributed(L.Dense(4), name="each_step")(x)
    x = L.Bidirectional(L.LSTM(2, return_sequences=True), name="both_ways")(x)
    x = L.MultiHeadAttention(2, 3, name="heads")(x, x)
    x = L.GroupQueryAttention(2, 4, 2, name="grouped")(x, x)
    x = L.LayerNormalization(name="layer_norm")(x)
    x = L.GRU(3, return_sequences=True, name="gated")(x)
    x = L.SimpleRNN(3, return_sequences=True)(x)
    x = L.RNN([L.GRUCell(2), L.LSTMCell(3), L.GRUCell(2)], return_sequences=True, name="stack")(x)
    x = L.RNN(L.LSTMCell(2), return_sequences=True, name="single")(x)
    clip = L.Reshape((2, 3, 2))(x)
    y = L.ConvLSTM1D(2, 2, padding="same", name="pictures")(clip)
    y = L.Flatten()(L.Dropout(0.2)(y))
    return keras.Model(picture, L.Dense(3, name="last")(y), name="many_layers")


model = many_layers()
for weight in model.weights:
    positive = any(word in weight.path for word in ("variance", "gamma"))
    weight.assign(rng.uniform(0.5, 1.5, weight.shape) if positive else rng.normal(0, 0.4, weight.shape))
model.compile("adam", "mse")
given = rng.normal(0, 1, (2, 6, 5, 3)).astype("float32")
result = keras.ops.convert_to_numpy(model(given, training=False))
model.save(at("layers.keras"))
model.save(at("layers.h5"))
save_file(
    # safetensors writes the memory of an array as it lies, whatever its order of axes.
    {weight.path: np.ascontiguousarray(keras.ops.convert_to_numpy(weight)) for weight in model.weights if "seed" not in weight.path},
    at("layers.safetensors"),
)
with open(at("layers.json"), "w") as file:
    json.dump({
        "model": json.loads(model.to_json()),
        "input": {"shape": list(given.shape), "data": given.ravel().tolist()},
        "output": {"shape": list(result.shape), "data": result.ravel().tolist()},
    }, file)

# The same arrays in every storage that HDF5 has for them; `stored.json` tells the numbers.
kernel = rng.normal(0, 1, (7, 5, 3)).astype("float32")
bias = rng.normal(0, 1, 9).astype("float32")
storages = {
    "gzip": dict(chunks=(3, 2, 3), compression="gzip"),
    "shuffled": dict(chunks=(2, 5, 2), compression="gzip", shuffle=True),
    "checked": dict(chunks=(4, 4, 1), fletcher32=True),
    "chunked": dict(chunks=(1, 1, 1)),
}
for name, libver in [("stored.h5", "earliest"), ("latest.h5", "latest")]:
    with h5py.File(at(name), "w", libver=libver) as file:
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = ["conv", "dense"]  # Text of any length, in a heap.
        conv = group.create_group("conv")
        names = []

        def add(key, **settings):
            conv.create_dataset(key, **settings)
            names.append(key)

        add("whole", data=kernel)
        add("half", data=kernel.astype("float16"))
        add("double", data=kernel.astype(">f8"))
        add("bytes", data=(kernel * 20).astype("int8"))
        if libver == "earliest":
            for key, settings in storages.items():
                add(key, data=kernel, **settings)
            compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
            compact.set_layout(h5py.h5d.COMPACT)
            space = h5py.h5s.create_simple(bias.shape)
            h5py.h5d.create(conv.id, b"compact", h5py.h5t.IEEE_F32LE, space, compact).write(h5py.h5s.ALL, h5py.h5s.ALL, bias)
            names.append("compact")
            add("unwritten", shape=(3, 2), dtype="float32")
        conv.attrs["weight_names"] = np.array(names, dtype="S")  # Text of one length.
        dense = group.create_group("dense")
        dense.create_dataset("one", data=np.float32(2.5))
        # Too many names for one attribute: Keras splits them.
        dense.attrs["weight_names0"] = np.array(["one"], dtype="S")
        dense.attrs["weight_names1"] = np.array(["one"], dtype="S")
with open(at("stored.json"), "w") as file:
    json.dump({"kernel": kernel.ravel().tolist(), "bias": bias.tolist()}, file)
