"""Writes test/data/keras-class-examples.jsonl: a small model of every layer class that Keras 3.15 exports, and what Keras makes of it.

Run: KERAS_BACKEND=torch python scripts/goldens/class-examples.py > test/data/keras-class-examples.jsonl
A class that Keras cannot make here has the reason instead. scipy, which STFTSpectrogram asks for, is not there: its windows are plain.
"""
import json

import keras
import numpy as np
import torch
from keras import layers as L

PICTURE, SOUND, SEQUENCE, VECTOR, VOLUME, FILM = (9, 8, 3), (40, 2), (5, 4), (6,), (6, 5, 4, 3), (4, 9, 8, 3)
BY_RANK = {1: (12, 3), 2: PICTURE, 3: VOLUME}


def on(shape, make, dtype="float32", count=1):
    """A class on `count` inputs of a shape; `make` gets the class."""
    return lambda cls: [([keras.Input(shape, dtype=dtype) for _ in range(count)], make(cls))]


def ranked(make):
    return {rank: on(BY_RANK[rank], make) for rank in BY_RANK}


examples = {
    "Activation": on(PICTURE, lambda c: c("relu")),
    "ActivityRegularization": on(VECTOR, lambda c: c(l2=0.1)),
    "AlphaDropout": on(VECTOR, lambda c: c(0.2)),
    "BatchNormalization": on(PICTURE, lambda c: c()),
    "Bidirectional": on(SEQUENCE, lambda c: c(L.LSTM(3))),
    "CategoryEncoding": on((1,), lambda c: c(num_tokens=7), dtype="int32"),
    "CenterCrop": on(PICTURE, lambda c: c(4, 5)),
    "Concatenate": on(PICTURE, lambda c: c(), count=3),
    "Dense": on(VECTOR, lambda c: c(7, activation="relu")),
    "Discretization": on(VECTOR, lambda c: c(bin_boundaries=[0.0, 1.0])),
    "Dot": on(SEQUENCE, lambda c: c(axes=2), count=2),
    "Dropout": on(VECTOR, lambda c: c(0.2)),
    "EinsumDense": on(SEQUENCE, lambda c: c("abc,cd->abd", (5, 7), bias_axes="d")),
    "Embedding": on((5,), lambda c: c(11, 4), dtype="int32"),
    "GaussianDropout": on(VECTOR, lambda c: c(0.2)),
    "GaussianNoise": on(VECTOR, lambda c: c(0.2)),
    "GroupNormalization": on((9, 8, 8), lambda c: c(4)),
    "MaxNumBoundingBoxes": on(PICTURE, lambda c: c(5)),
    "MelSpectrogram": on((4000,), lambda c: c(fft_length=256, sequence_stride=100, num_mel_bins=20)),
    "PReLU": on(PICTURE, lambda c: c(shared_axes=[1, 2])),
    "Permute": on(SEQUENCE, lambda c: c((2, 1))),
    "Pipeline": on(PICTURE, lambda c: c([L.Rescaling(0.5), L.RandomFlip(), L.CenterCrop(4, 4)])),
    "RNN": on(SEQUENCE, lambda c: c([L.GRUCell(3), L.LSTMCell(2)])),
    "RandomBrightness": on(PICTURE, lambda c: c(0.2)),
    "RandomColorDegeneration": on(PICTURE, lambda c: c(0.2)),
    "RandomColorJitter": on(PICTURE, lambda c: c(hue_factor=0.2)),
    "RandomContrast": on(PICTURE, lambda c: c(0.2)),
    "RandomCrop": on(PICTURE, lambda c: c(4, 5)),
    "RandomHue": on(PICTURE, lambda c: c(0.2)),
    "RandomPosterization": on(PICTURE, lambda c: c(4)),
    "RandomRotation": on(PICTURE, lambda c: c(0.2)),
    "RandomSaturation": on(PICTURE, lambda c: c(0.2)),
    "RandomSharpness": on(PICTURE, lambda c: c(0.2)),
    "RandomShear": on(PICTURE, lambda c: c(0.2)),
    "RandomTranslation": on(PICTURE, lambda c: c(0.2, 0.2)),
    "RandomZoom": on(PICTURE, lambda c: c(0.2)),
    "RepeatVector": on(VECTOR, lambda c: c(3)),
    "Rescaling": on(PICTURE, lambda c: c(0.5, 1.0)),
    "Reshape": on(PICTURE, lambda c: c((-1, 6))),
    "Resizing": on(PICTURE, lambda c: c(4, 5)),
    "ReversibleEmbedding": on((5,), lambda c: c(11, 4), dtype="int32"),
    "STFTSpectrogram": on(SOUND, lambda c: c(frame_length=16, frame_step=4, window=None)),
    "SpectralNormalization": on(PICTURE, lambda c: c(L.Conv2D(4, 3))),
    "TimeDistributed": on(FILM, lambda c: c(L.Conv2D(4, 3))),
}
for name in ["SimpleRNN", "LSTM", "GRU"]:
    examples[name] = on(SEQUENCE, lambda c: c(3, return_sequences=True))
for name in ["Attention", "AdditiveAttention"]:
    examples[name] = on(SEQUENCE, lambda c: c(), count=2)
for name in ["Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract"]:
    examples[name] = on(PICTURE, lambda c: c(), count=2)
for rank, shape in BY_RANK.items():
    for name in ["Conv", "Convolution", "SeparableConv", "SeparableConvolution"]:
        examples[f"{name}{rank}D"] = on(shape, lambda c: c(4, 3))
        examples[f"{name}{rank}DTranspose"] = on(shape, lambda c: c(4, 3, strides=2))
    examples[f"DepthwiseConv{rank}D"] = on(shape, lambda c: c(3, depth_multiplier=2))
    examples[f"ConvLSTM{rank}D"] = on((4, *shape), lambda c: c(5, 3))
    examples[f"SpatialDropout{rank}D"] = on(shape, lambda c: c(0.2))
    for name in ["AdaptiveAveragePooling", "AdaptiveMaxPooling"]:
        examples[f"{name}{rank}D"] = on(shape, lambda c: c(3))
    for name in ["Cropping", "ZeroPadding", "UpSampling"]:
        examples[f"{name}{rank}D"] = on(shape, lambda c: c(1 if name != "UpSampling" else 2))
    for name in ["MaxPooling", "MaxPool", "AveragePooling", "AvgPool"]:
        for prefix in ["", "Global"]:
            examples[f"{prefix}{name}{rank}D"] = on(shape, lambda c: c(2) if c.__name__[0] != "G" else c())

# Calls of their own: several arguments, or a keyword that changes what comes out.
query, value = keras.Input(SEQUENCE), keras.Input((7, 6))
narrow = keras.Input((7, 4))


def called(inputs, make):
    return lambda cls: [(inputs, make(cls))]


def write(name, label, inputs, outputs, shapes=None):
    model = keras.Model(inputs, outputs)
    print(json.dumps({
        "class": name,
        "case": label,
        "model": json.loads(model.to_json()),
        "outputs": shapes or [list(tensor.shape) for tensor in keras.tree.flatten(outputs)],
        "params": model.count_params(),
        "trainable": int(sum(np.prod(weight.shape) for weight in model.trainable_weights)),
    }))


calls = {
    "MultiHeadAttention": [
        ("by position", lambda c: ([query, value], c(2, 3)(query, value))),
        ("value by name", lambda c: ([query, value], c(2, 3)(query, value=value))),
        ("all by name, another order", lambda c: ([query, value], c(2, 3)(value=value, query=query))),
        ("key by name", lambda c: ([query, value, narrow], c(2, 3)(query, value, key=narrow))),
        ("with a mask", lambda c: ([query, value, m := keras.Input((5, 7), dtype="bool")], c(2, 3)(query, value, attention_mask=m))),
        ("all by name, with a mask", lambda c: ([query, value, m := keras.Input((5, 7), dtype="bool")], c(2, 3)(attention_mask=m, query=query, value=value))),
        ("with scores", lambda c: ([query, other := keras.Input((5, 6))], c(2, 3)(query, other, return_attention_scores=True))),
    ],
    "GroupQueryAttention": [
        ("by position", lambda c: ([query, narrow], c(3, 4, 2)(query, narrow))),
        ("with scores", lambda c: ([query, narrow], c(3, 4, 2)(query, value=narrow, return_attention_scores=True))),
    ],
    "Attention": [
        ("with masks and scores", lambda c: (
            [query, narrow, a := keras.Input((5,), dtype="bool"), b := keras.Input((7,), dtype="bool")],
            c()([query, narrow], mask=[a, b], return_attention_scores=True))),
    ],
    "AdditiveAttention": [
        ("with scores", lambda c: ([query, narrow], c()([query, narrow], return_attention_scores=True))),
    ],
    "LSTM": [
        ("with states and a mask", lambda c: (
            [query, s := keras.Input((3,)), m := keras.Input((5,), dtype="bool")],
            c(3, return_state=True)(query, initial_state=[s, L.Dense(3)(s)], mask=m))),
    ],
    "GRU": [("with a state", lambda c: ([query, s := keras.Input((3,))], c(3)(query, initial_state=s)))],
    "RNN": [
        ("stacked, with states", lambda c: (
            [query, s := keras.Input((3,)), t := keras.Input((2,))],
            c([L.GRUCell(3), L.LSTMCell(2)])(query, initial_state=[s, [t, t]]))),
    ],
    "Bidirectional": [
        ("with states", lambda c: ([query, s := keras.Input((3,))], c(L.LSTM(3), merge_mode="sum")(query, initial_state=[s, s, s, s]))),
    ],
    "ReversibleEmbedding": [
        ("there and back", lambda c: ([i := keras.Input((5,), dtype="int32")], (e := c(11, 4))(e(i), reverse=True))),
        ("with a second table", lambda c: ([i := keras.Input((5,), dtype="int32")], (e := c(11, 4, tie_weights=False, logit_soft_cap=3.0))(e(i), reverse=True))),
    ],
    "MelSpectrogram": [("free length", lambda c: ([s := keras.Input((None,))], c(num_mel_bins=20, power_to_db=False)(s)))],
    "STFTSpectrogram": [
        (f"{mode}, {padding}, {expand}", lambda c, mode=mode, padding=padding, expand=expand: (
            [s := keras.Input(SOUND)],
            c(mode=mode, frame_length=12, window=None, padding=padding, expand_dims=expand)(s)))
        for mode in ["log", "real", "stft", "angle"] for padding in ["valid", "same"] for expand in [True, False]
    ],
    "Pipeline": [("with weights", lambda c: ([p := keras.Input(PICTURE)], c([L.Conv2D(4, 3), L.Flatten(), L.Dense(3)])(p)))],
    "SimpleRNNCell": [("one step", lambda c: ([v := keras.Input(VECTOR), s := keras.Input((3,))], c(3)(v, [s])[0]))],
    "GRUCell": [("one step", lambda c: ([v := keras.Input(VECTOR), s := keras.Input((3,))], c(3)(v, [s])[0]))],
    "LSTMCell": [("one step", lambda c: ([v := keras.Input(VECTOR), s := keras.Input((3,))], c(3)(v, [s, s])[0]))],
    "StackedRNNCells": [
        ("one step", lambda c: (
            [v := keras.Input(VECTOR), s := keras.Input((3,)), t := keras.Input((2,))],
            c([L.GRUCell(3), L.LSTMCell(2)])(v, [s, [t, t]])[0])),
    ],
    "Lambda": [
        ("shape in its configuration", lambda c: ([p := keras.Input(PICTURE)], c(lambda x: x[:, 0], output_shape=(8, 3))(p))),
        ("shape beside its use", lambda c: ([p := keras.Input((None, None, 3))], L.Conv2D(4, 1)(c(lambda x: x[..., :2])(p)))),
        ("two outputs", lambda c: ([p := keras.Input(PICTURE)], L.Add()(c(lambda x: (x, x[:, :1]))(p)))),
    ],
    "TorchModuleWrapper": [("a linear module", lambda c: ([v := keras.Input(VECTOR)], L.Dense(2)(c(torch.nn.Linear(6, 3))(v))))],
    "Identity": [("in a chain", lambda c: ([p := keras.Input(PICTURE)], c()(L.Dense(2)(p))))],
}
only_calls = {
    "MultiHeadAttention", "GroupQueryAttention", "GroupedQueryAttention", "Lambda", "TorchModuleWrapper",
    "SimpleRNNCell", "GRUCell", "LSTMCell", "StackedRNNCells",
}
calls["GroupedQueryAttention"] = calls["GroupQueryAttention"]
for rank, shape in BY_RANK.items():
    for name in ["AdaptiveAveragePooling", "AdaptiveMaxPooling"]:
        calls[f"{name}{rank}D"] = [
            (f"to {size}, {order}", lambda c, shape=shape, size=size, order=order: ([p := keras.Input(shape)], c(size, data_format=order)(p)))
            for size in [1, 2] for order in ["channels_last", "channels_first"]
        ]

for name in sorted(dir(L)):
    cls = getattr(L, name)
    if not (isinstance(cls, type) and issubclass(cls, keras.Layer)):
        continue
    if name == "InputLayer":
        write(name, "plain", tensor := keras.Input(PICTURE), tensor)
        continue
    plain = examples.get(name, on(PICTURE, lambda c: c()))
    try:
        if name not in only_calls:
            for inputs, layer in plain(cls):
                write(name, "plain", inputs, layer(inputs if len(inputs) > 1 else inputs[0]))
        if name == "MultiHeadAttention":
            # Keras declares these scores as [query, query]; this is what comes out.
            tensors = cls(2, 3)(np.zeros((2, 5, 4)), np.zeros((2, 7, 6)), return_attention_scores=True)
            write(name, "scores of another length", [query, value], cls(2, 3)(query, value, return_attention_scores=True),
                  [[None, *tensor.shape[1:]] for tensor in tensors])
        for label, make in calls.get(name, []):
            write(name, label, *make(cls))
    except Exception as error:
        print(json.dumps({"class": name, "cannot": str(error).split("\n")[0][:160]}))


@keras.saving.register_keras_serializable()
class Halving(keras.Layer):
    """A class that nobody else knows: half of the last axis, times a weight each."""

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1] // 2,))

    def call(self, x):
        return x[..., : x.shape[-1] // 2] * self.scale

    def compute_output_shape(self, shape):
        return (*shape[:-1], shape[-1] // 2)


write("Halving", "shape beside its use", p := keras.Input((None, 8, 6)), L.Conv2D(4, 3)(Halving()(p)))
chain = keras.Sequential([keras.Input(PICTURE), L.Conv2D(6, 3), Halving(), L.Conv2D(5, 1), L.Lambda(lambda x: x[:, 0]), L.Dense(2)])
print(json.dumps({"class": "Halving", "case": "shape in a chain", "model": json.loads(chain.to_json()),
                  "outputs": [list(chain.output_shape)], "params": chain.count_params(), "trainable": chain.count_params()}))
