"""Writes test/data/keras-model-values.jsonl: what small Keras 3.15 models compute, for layers that keras-values.jsonl leaves out.

Run: KERAS_BACKEND=torch python scripts/goldens/model-values.py > test/data/keras-model-values.jsonl
Each line holds a model's JSON, its inputs, the weights of each layer in Keras's order, and its outputs. Inputs and
weights are rounded, so that the file stays small and both sides compute from the same numbers.
"""
import json
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy as np
from keras import layers as L

rng = np.random.default_rng(20240611)
number = 0


def compact(array, digits):
    return [float(f"{value:.{digits}g}") for value in np.asarray(array, dtype=np.float64).ravel()]


def layer_weights(model, path=()):
    """Path of each layer with weights, and its arrays; nested models as their layers."""
    for layer in model.layers:
        inner = layer.layer if isinstance(layer, L.TimeDistributed) else layer
        if isinstance(inner, keras.Model):
            yield from layer_weights(inner, (*path, layer.name))
        elif layer.weights:
            yield "/".join((*path, layer.name)), layer.weights


def fill(weight):
    if weight.dtype not in ("float32", "float16"):
        return
    positive = any(word in weight.path for word in ("variance", "gamma"))
    values = rng.uniform(0.3, 1.5, weight.shape) if positive else rng.normal(0, 0.5, weight.shape)
    weight.assign(np.round(values, 3))


def case(what, model, inputs, scale=1.0):
    """`inputs` are arrays, or shapes that are filled with noise."""
    global number
    arrays = []
    for given in inputs:
        values = np.round(rng.normal(0, scale, given), 3) if isinstance(given, tuple) else np.asarray(given)
        arrays.append(values.astype("float32"))
    for _, weights in layer_weights(model):
        for weight in weights:
            fill(weight)
    for layer in model.layers:
        if hasattr(layer, "finalize_state") and isinstance(layer, L.Normalization):
            layer.finalize_state()
    outputs = model(arrays if len(arrays) > 1 else arrays[0], training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    line = {
        "id": f"model-{number:04d}",
        "what": what,
        "model": json.loads(model.to_json()),
        "inputs": [{"shape": list(a.shape), "data": compact(a, 6)} for a in arrays],
        "weights": {
            path: [{"shape": list(w.shape), "data": compact(keras.ops.convert_to_numpy(w), 6)} for w in weights]
            for path, weights in layer_weights(model)
        },
        "outputs": [
            {"shape": list(o.shape), "data": compact(keras.ops.convert_to_numpy(o), 8)} for o in outputs
        ],
    }
    number += 1
    print(json.dumps(line, separators=(",", ":")))


def single(layer, shape, what=None, batch=2, scale=1.0):
    keras.utils.clear_session(free_memory=False)
    given = keras.Input(shape)
    output = layer(given)
    case(what or type(layer).__name__, keras.Model(given, output), [(batch, *shape)], scale)


# Normalisations.
for shape in [(6,), (5, 6), (4, 3, 6)]:
    for settings in [{}, {"center": False}, {"scale": False}, {"epsilon": 0.1}]:
        single(L.LayerNormalization(**settings), shape)
    single(L.RMSNormalization(), shape)
    single(L.RMSNormalization(epsilon=0.01), shape)
    single(L.UnitNormalization(), shape)
    single(L.GroupNormalization(groups=3), shape)
    single(L.GroupNormalization(groups=-1, scale=False), shape)
    single(L.GroupNormalization(groups=1, epsilon=0.1), shape)
single(L.LayerNormalization(axis=[1, 3]), (4, 3, 6))
single(L.LayerNormalization(axis=[-1, -2]), (4, 3, 6))
single(L.LayerNormalization(axis=[3]), (4, 3, 6))
single(L.LayerNormalization(rms_scaling=True), (5, 6))
single(L.UnitNormalization(axis=[1, 2]), (4, 3, 6))
single(L.GroupNormalization(groups=2, axis=1), (4, 3, 6))
single(L.Normalization(), (4, 3, 5))
single(L.Normalization(axis=None), (4, 3))
single(L.Normalization(axis=[1, 3]), (4, 3, 2))
single(L.Normalization(mean=[0.5, 1.5, 2.0], variance=[1.0, 4.0, 0.25]), (4, 3))
single(L.Normalization(mean=0.5, variance=4.0, invert=True), (4, 3))
single(L.Rescaling(2.5, offset=-1.0), (3, 4))

# Recurrent layers.
cells = {"SimpleRNN": L.SimpleRNN, "LSTM": L.LSTM, "GRU": L.GRU}
for name, make in cells.items():
    for settings in [
        {}, {"return_sequences": True}, {"return_state": True}, {"return_sequences": True, "return_state": True},
        {"go_backwards": True, "return_sequences": True}, {"use_bias": False}, {"activation": "relu", "return_sequences": True},
    ]:
        single(make(4, **settings), (5, 3))
single(L.LSTM(4, recurrent_activation="hard_sigmoid"), (5, 3), scale=2.0)
single(L.LSTM(3, activation="softmax"), (5, 3))
single(L.GRU(4, reset_after=False), (5, 3))
single(L.GRU(4, reset_after=False, use_bias=False, return_sequences=True), (5, 3))
single(L.GRU(4, recurrent_activation="hard_sigmoid"), (5, 3), scale=2.0)
single(L.RNN(L.GRUCell(4)), (5, 3))
single(L.RNN([L.LSTMCell(4), L.SimpleRNNCell(3), L.GRUCell(2)], return_sequences=True), (5, 3))
for mode in ["concat", "sum", "ave", "mul", None]:
    for sequences in [True, False]:
        single(L.Bidirectional(L.LSTM(3, return_sequences=sequences), merge_mode=mode), (5, 2))
single(L.Bidirectional(L.GRU(3, return_state=True, return_sequences=True)), (5, 2))
single(L.Bidirectional(L.SimpleRNN(3, return_state=True), merge_mode=None), (5, 2))

# First states, given by name.
keras.utils.clear_session(free_memory=False)
words, state, memory = keras.Input((5, 3)), keras.Input((4,)), keras.Input((4,))
case("LSTM with first states", keras.Model([words, state, memory], L.LSTM(4)(words, initial_state=[state, memory])), [(2, 5, 3), (2, 4), (2, 4)])
keras.utils.clear_session(free_memory=False)
words = keras.Input((5, 3))
encoded, *states = L.LSTM(4, return_state=True, name="encoder")(words)
decoded = L.LSTM(4, return_sequences=True, name="decoder")(words, initial_state=states)
case("states from one LSTM to the next", keras.Model(words, [decoded, encoded]), [(2, 5, 3)])
keras.utils.clear_session(free_memory=False)
words = keras.Input((5, 3))
_, *states = L.Bidirectional(L.GRU(4, return_state=True), name="both")(words)
case("first states in both directions", keras.Model(words, L.Bidirectional(L.GRU(4))(words, initial_state=states)), [(2, 5, 3)])

# Convolutional LSTM.
single(L.ConvLSTM1D(2, 3), (3, 7, 2))
single(L.ConvLSTM1D(2, 3, padding="same", return_sequences=True, strides=2), (3, 7, 2))
single(L.ConvLSTM2D(2, 3, padding="same", return_state=True), (3, 5, 4, 2))
single(L.ConvLSTM2D(2, (2, 3), data_format="channels_first", return_sequences=True), (3, 2, 5, 4))
single(L.ConvLSTM2D(2, 3, dilation_rate=2, use_bias=False), (3, 7, 6, 2))
single(L.ConvLSTM2D(2, 3, recurrent_activation="hard_sigmoid", go_backwards=True, return_sequences=True), (3, 5, 4, 2))
single(L.ConvLSTM3D(1, 2), (2, 3, 4, 3, 2))
single(L.Bidirectional(L.ConvLSTM1D(2, 3, padding="same", return_sequences=True)), (3, 5, 2))

# At every step.
for inner, shape in [
    (L.Dense(3, activation="relu"), (4, 5)), (L.Conv2D(2, 3), (3, 5, 4, 2)), (L.MaxPooling2D(), (3, 4, 4, 2)),
    (L.Flatten(), (3, 2, 2, 2)), (L.BatchNormalization(), (3, 4)), (L.GlobalAveragePooling2D(), (3, 4, 4, 2)),
    (L.LSTM(3), (3, 4, 2)), (L.Reshape((4, 2)), (3, 8)), (L.Conv1D(2, 2, padding="causal"), (3, 5, 2)),
]:
    single(L.TimeDistributed(inner), shape, f"TimeDistributed {type(inner).__name__}")
keras.utils.clear_session(free_memory=False)
cnn = keras.Sequential([keras.Input((5, 4, 2)), L.Conv2D(3, 3, name="inner_conv"), L.Flatten(), L.Dense(4, name="inner_dense")], name="cnn")
clip = keras.Input((3, 5, 4, 2))
frames = L.TimeDistributed(cnn, name="frames")(clip)
case("a model at every step, then an LSTM", keras.Model(clip, L.LSTM(3)(frames)), [(2, 3, 5, 4, 2)])

# Masks.
words = np.array([[3, 1, 0, 2, 0], [0, 0, 4, 1, 0]])


def masked(what, layers, inputs=words, shape=(5,)):
    keras.utils.clear_session(free_memory=False)
    given = keras.Input(shape)
    tensor = given
    for make in layers:
        tensor = make()(tensor)
    case(what, keras.Model(given, tensor), [inputs])


embedding = lambda: L.Embedding(6, 3, mask_zero=True)
for name, make in cells.items():
    masked(f"masked {name}", [embedding, lambda: make(4)])
    masked(f"masked {name}", [embedding, lambda: make(4, return_sequences=True)])
    masked(f"masked {name}", [embedding, lambda: make(4, return_sequences=True), lambda: L.LSTM(2)])
    masked(f"masked {name}", [embedding, lambda: make(4, return_sequences=True, zero_output_for_mask=True)])
    masked(f"masked {name}", [embedding, lambda: make(4, go_backwards=True, return_sequences=True)])
    masked(f"masked Bidirectional {name}", [embedding, lambda: L.Bidirectional(make(4, return_sequences=True))])
    masked(f"masked Bidirectional {name}", [embedding, lambda: L.Bidirectional(make(4))])
masked("mask through layers", [embedding, lambda: L.Dense(4, activation="relu"), lambda: L.Dropout(0.5), lambda: L.LayerNormalization(), lambda: L.LSTM(3)])
masked("mask lost at a convolution", [embedding, lambda: L.Conv1D(4, 3, padding="same"), lambda: L.LSTM(3)])
masked("mask through TimeDistributed", [embedding, lambda: L.TimeDistributed(L.Dense(4)), lambda: L.GRU(3)])
masked("masked mean", [embedding, lambda: L.GlobalAveragePooling1D()])
masked("masked mean", [embedding, lambda: L.GlobalAveragePooling1D(keepdims=True)])
masked("maximum without mask", [embedding, lambda: L.GlobalMaxPooling1D()])
sequence = np.round(rng.normal(0, 1, (2, 5, 3)), 3)
sequence[0, 1] = sequence[0, 4] = sequence[1, 0] = 0
masked("Masking", [lambda: L.Masking()], sequence, (5, 3))
masked("Masking", [lambda: L.Masking(), lambda: L.LSTM(4, return_sequences=True)], sequence, (5, 3))
sequence[1, 2] = -1
masked("Masking", [lambda: L.Masking(-1.0), lambda: L.GRU(4)], sequence, (5, 3))
masked("Masking", [lambda: L.Masking(), lambda: L.SimpleRNN(4)], sequence, (5, 3))
pictures = np.round(rng.normal(0, 1, (2, 3, 4, 2)), 3)
keras.utils.clear_session(free_memory=False)
a, b = keras.Input((5,)), keras.Input((5,))
table = L.Embedding(6, 3, mask_zero=True, name="table")
for what, join in [("Add", L.Add()), ("Concatenate", L.Concatenate()), ("Concatenate steps", L.Concatenate(axis=1)), ("Maximum", L.Maximum())]:
    case(f"masks joined by {what}", keras.Model([a, b], L.LSTM(3, return_sequences=True)(join([table(a), table(b)]))), [words, words[::-1, ::-1]])

# Attention.
for query, value, key in [((4, 3), (5, 3), None), ((4, 3), (5, 2), (5, 3)), ((2, 4, 3), (2, 5, 3), None)]:
    for make in [
        lambda: L.Attention(), lambda: L.Attention(use_scale=True), lambda: L.Attention(score_mode="concat"),
        lambda: L.Attention(score_mode="concat", use_scale=True), lambda: L.AdditiveAttention(), lambda: L.AdditiveAttention(use_scale=False),
    ]:
        keras.utils.clear_session(free_memory=False)
        inputs = [keras.Input(shape) for shape in (query, value, key) if shape]
        layer = make()
        case(type(layer).__name__, keras.Model(inputs, layer(inputs)), [(2, *shape) for shape in (query, value, key) if shape])
keras.utils.clear_session(free_memory=False)
a, b = keras.Input((4, 3)), keras.Input((5, 3))
case("causal Attention", keras.Model([a, b], L.Attention()([a, b], use_causal_mask=True)), [(2, 4, 3), (2, 5, 3)])
keras.utils.clear_session(free_memory=False)
a, b = keras.Input((5,)), keras.Input((5,))
table = L.Embedding(6, 3, mask_zero=True, name="table")
case("masked Attention", keras.Model([a, b], L.Attention()([table(a), table(b)])), [words, words[::-1]])
case("masked AdditiveAttention", keras.Model([a, b], L.AdditiveAttention()([table(a), table(b)])), [words, words[::-1]])
case("masked Attention, then an LSTM", keras.Model([a, b], L.LSTM(2)(L.Attention()([table(a), table(b)]))), [words, words[::-1]])
for settings, shapes in [
    (dict(num_heads=2, key_dim=3), [(4, 6), (5, 6)]), (dict(num_heads=2, key_dim=3, value_dim=2), [(4, 6), (5, 4)]),
    (dict(num_heads=1, key_dim=2, use_bias=False), [(4, 6), (5, 4), (5, 3)]), (dict(num_heads=2, key_dim=2, output_shape=5), [(4, 6), (5, 6)]),
    (dict(num_heads=2, key_dim=2), [(2, 3, 4), (2, 5, 4)]), (dict(num_heads=2, key_dim=2, attention_axes=(2,)), [(2, 3, 4), (2, 5, 4)]),
    (dict(num_heads=2, key_dim=2, attention_axes=(1,)), [(2, 3, 4), (5, 3, 4)]), (dict(num_heads=2, key_dim=3, use_gate=True, value_dim=2), [(4, 6), (5, 6)]),
    (dict(num_heads=2, key_dim=3, sliding_window=2), [(5, 6), (5, 6)]),
]:
    for kwargs in [{}, {"use_causal_mask": True}] if len(shapes[0]) == 2 else [{}]:
        keras.utils.clear_session(free_memory=False)
        inputs = [keras.Input(shape) for shape in shapes]
        layer = L.MultiHeadAttention(**settings)
        case("MultiHeadAttention", keras.Model(inputs, layer(*inputs, **kwargs)), [(2, *shape) for shape in shapes])
keras.utils.clear_session(free_memory=False)
a, b = keras.Input((4, 6)), keras.Input((5, 6))
case("MultiHeadAttention by name", keras.Model([a, b], L.MultiHeadAttention(2, 3)(a, value=b, key=b)), [(2, 4, 6), (2, 5, 6)])
keras.utils.clear_session(free_memory=False)
a, b = keras.Input((4, 6)), keras.Input((5, 6))
case("MultiHeadAttention with scores", keras.Model([a, b], list(L.MultiHeadAttention(2, 3)(a, b, return_attention_scores=True))), [(2, 4, 6), (2, 5, 6)])
keras.utils.clear_session(free_memory=False)
a, b = keras.Input((4, 3)), keras.Input((5, 3))
case("Attention with scores", keras.Model([a, b], list(L.Attention()([a, b], return_attention_scores=True))), [(2, 4, 3), (2, 5, 3)])
keras.utils.clear_session(free_memory=False)
a, b = keras.Input((5,)), keras.Input((5,))
table = L.Embedding(6, 4, mask_zero=True, name="table")
plain = L.Embedding(6, 4, name="plain")
case("MultiHeadAttention with masked values", keras.Model([a, b], L.MultiHeadAttention(2, 3)(plain(a), table(b))), [words, words[::-1]])
for heads, groups in [(4, 2), (4, 4), (6, 1)]:
    for settings in [{}, {"use_gate": True}, {"use_bias": False}]:
        keras.utils.clear_session(free_memory=False)
        a, b = keras.Input((4, 6)), keras.Input((5, 6))
        layer = L.GroupQueryAttention(3, heads, groups, **settings)
        case("GroupQueryAttention", keras.Model([a, b], layer(a, b)), [(2, 4, 6), (2, 5, 6)])

# Products of two inputs, and equations.
for left, right, axes in [((4, 3), (5, 3), 2), ((4, 3), (4, 5), 1), ((4,), (4,), 1), ((4, 3), (3,), (2, 1)), ((2, 4, 3), (5, 3), (3, 2)), ((3, 4), (2, 4, 3), (1, 3))]:
    for normalize in [False, True]:
        keras.utils.clear_session(free_memory=False)
        a, b = keras.Input(left), keras.Input(right)
        case("Dot", keras.Model([a, b], L.Dot(axes, normalize=normalize)([a, b])), [(2, *left), (2, *right)])
single(L.EinsumDense("ab,bc->ac", output_shape=4, bias_axes="c"), (3,))
single(L.EinsumDense("abc,cd->abd", output_shape=(None, 4), bias_axes="d", activation="relu"), (5, 3))
single(L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 4), bias_axes="de"), (5, 3))
single(L.EinsumDense("abc,bcd->ad", output_shape=4), (5, 3))
single(L.EinsumDense("abc,bd->adc", output_shape=(4, None), bias_axes="d"), (5, 3))
single(L.EinsumDense("abcd,cde->abe", output_shape=(None, 2), bias_axes="e", activation="softmax"), (2, 3, 4))

# Look-ups, encodings, repetition.
for make in [lambda: L.Embedding(6, 4), lambda: L.CategoryEncoding(6, output_mode="one_hot"), lambda: L.CategoryEncoding(6, output_mode="multi_hot"), lambda: L.CategoryEncoding(6, output_mode="count")]:
    masked(type(make()).__name__, [make])
for mode in ["int", "one_hot", "multi_hot", "count"]:
    masked("Discretization", [lambda: L.Discretization([-1.0, 0.0, 0.5], output_mode=mode)], np.array([[-2.0, -1.0, 0.2], [0.5, 7.0, -0.3]]), (3,))
single(L.RepeatVector(3), (4,))

# Pictures.
for interpolation in ["nearest", "bilinear", "bicubic"]:
    for size in [(7, 9), (2, 3), (5, 4), (1, 1)]:
        single(L.Resizing(*size, interpolation=interpolation), (5, 4, 2), batch=1)
    single(L.Resizing(3, 8, interpolation=interpolation, data_format="channels_first"), (2, 5, 4), batch=1)
    single(L.UpSampling2D((2, 3), interpolation=interpolation), (3, 4, 2), batch=1)
for settings in [{"crop_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True, "fill_value": 2.5}]:
    for size in [(4, 4), (3, 8), (9, 2)]:
        single(L.Resizing(*size, **settings), (7, 5, 2), batch=1)
for interpolation in ["bilinear", "bicubic"]:
    for size in [(3, 2), (2, 9), (7, 5)]:
        single(L.Resizing(*size, interpolation=interpolation, antialias=True), (7, 5, 2), batch=1)
for size in [(3, 3), (4, 2), (7, 5), (8, 3), (4, 9), (9, 9)]:
    single(L.CenterCrop(*size), (7, 5, 2), batch=1)
single(L.CenterCrop(3, 2, data_format="channels_first"), (2, 6, 5), batch=1)
single(L.SpectralNormalization(L.Conv2D(3, 2)), (4, 4, 2), batch=1)

# Activation functions, alone and inside a layer.
for name in ["gelu", "hard_sigmoid", "hard_silu", "silu", "mish", "selu", "elu", "softplus", "softsign", "log_softmax", "leaky_relu", "relu6", "celu", "hard_tanh", "tanh_shrink", "soft_shrink", "hard_shrink", "threshold", "squareplus", "sparse_plus", "sparse_sigmoid", "sparsemax", "log_sigmoid", "exponential"]:
    try:
        single(L.Activation(name), (3, 5), f"Activation {name}", scale=3.0)
    except TypeError:
        pass
single(L.Dense(4, activation="gelu"), (3,))
