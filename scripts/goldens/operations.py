"""Writes test/data/keras-operations.jsonl: the layers that Keras 3.15 makes of operations, and their output shapes.

Run: KERAS_BACKEND=torch python scripts/goldens/operations.py > test/data/keras-operations.jsonl
"""
import json
import sys
import keras
import numpy as np
from keras import ops

cases = []


def case(shapes, make, name=None, real=False):
    """`real` takes the shapes that come out for two examples, where Keras declares others."""
    tensors = [keras.Input(s) for s in shapes]
    try:
        out = make(*tensors)
        model = keras.Model(tensors, out)
        layers = json.loads(model.to_json())["config"]["layers"]
    except Exception as error:
        print(len(cases), type(error).__name__, str(error)[:200], file=sys.stderr)
        return
    made = [layer for layer in layers if layer["class_name"] != "InputLayer"]
    shapes_out = [list(o.shape) for o in keras.tree.flatten(out)]
    if real:
        given = [np.zeros((2, *s), "float32") for s in shapes]
        shapes_out = [[None, *o.shape[1:]] for o in keras.tree.flatten(make(*given))]
    entry = {"id": f"op-{len(cases):03d}", "class": name or made[-1]["class_name"], "outputs": shapes_out}
    cases.append(1)
    if len(made) == 1:
        print(json.dumps({**entry, "layer": made[0], "inputs": [[None, *s] for s in shapes]}))
    else:
        print(json.dumps({**entry, "model": json.loads(model.to_json())}))


A, B, C = (8, 6, 4), (5, 4), (7,)
for name in "abs ceil cos exp floor log log1p negative round rsqrt sigmoid sign sin sqrt square tanh relu relu6 selu silu softplus softsign gelu elu leaky_relu hard_sigmoid log_softmax softmax stop_gradient isnan logical_not erf zeros_like ones_like".split():
    for shape in (A, C):
        case([shape], lambda x: getattr(ops, name)(x))
for name in "add subtract multiply divide maximum minimum power equal greater less floor_divide mod logical_and".split():
    op = getattr(ops, name)
    case([A, A], op)
    case([A, (1, 6, 1)], op)
    case([B, (1, 4)], op)
    case([A], lambda x: op(x, 2.0))
    case([A], lambda x: op(x, ops.ones((6, 4))))
for name in "mean sum max min prod std var any all logsumexp".split():
    op = getattr(ops, name)
    for axis in (None, 1, -1, (1, 2), (0, -1)):
        for keep in (True, False):
            case([A], lambda x: op(x, axis=axis, keepdims=keep))
for axis in (1, -1):
    case([A], lambda x: ops.argmax(x, axis=axis))
    case([A], lambda x: ops.expand_dims(x, axis))
    case([A, A], lambda x, y: ops.concatenate([x, y], axis=axis))
    case([A, A, A], lambda x, y, z: ops.stack([x, y, z], axis=axis))
    case([A], lambda x: ops.split(x, 2, axis=axis))
    case([A], lambda x: ops.split(x, [1, 3], axis=axis))
    case([A], lambda x: ops.repeat(x, 3, axis=axis))
    case([A], lambda x: ops.flip(x, axis=axis))
case([A], lambda x: ops.expand_dims(x, (1, 3)))
case([(3, 1, 4, 1)], lambda x: ops.squeeze(x))
case([(3, 1, 4, 1)], lambda x: ops.squeeze(x, 2))
case([(3, 1, 4, 1)], lambda x: ops.squeeze(x, (2, 4)))
case([A], lambda x: ops.transpose(x))
case([A], lambda x: ops.transpose(x, (0, 3, 1, 2)))
case([A], lambda x: ops.swapaxes(x, 1, -1))
case([A], lambda x: ops.moveaxis(x, 1, 3))
case([A], lambda x: ops.moveaxis(x, (1, 2), (3, 1)))
case([A], lambda x: ops.reshape(x, (-1, 48, 4)))
case([A], lambda x: ops.reshape(x, (-1, 192)))
case([A], lambda x: ops.reshape(x, (-1, 4)))
case([A], lambda x: ops.tile(x, (1, 2, 3, 1)))
case([A], lambda x: ops.pad(x, ((0, 0), (1, 2), (3, 0), (0, 0))))
case([A], lambda x: ops.clip(x, 0.0, 1.0))
case([A], lambda x: ops.cast(x, "float16"))
case([A], lambda x: ops.matmul(x, ops.ones((4, 7))))
case([B, (4, 9)], ops.matmul)
case([(3, 5, 4), (3, 4, 2)], ops.matmul)
for key in [lambda x: x[:, 0], lambda x: x[:, 1:7:2], lambda x: x[:, ::-1], lambda x: x[:, -3:], lambda x: x[:, 1:7:2, 0],
            lambda x: x[:, None], lambda x: x[..., 0], lambda x: x[..., 1:3], lambda x: x[:, 2:-1, 3:], lambda x: x[0]]:
    case([A], key)

# One case or more of every other operation, by class; the arguments are those that change what comes out.
S, M, V, Q = (5, 4), (4, 4), (9,), (12, 10, 3)
FIRST = (3, 12, 10)
kernel = lambda *shape: np.zeros(shape, "float32")
for order, shape in [("channels_last", Q), ("channels_first", FIRST)]:
    for padding in ["valid", "same"]:
        case([shape], lambda x: ops.conv(x, kernel(3, 3, 3, 5), 2, padding, order))
        case([shape], lambda x: ops.conv(x, kernel(3, 2, 3, 5), 1, padding, order, (2, 1)))
        case([shape], lambda x: ops.depthwise_conv(x, kernel(3, 3, 3, 2), 1, padding, order))
        case([shape], lambda x: ops.separable_conv(x, kernel(3, 3, 3, 2), kernel(1, 1, 6, 5), 1, padding, order))
        case([shape], lambda x: ops.conv_transpose(x, kernel(3, 3, 5, 3), 2, padding, None, order))
        case([shape], lambda x: ops.max_pool(x, 2, None, padding, order))
        case([shape], lambda x: ops.average_pool(x, (3, 2), 1, padding, order))
    case([shape], lambda x: ops.adaptive_average_pool(x, (3, 2), order), real=True)
    case([shape], lambda x: ops.adaptive_max_pool(x, (4, 5), order), real=True)
case([(20, 6)], lambda x: ops.conv(x, kernel(3, 6, 8), 1, "valid", "channels_last"))
case([(20, 6)], lambda x: ops.max_pool(x, 4))
case([(8, 7, 6, 2)], lambda x: ops.conv(x, kernel(3, 3, 3, 2, 4), 1, "same", "channels_last"))
case([A, A], lambda x, y: ops.where(ops.greater(x, 0), x, y))
case([A], lambda x: ops.where(ops.greater(x, 0), x, 0.0))
for spec, shapes in [
    ("abc,abd->acd", [S, (5, 3)]), ("abc,cd->abd", [S, None]), ("...ij,...jk->...ik", [(3, 5, 4), (3, 4, 2)]), ("abc->acb", [S]),
    ("bhqd,bhkd->bhqk", [(2, 5, 4), (2, 6, 4)]), ("abc,abc->a", [S, S]), ("ab...,b->a...", [S, None]),
]:
    tensors = [shape for shape in shapes if shape is not None]
    if None in shapes:
        case(tensors, lambda x: ops.einsum(spec, x, kernel(*(4, 7) if "d" in spec else (5,))))
    else:
        case(tensors, lambda *xs: ops.einsum(spec, *xs))
case([V], lambda x: ops.one_hot(ops.cast(x, "int32"), 6))
case([S], lambda x: ops.one_hot(ops.cast(x, "int32"), 6, axis=1))
case([S], lambda x: ops.multi_hot(ops.cast(x, "int32"), 6))
case([S], lambda x: ops.dot(x, kernel(4, 7)))
case([V], lambda x: ops.dot(x, kernel(9)))
case([S], lambda x: ops.tensordot(x, kernel(4, 7), axes=1))
case([S, (4, 5, 2)], lambda x, y: ops.tensordot(x, y, axes=[[1, 2], [2, 1]]))
case([V], lambda x: ops.inner(x, kernel(3, 9)))
case([V], lambda x: ops.matmul(x, kernel(9)))
case([S], lambda x: ops.matmul(x, kernel(4)))
case([S], lambda x: ops.outer(x, kernel(6)))
case([(5, 3)], lambda x: ops.cross(x, kernel(5, 3)))
case([(2, 6, 4), (2, 6, 4), (2, 6, 4)], lambda q, k, v: ops.dot_product_attention(q, k, v))
for name in "cumsum cumprod argsort sort nancumsum nancumprod".split():
    case([S], lambda x: getattr(ops, name)(x, axis=1))
for name in "angle i0 isneginf isposinf isreal flipud fliplr convert_to_tensor array empty_like sparsemax".split():
    if hasattr(ops, name):
        case([S], lambda x: getattr(ops, name)(x))
case([S], lambda x: ops.full_like(x, 2.0))
case([S], lambda x: ops.argpartition(x, 2))
case([S], lambda x: ops.digitize(x, np.array([0.0, 1.0])))
case([S, S], lambda x, y: ops.isclose(x, y))
case([S, S], lambda x, y: ops.nextafter(x, y))
for name in "left_shift right_shift bitwise_left_shift bitwise_right_shift gcd lcm ldexp".split():
    case([S, (1, 4)], lambda x, y: getattr(ops, name)(ops.cast(x, "int32"), ops.cast(y, "int32")))
for name in "nanargmax nanargmin nanmedian nanprod nanstd nanvar ptp nanmean average norm".split():
    for axis in (None, 1, -1):
        case([A], lambda x: getattr(ops, name)(x, axis=axis))
case([A], lambda x: ops.moments(x, axes=(1, 2)))
case([A], lambda x: ops.moments(x, axes=-1, keepdims=True))
for name in "quantile percentile nanquantile nanpercentile".split():
    case([A], lambda x: getattr(ops, name)(x, 0.5, axis=1))
    case([A], lambda x: getattr(ops, name)(x, np.array([0.2, 0.5]), axis=(1, 2), keepdims=True))
case([A], lambda x: ops.trapezoid(x, axis=1))
for name in "hstack vstack dstack".split():
    case([A, A], lambda x, y: getattr(ops, name)([x, y]))
for name in "vsplit hsplit dsplit".split():
    if name != "vsplit":
        case([A], lambda x: getattr(ops, name)(x, 2))
case([A], lambda x: ops.array_split(x, 3, axis=1))
case([A], lambda x: ops.unstack(x, axis=-1))
case([A], lambda x: ops.append(x, kernel(8, 6, 4)))
case([A, A], lambda x, y: ops.append(x, y, axis=-1))
case([A], lambda x: ops.ravel(x))
case([(1, 6, 1)], lambda x: ops.broadcast_to(x, (3, 8, 6, 4)))
case([A], lambda x: ops.diff(x, n=2, axis=1))
case([A], lambda x: ops.take(x, np.array([0, 2, 1]), axis=-1))
case([A], lambda x: ops.take(x, 1, axis=1))
case([A], lambda x: ops.take_along_axis(x, np.zeros((1, 8, 6, 2), "int32"), axis=-1))
case([A], lambda x: ops.top_k(x, 3))
case([A], lambda x: ops.slice(x, (0, 1, 2, 0), (1, 3, 2, 4)))
case([A], lambda x: ops.slice_update(x, (0, 0, 0, 0), kernel(1, 2, 2, 4)))
case([A], lambda x: ops.diagonal(x, axis1=1, axis2=2))
case([A], lambda x: ops.trace(x, axis1=1, axis2=2))
case([V], lambda x: ops.diag(x))
case([V], lambda x: ops.bincount(ops.cast(x, "int32"), minlength=4))
case([A], lambda x: ops.rot90(x, k=1, axes=(1, 2)))
case([A], lambda x: ops.roll(x, 2, axis=1))
case([(8,)], lambda x: ops.glu(x))
case([A], lambda x: ops.glu(x, axis=1))
case([A], lambda x: ops.layer_normalization(x))
case([A], lambda x: ops.rms_normalization(x))
case([A], lambda x: ops.batch_normalization(x, kernel(4), kernel(4), axis=-1))
case([A], lambda x: ops.normalize(x))
case([(8, 6, 8)], lambda x: ops.depth_to_space(x, 2))
case([(8, 6, 2)], lambda x: ops.space_to_depth(x, 2))
case([A], lambda x: ops.rearrange(x, "b h w c -> b (h w) c"))
case([A], lambda x: ops.rearrange(x, "b (h s) w c -> b h w (s c)", s=2))
for shape in [Q, (None, None, 3)]:
    case([shape], lambda x: ops.image.resize(x, (5, 6)))
    case([shape], lambda x: ops.image.rgb_to_grayscale(x))
    case([shape], lambda x: ops.image.rgb_to_hsv(x))
    case([shape], lambda x: ops.image.hsv_to_rgb(x))
    case([shape], lambda x: ops.image.gaussian_blur(x))
    case([shape], lambda x: ops.image.elastic_transform(x))
case([Q], lambda x: ops.image.pad_images(x, 1, 2, 16, 14))
case([Q], lambda x: ops.image.pad_images(x, 1, 2, 3, 4))
case([Q], lambda x: ops.image.crop_images(x, 1, 2, target_height=6, target_width=5))
case([Q], lambda x: ops.image.crop_images(x, 1, 2, 3, 4))
case([Q], lambda x: ops.image.extract_patches(x, 3, strides=2, padding="same"))
case([Q], lambda x: ops.image.extract_patches(x, (4, 5)))
case([Q], lambda x: ops.image.affine_transform(x, kernel(8)))
case([Q], lambda x: ops.image.sobel_edges(x))
case([FIRST], lambda x: ops.unfold(x, 3))
case([FIRST], lambda x: ops.unfold(x, (3, 2), stride=2, padding=1))
case([(32,)], lambda x: ops.fft((x, x)))
case([(8, 6)], lambda x: ops.fft2((x, x)))
case([(8, 6)], lambda x: ops.ifft2((x, x)))
case([(32,)], lambda x: ops.rfft(x))
case([(32,)], lambda x: ops.rfft(x, 16))
case([(17,)], lambda x: ops.irfft((x, x)))
case([(64,)], lambda x: ops.stft(x, 16, 8, 16))
case([(9, 9)], lambda x: ops.istft((x, x), 16, 8, 16))
case([(32,)], lambda x: ops.extract_sequences(x, 8, 4))
for name in "det inv cholesky pinv slogdet logdet matrix_rank svd qr eigh eig lu_factor cholesky_inverse".split():
    for holder in (ops, ops.linalg):
        if hasattr(holder, name):
            case([M], lambda x: getattr(holder, name)(x), real=name == "slogdet")
            break
case([M, M], lambda a, b: ops.solve(a, b))
case([M, M], lambda a, b: ops.solve_triangular(a, b))
case([S, S], lambda a, b: ops.binary_crossentropy(a, b))
case([S, S], lambda a, b: ops.categorical_crossentropy(a, b))
case([S, (5,)], lambda a, b: ops.sparse_categorical_crossentropy(ops.cast(b, "int32"), a))
case([S], lambda x: ops.isin(x, kernel(3)))
case([S, S], lambda x, y: ops.meshgrid(x, y))
case([S], lambda x: ops.searchsorted(kernel(4), x))
case([S], lambda x: keras.layers.Dense(3)(ops.vectorized_map(lambda row: row[:2], x)), "VectorizedMap")
case([S], lambda x: ops.cond(ops.all(ops.greater(x, 0)), lambda: x, lambda: x + 1))
case([S, S], lambda x, y: ops.kron(x, y))
case([(7, 2)], lambda x: ops.view_as_complex(x))
case([S], lambda x: ops.view_as_real(ops.cast(x, "complex64")))
for name in (
    "arccos arccosh arcsin arcsinh arctan arctanh bitwise_invert bitwise_not cbrt celu conj conjugate copy cosh deg2rad erfc erfinv exp2 expm1 "
    "fabs hard_shrink hard_silu hard_tanh imag isfinite isinf log10 log2 log_sigmoid nan_to_num rad2deg real reciprocal signbit sinc "
    "sinh soft_shrink sparse_plus sparse_sigmoid squareplus tan tanh_shrink tril triu trunc view_as_complex"
).split():
    if hasattr(ops, name) and name != "view_as_complex":
        case([A], lambda x: getattr(ops, name)(ops.cast(x, "int32") if "bitwise" in name else x))
case([A], lambda x: ops.threshold(x, 0.5, 0.0))
case([A], lambda x: ops.saturate_cast(x, "uint8"))
for name in (
    "arctan2 bitwise_and bitwise_or bitwise_xor divide_no_nan fmax fmin fmod greater_equal heaviside hypot less_equal logaddexp "
    "logaddexp2 logical_or logical_xor not_equal true_divide"
).split():
    if hasattr(ops, name):
        whole = "bitwise" in name
        case([A, (1, 4)], lambda x, y: getattr(ops, name)(*(ops.cast(t, "int32") if whole else t for t in (x, y))))
for name in "amax amin argmin count_nonzero median nanmax nanmin nansum".split():
    case([A], lambda x: getattr(ops, name)(x, axis=1))
case([S, S], lambda x, y: ops.allclose(x, y))
case([V], lambda x: ops.vdot(x, kernel(9)))
case([(18, 20)], lambda x: ops.fold(x, (7, 6), (3, 3)))
case([Q, (4, 2), (4, 2)], lambda x, a, b: ops.image.perspective_transform(x, a, b))
case([Q], lambda x: ops.image.map_coordinates(x, kernel(4, 2, 5), order=1))
case([S, S], lambda x, y: ops.polar(x, y))
case([S, S], lambda x, y: ops.select([ops.greater(x, 0), ops.greater(y, 0)], [x, y], 0.0))
case([V], lambda x: ops.vander(x, 3))
case([S, (6,)], lambda x, t: ops.in_top_k(ops.cast(ops.max(t, axis=-1), "int32"), ops.max(x, axis=-1), 2))
case([S], lambda x: ops.scatter_update(x, np.array([[0, 1, 1]]), np.array([1.0])))
case([(3,), (2,)], lambda a, b: ops.lstsq(a, b))
case([S], lambda x: ops.diag(ops.max(x, axis=-1)))
case([()], lambda x: ops.histogram(x, bins=5))
case([S, S], lambda x, y: ops.segment_sum(x, np.array([0, 1]), 2))
case([S], lambda x: ops.unravel_index(ops.cast(x, "int32"), (3, 4)))
case([Q, Q], lambda x, y: ops.psnr(x, y, 1.0))
case([Q, Q], lambda x, y: ops.image.ssim(x, y, 1.0) if hasattr(ops.image, "ssim") else ops.ssim(x, y, 1.0))
