"""Writes test/data/keras-more-layers.jsonl: what Keras 3.15 makes of the layers that keras-layers.jsonl leaves out.

Run: KERAS_BACKEND=torch python scripts/goldens/more-layers.py > test/data/keras-more-layers.jsonl
Each line holds the serialised layer, the input shapes, and every output shape, the parameters, or the error.
"""
import json
import numpy as np
import keras
from keras import layers as L

number = 0


def case(make, inputs, name, given):
    global number
    entry = {"id": f"more-{number:04d}", "class": name, "given": given, "inputs": [[None, *s] for s in inputs]}
    number += 1
    try:
        layer = make()
        entry["layer"] = json.loads(json.dumps(keras.saving.serialize_keras_object(layer), default=lambda v: v.tolist() if hasattr(v, "tolist") else str(v)))
        tensors = [keras.Input(s) for s in inputs]
        out = layer(tensors if len(tensors) > 1 else tensors[0])
        outs = out if isinstance(out, (list, tuple)) else [out]
        entry["outputs"] = [list(o.shape) for o in keras.tree.flatten(outs)]
        entry["params"] = layer.count_params()
        entry["trainable"] = int(sum(np.prod(w.shape) for w in layer.trainable_weights))
    except Exception as e:
        entry.pop("outputs", None)
        entry["error"] = str(e).split("\n")[0][:200]
    print(json.dumps(entry))


def plain(name, inputs, **given):
    case(lambda: getattr(L, name)(**given), inputs, name, given)


picture = [(16, 12, 3), (9, 7, 3)]
for name, given in [
    ("RandomFlip", {}), ("RandomRotation", {"factor": 0.2}), ("RandomZoom", {"height_factor": 0.2}),
    ("RandomTranslation", {"height_factor": 0.2, "width_factor": 0.1}), ("RandomShear", {"x_factor": 0.2}),
    ("RandomPerspective", {}), ("RandomElasticTransform", {}), ("RandomContrast", {"factor": 0.2}),
    ("RandomBrightness", {"factor": 0.2}), ("RandomHue", {"factor": 0.2}), ("RandomSaturation", {"factor": 0.2}),
    ("RandomSharpness", {"factor": 0.2}), ("RandomColorJitter", {"hue_factor": 0.2}),
    ("RandomColorDegeneration", {"factor": 0.2}), ("RandomGrayscale", {}), ("RandomInvert", {}),
    ("RandomPosterization", {"factor": 4}), ("RandomGaussianBlur", {}), ("RandomErasing", {}),
    ("RandAugment", {}), ("AugMix", {}), ("AutoContrast", {}), ("Equalization", {}),
    ("ContrastLimitedAdaptiveHistogramEqualization", {}), ("Solarization", {}), ("MixUp", {}), ("CutMix", {}),
]:
    for shape in picture:
        plain(name, [shape], **given)
for shape in picture:
    for size in [(4, 5), (8, 6), (1, 1)]:
        plain("RandomCrop", [shape], height=size[0], width=size[1])
for mode in ["one_hot", "multi_hot", "count"]:
    for shape in [(1,), (5,), (4, 1), (4, 3)]:
        plain("CategoryEncoding", [shape], num_tokens=7, output_mode=mode)
for mode in ["int", "one_hot", "multi_hot", "count"]:
    for shape in [(1,), (5,), (4, 1)]:
        plain("Discretization", [shape], bin_boundaries=[0.0, 1.0, 2.5], output_mode=mode)
for cell in ["SimpleRNN", "LSTM", "GRU"]:
    for bias in [True, False]:
        for sequences in [True, False]:
            for state in [True, False]:
                given = {"return_sequences": sequences, "return_state": state}
                for shape in [(5, 4), (None, 3)]:
                    plain(cell, [shape], units=6, use_bias=bias, **given)
                    case(lambda: L.RNN(getattr(L, cell + "Cell")(6, use_bias=bias), **given), [shape], "RNN", given)
                    case(
                        lambda: L.RNN([getattr(L, cell + "Cell")(6, use_bias=bias), L.SimpleRNNCell(3), L.LSTMCell(4)], **given),
                        [shape], "RNN", given,
                    )
for reset in [True, False]:
    case(lambda: L.RNN(L.GRUCell(5, reset_after=reset)), [(5, 4)], "RNN", {})
case(lambda: L.RNN(L.GRUCell(5)), [(4,)], "RNN", {})
inner = [
    lambda: L.Dense(5), lambda: L.Conv2D(4, 3, strides=2), lambda: L.Conv2D(4, 3, use_bias=False, padding="same"),
    lambda: L.Conv2DTranspose(4, 3), lambda: L.Conv2D(4, 20), lambda: L.ReLU(), lambda: L.MaxPooling2D(),
]
for make in inner:
    for iterations in [1, 2]:
        case(lambda: L.SpectralNormalization(make(), power_iterations=iterations), [(9, 8, 3)], "SpectralNormalization", {})
for heads, groups in [(4, 2), (4, 4), (6, 1), (4, 3)]:
    for bias in [True, False]:
        for gate in [True, False]:
            for shapes in [[(5, 8), (7, 8)], [(5, 8), (7, 6)], [(5, 8), (7, 8), (7, 4)]]:
                given = dict(head_dim=3, num_query_heads=heads, num_key_value_heads=groups, use_bias=bias, use_gate=gate)
                entry_inputs = [keras.Input(s) for s in shapes]
                entry = {"id": f"more-{number:04d}", "class": "GroupQueryAttention", "given": given, "inputs": [[None, *s] for s in shapes]}
                number += 1
                try:
                    layer = L.GroupQueryAttention(**given)
                    entry["layer"] = keras.saving.serialize_keras_object(layer)
                    out = layer(*entry_inputs)
                    entry["outputs"] = [list(out.shape)]
                    entry["params"] = layer.count_params()
                    entry["trainable"] = entry["params"]
                except Exception as e:
                    entry["error"] = str(e).split("\n")[0][:200]
                print(json.dumps(entry))
