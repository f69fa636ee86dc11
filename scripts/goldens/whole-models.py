"""Writes test/data/keras-whole-models.jsonl.gz: 500 random whole Keras 3.15 models that run, and what Keras says of all their layers.

Run: KERAS_BACKEND=torch python scripts/goldens/whole-models.py test/data/keras-whole-models.jsonl.gz
Chains, branches that meet again, layers called more than once, models inside models, several inputs and outputs, free sizes,
frozen parts. Each line holds the model's JSON as Keras writes it and, for every layer and those of models inside, the shapes
of each call, the parameters and how many of them are trainable. Each model is drawn from its own number.
"""
import gzip
import json
import os
import random
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")
import keras
import numpy
from keras import layers as L
from keras.src.ops.function import make_node_key

COUNT = 500
MOST_ELEMENTS = 40_000


def pick_kernel(r, rank, most=4):
    return r.randint(1, most) if r.random() < 0.5 else [r.randint(1, most) for _ in range(rank)]


def pick_steps(r, rank):
    """Strides or a dilation, since Keras takes only one of the two."""
    if r.random() < 0.5:
        return {}
    if r.random() < 0.6:
        return {"strides": r.randint(1, 3)}
    return {"dilation_rate": r.randint(1, 3) if r.random() < 0.6 else [r.randint(1, 3) for _ in range(rank)]}


def convolution(r, x):
    rank = len(x.shape) - 2
    kind = r.choice(["conv", "conv", "conv", "transposed", "depthwise", "separable"])
    settings = {"kernel_size": pick_kernel(r, rank), "padding": r.choice(["valid", "same"]), "use_bias": r.random() < 0.8}
    if kind == "transposed":
        make = [L.Conv1DTranspose, L.Conv2DTranspose, L.Conv3DTranspose][rank - 1]
        stride = r.randint(1, 3)
        extra = {"output_padding": r.randint(0, stride - 1)} if stride > 1 and r.random() < 0.3 else {}
        return make(r.randint(1, 8), strides=stride, **extra, **settings)
    settings.update(pick_steps(r, rank))
    if rank < 3 and kind == "depthwise":
        return [L.DepthwiseConv1D, L.DepthwiseConv2D][rank - 1](depth_multiplier=r.randint(1, 3), **settings)
    if rank < 3 and kind == "separable":
        return [L.SeparableConv1D, L.SeparableConv2D][rank - 1](r.randint(1, 8), depth_multiplier=r.randint(1, 2), **settings)
    groups = r.choice([g for g in (1, 1, 2, 3, 4) if x.shape[-1] % g == 0])
    if rank == 1 and r.random() < 0.2:
        settings["padding"] = "causal"
    return [L.Conv1D, L.Conv2D, L.Conv3D][rank - 1](
        groups * r.randint(1, 4), groups=groups, activation=r.choice([None, "relu", "silu"]), **settings
    )


def spatial(r, x):
    rank = len(x.shape) - 2
    at = rank - 1
    kind = r.randint(0, 5)
    if kind <= 1:
        pool = [[L.MaxPooling1D, L.MaxPooling2D, L.MaxPooling3D], [L.AveragePooling1D, L.AveragePooling2D, L.AveragePooling3D]]
        return pool[kind][at](pick_kernel(r, rank, 3), strides=r.choice([None, 1, 2, 3]), padding=r.choice(["valid", "same"]))
    if kind == 2:
        return [L.UpSampling1D, L.UpSampling2D, L.UpSampling3D][at](r.randint(1, 3))
    pairs = lambda most: [[r.randint(0, most), r.randint(0, most)] for _ in range(rank)]
    if kind == 3:
        padding = pairs(2)
        return [L.ZeroPadding1D, L.ZeroPadding2D, L.ZeroPadding3D][at](padding[0] if rank == 1 else padding)
    if kind == 4:
        cropping = pairs(1)
        return [L.Cropping1D, L.Cropping2D, L.Cropping3D][at](cropping[0] if rank == 1 else cropping)
    pool = [
        [L.GlobalMaxPooling1D, L.GlobalMaxPooling2D, L.GlobalMaxPooling3D],
        [L.GlobalAveragePooling1D, L.GlobalAveragePooling2D, L.GlobalAveragePooling3D],
    ]
    return r.choice(pool)[at](keepdims=r.random() < 0.5)


def any_rank(r, x):
    rank = len(x.shape) - 1
    makers = [
        lambda: L.Dense(r.randint(1, 9), use_bias=r.random() < 0.8, activation=r.choice([None, "relu"])),
        lambda: L.Activation(r.choice(["relu", "tanh", "gelu", "softmax", "silu", "hard_sigmoid"])),
        lambda: L.BatchNormalization(scale=r.random() < 0.7, center=r.random() < 0.7, momentum=0.9),
        lambda: L.LayerNormalization(scale=r.random() < 0.7),
        lambda: L.UnitNormalization(),
        lambda: L.RMSNormalization(),
        lambda: L.GroupNormalization(groups=r.choice([g for g in (1, 2, 3, 4, -1) if x.shape[-1] % g == 0])),
        lambda: L.Dropout(0.5),
        lambda: L.GaussianNoise(0.1),
        lambda: L.PReLU(shared_axes=list(range(1, rank)) if None in x.shape[1:] and rank > 1 else None),
        lambda: L.LeakyReLU(0.1),
        lambda: L.ELU(),
        lambda: L.ReLU(max_value=6.0),
        lambda: L.Softmax(),
        lambda: L.Rescaling(0.5, offset=-1.0),
        lambda: L.Flatten(),
        # With two axes or more behind the batch under the dots, Keras declares them in reverse, which is not what comes out.
        lambda: L.EinsumDense("ab...,bc->ac...", output_shape=r.randint(1, 6), bias_axes=r.choice([None, "c"])),
        lambda: L.EinsumDense("...x,xy->...y", output_shape=r.randint(1, 6), bias_axes="y") if rank < 3 else L.Dense(2),
        lambda: L.Permute(r.sample(range(1, rank + 1), rank)),
        lambda: L.Reshape(factors(r, x.shape[1:])),
        lambda: L.ActivityRegularization(l2=0.01),
    ]
    return r.choice(makers)()


def factors(r, sizes):
    left = 1
    for size in sizes:
        left *= size
    found = []
    for _ in range(r.randint(0, 2)):
        size = r.choice([d for d in (1, 2, 3, 4, 5) if left % d == 0])
        found.append(size)
        left //= size
    return [*found, -1 if r.random() < 0.3 else left]


def sequence(r, x):
    units = r.randint(1, 6)
    recurrent = lambda **more: r.choice([L.SimpleRNN, L.LSTM, L.GRU])(units, **more)
    makers = [
        lambda: recurrent(return_sequences=r.random() < 0.7),
        lambda: recurrent(return_sequences=True, go_backwards=True, use_bias=False),
        lambda: L.GRU(units, reset_after=r.random() < 0.5, return_sequences=True),
        lambda: L.RNN([L.LSTMCell(units), L.GRUCell(2)], return_sequences=r.random() < 0.5),
        lambda: L.Bidirectional(recurrent(return_sequences=r.random() < 0.6), merge_mode=r.choice(["concat", "sum", "ave"])),
        lambda: L.TimeDistributed(L.Dense(units)),
        lambda: L.Masking(0.0),
        lambda: L.SpatialDropout1D(0.2),
        lambda: L.Conv1D(units, 3, padding="causal", dilation_rate=r.randint(1, 2)),
    ]
    return r.choice(makers)()


def volume(r, x):
    """A sequence of pictures."""
    makers = [
        lambda: L.TimeDistributed(L.Conv2D(r.randint(1, 4), r.randint(1, 3), padding="same")),
        lambda: L.TimeDistributed(L.MaxPooling2D(2, padding="same")),
        lambda: L.TimeDistributed(L.Flatten()),
        lambda: L.ConvLSTM2D(r.randint(1, 4), r.randint(1, 3), padding="same", return_sequences=r.random() < 0.6),
    ]
    return r.choice(makers)()


def vector(r, x):
    return r.choice([lambda: L.RepeatVector(r.randint(1, 5)), lambda: L.Dense(r.randint(1, 12)), lambda: L.Discretization(bin_boundaries=[0.0, 1.0])])()


def picture(r, x):
    sizes = [r.randint(2, 9), r.randint(2, 9)]
    return r.choice([lambda: L.Resizing(*sizes), lambda: L.CenterCrop(*sizes), lambda: L.SpatialDropout2D(0.2), lambda: L.RandomFlip(), lambda: L.RandomRotation(0.1)])()


def draw_layer(r, x):
    rank = len(x.shape) - 1
    families = [any_rank]
    if 2 <= rank <= 4:
        families += [convolution, convolution, spatial]
    families += {1: [vector], 2: [sequence, sequence], 3: [picture], 4: [volume]}.get(rank, [])
    return r.choice(families)(r, x)


def elements(shape):
    product = 1
    for size in shape[1:]:
        product *= 6 if size is None else size
    return product


class Drawing:
    def __init__(self, r, inputs, depth):
        self.r, self.depth = r, depth
        self.inputs = inputs
        self.tensors = list(inputs)
        self.used = set()
        self.layers = []

    def call(self, layer, given, **more):
        outputs = layer(given, **more)
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        if any(elements(t.shape) > MOST_ELEMENTS or any(s == 0 for s in t.shape) for t in outputs):
            raise ValueError("too large, or empty")
        for tensor in given if isinstance(given, list) else [given]:
            self.used.add(id(tensor))
        for tensor in more.get("initial_state", []):
            self.used.add(id(tensor))
        self.tensors += outputs
        if layer not in self.layers:
            self.layers.append(layer)
        return outputs

    def pick(self):
        return self.r.choice(self.tensors[-3:] if self.r.random() < 0.7 else self.tensors)

    def add_layer(self, x=None):
        x = self.pick() if x is None else x
        layer = draw_layer(self.r, x)
        if self.r.random() < 0.1:
            layer.trainable = False
        return self.call(layer, x)[0]

    def add_branches(self):
        x = self.pick()
        if len(x.shape) < 2 or x.shape[-1] is None:
            return
        units = self.r.randint(1, 6)
        ends = []
        for _ in range(self.r.randint(2, 3)):
            end = x
            if len(x.shape) > 2 and self.r.random() < 0.6:
                rank = len(x.shape) - 2
                if rank <= 3:
                    end = self.call([L.Conv1D, L.Conv2D, L.Conv3D][rank - 1](units, self.r.randint(1, 4), padding="same"), end)[0]
            end = self.call(L.Dense(units), end)[0]
            ends.append(end)
        self.merge(ends)

    def merge(self, ends):
        kinds = [L.Add, L.Multiply, L.Average, L.Maximum, L.Minimum, L.Concatenate]
        kind = self.r.randint(0, 8)
        if kind < 6:
            self.call(kinds[kind](), ends)
        elif kind == 6:
            self.call(L.Subtract(), ends[:2])
        else:
            # Arithmetic on tensors becomes a layer of its own.
            total = ends[0] + ends[1] if kind == 7 else ends[0] * ends[1]
            self.used.update(id(end) for end in ends[:2])
            self.tensors.append(total)

    def add_meeting(self):
        x = self.pick()
        alike = [t for t in self.tensors if t is not x and len(t.shape) == len(x.shape)]
        if alike:
            self.merge([x, self.r.choice(alike)])

    def add_shared(self):
        layers = [layer for layer in self.layers if len(layer._inbound_nodes) and not isinstance(layer.input, list)]
        if not layers:
            return
        layer = self.r.choice(layers)
        shape = layer._inbound_nodes[0].input_tensors[0].shape
        alike = [t for t in self.tensors if t.shape == shape]
        if alike:
            self.call(layer, self.r.choice(alike))

    def add_attention(self):
        x = self.pick()
        if len(x.shape) != 3 or x.shape[-1] is None:
            return
        kind = self.r.randint(0, 3)
        if kind == 0:
            self.call(L.Attention(use_scale=self.r.random() < 0.5), [x, x])
        elif kind == 1:
            self.call(L.AdditiveAttention(), [x, x])
        elif kind == 2:
            layer = L.MultiHeadAttention(self.r.randint(1, 3), self.r.randint(1, 4), value_dim=self.r.choice([None, 3]))
            self.call(layer, x, value=x)
        else:
            self.call(L.GroupQueryAttention(self.r.randint(1, 3), 2, 1), x, value=x)

    def add_states(self):
        x = self.pick()
        if len(x.shape) != 3:
            return
        units = self.r.randint(1, 5)
        make = self.r.choice([L.SimpleRNN, L.LSTM, L.GRU])
        _, *states = self.call(make(units, return_state=True, return_sequences=True), x)
        self.call(make(units, return_sequences=True), x, initial_state=states)

    def add_nested(self):
        given = [self.pick()]
        if self.r.random() < 0.25:
            given.append(self.r.choice(self.tensors))
        if self.r.random() < 0.4:
            model = draw_sequential(self.r, given[0].shape, self.r.randint(1, 3))
            given = given[:1]
        else:
            model = draw_functional(self.r, [t.shape for t in given], self.depth + 1)
        if self.r.random() < 0.15:
            model.trainable = False
        self.call(model, given if len(given) > 1 else given[0])
        alike = [t for t in self.tensors if t.shape == given[0].shape and t is not given[0]]
        if len(given) == 1 and alike and self.r.random() < 0.4:
            self.call(model, self.r.choice(alike))

    def add_step(self):
        steps = [self.add_layer] * 6 + [self.add_branches, self.add_meeting, self.add_shared, self.add_attention, self.add_states]
        if self.depth < 2:
            steps.append(self.add_nested)
        try:
            self.r.choice(steps)()
        except Exception:
            pass  # The layer does not fit its tensor: the next one may.

    def model(self):
        for x in self.inputs:
            if id(x) not in self.used:
                self.call(L.Activation("relu"), x)
        outputs = [t for t in self.tensors if id(t) not in self.used]
        if self.r.random() < 0.2:
            outputs.append(self.r.choice([t for t in self.tensors if not any(t is i for i in self.inputs)]))
        unique = list({id(t): t for t in outputs}.values())
        return keras.Model(self.inputs if len(self.inputs) > 1 else self.inputs[0], unique if len(unique) > 1 else unique[0])


def draw_functional(r, shapes, depth):
    drawing = Drawing(r, [keras.Input(batch_shape=shape) for shape in shapes], depth)
    for x in drawing.inputs:
        try:
            drawing.add_layer(x)
        except Exception:
            pass
    for _ in range(r.randint(4, 12) if depth == 0 else r.randint(1, 4)):
        drawing.add_step()
    return drawing.model()


def draw_sequential(r, shape, length):
    model = keras.Sequential([keras.Input(batch_shape=shape)])
    x = keras.Input(batch_shape=shape)
    while len(model.layers) < length:
        try:
            layer = draw_layer(r, x)
            output = layer(x)
            if elements(output.shape) > MOST_ELEMENTS or any(s == 0 for s in output.shape):
                continue
            # A layer that was called above would keep that call: a new one of the same settings is added.
            model.add(type(layer).from_config(layer.get_config()))
            x = output
        except Exception:
            continue
    return model


def draw_shape(r):
    batch = 2 if r.random() < 0.1 else None
    free = r.random() < 0.2
    size = lambda low, high: None if free and r.random() < 0.6 else r.randint(low, high)
    kind = r.randint(0, 9)
    if kind == 0:
        return (batch, r.randint(1, 16))
    if kind <= 2:
        return (batch, size(3, 12), r.randint(1, 8))
    if kind == 3:
        return (batch, size(2, 5), size(4, 8), size(4, 8), r.randint(1, 4))
    return (batch, size(5, 16), size(5, 16), r.randint(1, 6))


def draw_model(number):
    r = random.Random(number)
    keras.utils.set_random_seed(number)
    keras.utils.clear_session(free_memory=False)
    if r.random() < 0.15:
        return draw_sequential(r, draw_shape(r), r.randint(2, 9))
    if r.random() < 0.1:
        # Words as numbers.
        words = keras.Input(batch_shape=(None, r.choice([None, 7])), dtype="int32")
        drawing = Drawing(r, [words], 0)
        drawing.call(L.Embedding(r.randint(2, 20), r.randint(1, 8), mask_zero=r.random() < 0.5), words)
        drawing.tensors.pop(0)
        for _ in range(r.randint(3, 10)):
            drawing.add_step()
        drawing.tensors.insert(0, words)
        return drawing.model()
    return draw_functional(r, [draw_shape(r) for _ in range(r.choice([1, 1, 1, 2, 3]))], 0)


def runs(model):
    """Whether some sizes in place of the free ones let it run: shapes that Keras declares may never meet."""
    for free in (12, 13, 24, 7):
        try:
            given = [numpy.ones([2 if at == 0 and n is None else n or free for at, n in enumerate(x.shape)]) for x in model.inputs]
            model(given if len(given) > 1 else given[0])
            return True
        except Exception:
            continue
    return False


def size_of(weights):
    unique = {id(w): w for w in weights}.values()
    total = 0
    for weight in unique:
        product = 1
        for size in weight.shape:
            product *= size
        total += product
    return total


def facts(model):
    inner = model._functional if isinstance(model, keras.Sequential) else model
    found = []
    # Arithmetic on tensors is an operation and no layer; a Sequential's file names its layers alone.
    listed = set(map(id, inner.operations if inner is model else inner.layers))
    for operation in inner.operations:
        if id(operation) not in listed:
            continue
        nodes = [n for at, n in enumerate(operation._inbound_nodes) if make_node_key(operation, at) in inner._nodes]
        fact = {
            "name": operation.name,
            "calls": [[list(t.shape) for t in node.output_tensors] for node in nodes],
            "p": size_of(getattr(operation, "weights", [])),
            "t": size_of(getattr(operation, "trainable_weights", [])),
        }
        if isinstance(operation, keras.Model):
            fact["layers"] = facts(operation)
        found.append(fact)
    return found


def main(path):
    made = 0
    number = 0
    with gzip.GzipFile(path, "wb", compresslevel=9, mtime=0) as out:
        while made < COUNT:
            model = draw_model(number)
            number += 1
            if not runs(model):
                continue
            made += 1
            line = {
                "number": number - 1,
                "model": json.loads(model.to_json()),
                "layers": facts(model),
                "p": size_of(model.weights),
                "t": size_of(model.trainable_weights),
                "outputs": [list(t.shape) for t in model.outputs],
            }
            out.write((json.dumps(line, separators=(",", ":")) + "\n").encode())
    print(f"{COUNT} of {number} models run")


main(sys.argv[1])
