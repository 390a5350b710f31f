"""Every row of the layer table beside live PyTorch 2.13: signatures, initial weights, outputs,
gradients, buffers, masks, and the words of errors.

    live_layers.py LAYERS_PROGRAM

Initial weights and dropout are compared bit for bit, the rest within TOLERANCE of the largest
number of its array. A row without a case fails. Exit 77: PyTorch is not installed.
"""
import inspect
import subprocess
import sys
import warnings

try:
    import numpy as np
    import torch
    import torch.nn.functional as F
    from torch import nn
except ImportError:
    print("skipped: this Python has no PyTorch")
    sys.exit(77)

TOLERANCE = 2e-5
IMAGE, FLAT, SEQUENCE = (2, 3, 5, 4), (5, 7), (3, 4, 6)

# What PyTorch does where a row has no class there.
FUNCTIONS = {
    "add": lambda *x, other=None, alpha=1: torch.add(*x, alpha=alpha) if other is None else torch.add(*x, other),
    "cat": lambda *x, dim=0: torch.cat(x, dim),
    "divide": lambda x, other: torch.div(x, other),
    "mean": lambda x, dim, keepdim=False: torch.mean(x, dim, keepdim),
    "multiply": lambda *x, other=None: torch.mul(*x) if other is None else torch.mul(*x, other),
    "narrow": lambda x, dim, start, length: torch.narrow(x, dim, start, length),
    "permute": lambda x, dims: torch.permute(x, dims),
    "rsub": lambda x, other: torch.rsub(x, other),
    "reshape": lambda x, shape, batch_dim=-1: torch.reshape(x, shape),
}
WITHOUT_PEER = {
    "batchwise_dropout": "PyTorch has no dropout with one mask for a batch",
    "gaussian_dropout": "PyTorch has no Gaussian dropout",
}
TAKES_ANYTHING = {"identity"}


class DropConnect(nn.Linear):
    """PyTorch has no class for it, but these words."""

    def __init__(self, *sizes, p=0.5, **named):
        super().__init__(*sizes, **named)
        self.p = p

    def forward(self, x):
        return F.linear(x, F.dropout(self.weight, self.p, self.training), self.bias)


WRITTEN_OUT = {"drop_connect": DropConnect}


def case(row, shapes, *args, train=True, low=-1.0, high=1.0, whole=0, **named):
    """shapes: one input's, or a list of them. whole: inputs are integers below it."""
    shapes = shapes if isinstance(shapes, list) else [shapes]
    return row, shapes, args, named, train, low, high, whole


CASES = [
    case("adaptive_avg_pool2d", IMAGE, (2, 3)), case("adaptive_avg_pool2d", IMAGE, 1),
    case("adaptive_avg_pool2d", IMAGE, 7),
    case("adaptive_max_pool2d", IMAGE, (2, 3)), case("adaptive_max_pool2d", IMAGE, 1),
    case("adaptive_max_pool2d", IMAGE, 7),
    case("add", [FLAT, FLAT]), case("add", [IMAGE, IMAGE]), case("add", [IMAGE, (3, 1, 1)]),
    case("add", [(5, 1), (1, 7)]), case("add", [FLAT, FLAT], alpha=-1), case("add", [IMAGE, (3, 1, 1)], alpha=0.3), case("add", FLAT, other=0.1), case("add", IMAGE, other=-3),
    case("alpha_dropout", FLAT), case("alpha_dropout", FLAT, 0.2),
    case("alpha_dropout", IMAGE, 0.7), case("alpha_dropout", FLAT, 1.0),
    case("alpha_dropout", FLAT, train=False), case("alpha_dropout", FLAT, 0.0),
    case("avg_pool1d", SEQUENCE, 2), case("avg_pool1d", SEQUENCE, 3, 2, 1, True, False),
    case("avg_pool2d", IMAGE, 2), case("avg_pool2d", IMAGE, 3, 2, 1, count_include_pad=False),
    case("avg_pool2d", IMAGE, 2, ceil_mode=True),
    case("avg_pool2d", IMAGE, 3, 2, 1, True), case("avg_pool2d", IMAGE, (3, 2), (1, 2), (1, 0)),
    case("batch_norm1d", FLAT, 7), case("batch_norm1d", FLAT, 7, train=False),
    case("batch_norm1d", FLAT, 7, momentum=None),
    case("batch_norm1d", FLAT, 7, 1e-3, 0.3, False),
    case("batch_norm1d", FLAT, 7, track_running_stats=False),
    case("batch_norm1d", SEQUENCE, 4), case("batch_norm1d", SEQUENCE, 4, train=False),
    case("batch_norm2d", IMAGE, 3), case("batch_norm2d", IMAGE, 3, train=False),
    case("batch_norm2d", IMAGE, 3, affine=False),
    case("batch_norm2d", (8, 3, 20, 20), 3, low=99, high=100),
    case("cat", [FLAT, (5, 2)], dim=1), case("cat", [IMAGE, IMAGE, (2, 3, 1, 4)], dim=-2),
    case("conv1d", SEQUENCE, 4, 5, 3),
    case("conv1d", SEQUENCE, 4, 6, 2, 2, 1, groups=2, bias=False),
    case("conv1d", SEQUENCE, 4, 5, (3,), padding="same", dilation=2),
    case("conv1d", (8, 16, 200), 16, 32, 5, padding=2),
    case("conv2d", IMAGE, 3, 4, 3, padding=1),
    case("conv2d", IMAGE, 3, 2, (2, 3), (2, 1), bias=False),
    case("conv2d", (2, 4, 6, 5), 4, 6, 3, groups=2, padding="same", dilation=2),
    case("conv2d", (2, 4, 6, 5), 4, 4, 2, padding="same"),
    case("conv2d", (2, 4, 6, 5), 4, 8, 3, 2, 1, 1, 4),
    case("conv2d", IMAGE, 3, 4, 3, padding="valid"),
    case("conv2d", (9, 16, 12, 12), 16, 32, 3, padding=1), case("conv2d", IMAGE, 3, 4, 1),
    case("divide", FLAT, 3), case("divide", IMAGE, 0.7),
    case("drop_connect", FLAT, 7, 4), case("drop_connect", IMAGE, 4, 3, False, p=0.3), case("drop_connect", FLAT, 7, 40, p=1.0),
    case("drop_connect", FLAT, 7, 4, train=False), case("drop_connect", FLAT, 7, 40, p=0.0),
    case("dropout", FLAT), case("dropout", IMAGE, 0.3), case("dropout", (1000,), 0.1),
    case("dropout", FLAT, 1.0), case("dropout", FLAT, train=False),
    case("dropout1d", SEQUENCE), case("dropout1d", (6, 5), 0.4),
    case("dropout2d", (4, 9, 3, 3), 0.3), case("dropout2d", SEQUENCE, 0.3),
    case("dropout2d", FLAT, 0.3),
    case("dropout3d", (2, 5, 2, 3, 2)), case("dropout3d", (5, 2, 3, 2), 0.3),
    case("dropout3d", SEQUENCE), case("dropout3d", FLAT),
    case("elu", FLAT, 0.7, low=-3, high=3), case("elu", IMAGE),
    case("embedding", (5, 7), 11, 3, whole=11), case("embedding", (6,), 4, 2, 1, whole=4),
    case("embedding", (9,), 4, 2, -1, whole=4),
    case("feature_alpha_dropout", (4, 9, 3, 3), 0.3), case("feature_alpha_dropout", FLAT, 0.3),
    case("flatten", IMAGE), case("flatten", IMAGE, 0), case("flatten", IMAGE, 1, 2),
    case("flatten", IMAGE, -2),
    case("gelu", FLAT, low=-4, high=4), case("gelu", FLAT, "tanh", low=-4, high=4),
    case("group_norm", IMAGE, 3, 3), case("group_norm", (3, 6, 5), 2, 6),
    case("group_norm", (3, 6), 2, 6, 1e-3, False), case("group_norm", IMAGE, 1, 3),
    case("hardsigmoid", FLAT, low=-5, high=5), case("hardswish", FLAT, low=-5, high=5),
    case("identity", FLAT),
    case("layer_norm", FLAT, 7), case("layer_norm", IMAGE, (5, 4)),
    case("layer_norm", IMAGE, (3, 5, 4), 1e-3, False),
    case("layer_norm", SEQUENCE, 6, bias=False), case("layer_norm", (4, 64), 64, low=4, high=5),
    case("leaky_relu", FLAT), case("leaky_relu", FLAT, 0.2),
    case("linear", FLAT, 7, 4), case("linear", SEQUENCE, 6, 3, False),
    case("linear", (33, 300), 300, 129), case("linear", (7,), 7, 2),
    case("log_softmax", FLAT, 1, low=-5, high=5), case("log_softmax", SEQUENCE, -1),
    case("log_softmax", IMAGE, 1), case("log_softmax", SEQUENCE, 1),
    case("max_pool1d", SEQUENCE, 2), case("max_pool1d", SEQUENCE, (3,), 2, 1, 2, ceil_mode=True),
    case("max_pool2d", IMAGE, 2), case("max_pool2d", IMAGE, 3, 1, 1),
    case("max_pool2d", IMAGE, 2, dilation=2, ceil_mode=True),
    case("max_pool2d", (2, 3, 9, 7), 3, 2, 1, ceil_mode=True),
    case("max_pool2d", IMAGE, 5, 2, 2, ceil_mode=True),
    case("mean", IMAGE, (2, 3)), case("mean", IMAGE, (-1, -2), keepdim=True),
    case("mean", IMAGE, 1), case("mean", IMAGE, (1, 3)),
    case("mish", FLAT, low=-4, high=4),
    case("multiply", [FLAT, FLAT]), case("multiply", [FLAT, (1, 7)]),
    case("multiply", [IMAGE, (2, 3, 1, 1)]), case("multiply", FLAT, other=0.1), case("multiply", IMAGE, other=-1),
    case("narrow", IMAGE, 1, 1, 2), case("narrow", FLAT, -1, -3, 2), case("narrow", IMAGE, 2, 0, 0),
    case("permute", SEQUENCE, (0, 2, 1)), case("permute", IMAGE, (0, -1, 1, 2)),
    case("permute", FLAT, (1, 0)),
    case("relu", FLAT), case("relu", IMAGE), case("relu6", FLAT, low=-2, high=9),
    case("reshape", IMAGE, (2, 60)), case("reshape", IMAGE, (-1, 20)),
    case("rsub", FLAT, 1), case("rsub", IMAGE, -0.3),
    case("selu", FLAT, low=-3, high=3), case("sigmoid", FLAT, low=-6, high=6),
    case("silu", FLAT, low=-6, high=6),
    case("softmax", FLAT, 1, low=-5, high=5), case("softmax", SEQUENCE, -1),
    case("softmax", IMAGE, 1), case("softmax", SEQUENCE, -2), case("softmax", FLAT, None),
    case("softplus", FLAT, low=-6, high=6), case("softplus", FLAT, 2.0, 3.0, low=-3, high=3),
    case("tanh", FLAT, low=-3, high=3),
]

# (row, shapes, arguments, words that both must say)
ERRORS = [
    ("adaptive_avg_pool2d", [FLAT], (2,), {},
     "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [5, 7]"),
    ("adaptive_max_pool2d", [FLAT], (2,), {},
     "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: [5, 7]"),
    ("add", [(2, 3), (2, 4)], (), {},
     "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"),
    ("add", [(2, 3), (4, 3)], (), {},
     "The size of tensor a (2) must match the size of tensor b (4) at non-singleton dimension 0"),
    ("avg_pool2d", [(2, 16, 1, 1)], (2,), {},
     "Given input size: (16x1x1). Calculated output size: (16x0x0). Output size is too small"),
    ("max_pool2d", [(2, 16, 2, 2)], (4, 2), {"ceil_mode": True},
     "Given input size: (16x2x2). Calculated output size: (16x0x0). Output size is too small"),
    ("max_pool2d", [(2, 16, 9, 9)], (3, 2, 2), {},
     "pad should be at most half of effective kernel size, but got pad=2, kernel_size=3 and "
     "dilation=1"),
    ("max_pool2d", [FLAT], (2,), {"padding": "same"}, "padding"),
    ("avg_pool1d", [(2, 16, 2)], (4,), {},
     "Given input size: (16x1x2). Calculated output size: (16x1x0). Output size is too small"),
    ("max_pool1d", [IMAGE], (2,), {}, "(batch mode) tensor "),
    ("batch_norm1d", [(2, 6)], (5,), {}, "running_mean should contain 6 elements not 5"),
    ("batch_norm1d", [(2, 6)], (5,), {"track_running_stats": False},
     "weight should contain 6 elements not 5"),
    ("narrow", [FLAT], (1, 8, 1), {}, "start out of range (expected to be in range of [-7, 7], but got 8)"),
    ("narrow", [FLAT], (1, 2, 6), {}, "start (2) + length (6) exceeds dimension size (7)."),
    ("narrow", [FLAT], (2, 0, 1), {}, "Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
    ("batch_norm1d", [IMAGE], (3,), {}, "expected 2D or 3D input (got 4D input)"),
    ("batch_norm1d", [(1, 5)], (5,), {},
     "Expected more than 1 value per channel when training, got input size"),
    ("batch_norm2d", [FLAT], (7,), {}, "expected 4D input (got 2D input)"),
    ("cat", [(2, 3), (3, 4)], (), {"dim": 1},
     "Sizes of tensors must match except in dimension 1. Expected size 2 but got size 3 for "
     "tensor number 1 in the list."),
    ("cat", [(2, 3), (2, 3, 1)], (), {"dim": 1},
     "Tensors must have same number of dimensions: got 2 and 3"),
    ("conv1d", [(2, 1, 9)], (3, 16, 3), {},
     "Given groups=1, weight of size [16, 3, 3], expected input[2, 1, 9] to have 3 channels, "
     "but got 1 channels instead"),
    ("conv1d", [IMAGE], (3, 16, 3), {},
     "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [2, 3, "
     "5, 4]"),
    ("conv1d", [(2, 3, 2)], (3, 16, 3), {},
     "Calculated padded input size per channel: (2). Kernel size: (3). Kernel size can't be "
     "greater than actual input size"),
    ("conv2d", [(2, 1, 28, 28)], (3, 16, 3), {},
     "Given groups=1, weight of size [16, 3, 3, 3], expected input[2, 1, 28, 28] to have 3 "
     "channels, but got 1 channels instead"),
    ("conv2d", [FLAT], (3, 16, 3), {},
     "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [5, 7]"),
    ("conv2d", [(2, 3, 2, 2)], (3, 16, (3, 5)), {"padding": (0, 1)},
     "Calculated padded input size per channel: (2 x 4). Kernel size: (3 x 5). Kernel size "
     "can't be greater than actual input size"),
    ("conv2d", [IMAGE], (3, 16, 3), {"groups": 2}, "in_channels must be divisible by groups"),
    ("conv2d", [IMAGE], (3, 16, 3), {"padding": "some"},
     "Invalid padding string 'some', should be one of "),
    ("conv2d", [IMAGE], (3, 16, 3), {"padding": "same", "stride": 2},
     "padding='same' is not supported for strided convolutions"),
    ("conv2d", [IMAGE], (3, 16, 3), {"padding_mode": "some"}, "but got padding_mode='some'"),
    ("dropout", [FLAT], (1.5,), {}, "dropout probability has to be between 0 and 1, but got 1.5"),
    ("dropout", [FLAT], (), {"p": -0.5},
     "dropout probability has to be between 0 and 1, but got -0.5"),
    ("dropout", [FLAT], (), {"rate": 0.5}, "__init__() got an unexpected keyword argument 'rate'"),
    ("dropout1d", [IMAGE], (), {}, "dropout1d: Expected 2D or 3D input, but received a 4D input"),
    ("dropout2d", [(5,)], (), {}, "Feature dropout requires at least 2 dimensions in the input"),
    ("embedding", [FLAT], (10, 3, 10), {}, "Padding_idx must be within num_embeddings"),
    ("flatten", [FLAT], (1, 0), {},
     "flatten() has invalid args: start_dim cannot come after end_dim"),
    ("flatten", [FLAT], (5,), {},
     "Dimension out of range (expected to be in range of [-2, 1], but got 5)"),
    ("group_norm", [FLAT], (4, 6), {}, "num_channels (6) must be divisible by num_groups (4)"),
    ("group_norm", [(2, 8, 3)], (2, 6), {},
     "Expected weight to be a vector of size equal to the number of channels in input, but got "
     "weight of shape [6] and input of shape [2, 8, 3]"),
    ("group_norm", [(2, 5, 3)], (2, 6), {},
     "Expected number of channels in input to be divisible by num_groups, but got input of "
     "shape [2, 5, 3] and num_groups=2"),
    ("layer_norm", [(5, 6)], (7,), {},
     "Given normalized_shape=[7], expected input with shape [*, 7], but got input of size[5, 6]"),
    ("layer_norm", [(5, 6)], ((3, 7),), {},
     "Given normalized_shape=[3, 7], expected input with shape [*, 3, 7], but got input of "
     "size[5, 6]"),
    ("linear", [FLAT], (10,), {},
     "Linear.__init__() missing 1 required positional argument: 'out_features'"),
    ("linear", [FLAT], (10, 5, True, None, None, 4), {},
     "Linear.__init__() takes from 3 to 6 positional arguments but 7 were given"),
    ("linear", [FLAT], (10, 5), {}, "mat1 and mat2 shapes cannot be multiplied (5x7 and 10x5)"),
    ("linear", [SEQUENCE], (10, 5), {},
     "mat1 and mat2 shapes cannot be multiplied (12x6 and 10x5)"),
    ("mean", [FLAT], (2,), {},
     "Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
    ("mean", [FLAT], ((1, -1),), {}, "dim 1 appears multiple times in the list of dims"),
    ("permute", [FLAT], ((0, 1, 2),), {}, "input.dim() = 2 is not equal to len(dims) = 3"),
    ("permute", [FLAT], ((0, -2),), {}, "permute(): duplicate dims are not allowed."),
    ("relu", [FLAT], (True, 4), {},
     "ReLU.__init__() takes from 1 to 2 positional arguments but 3 were given"),
    ("reshape", [(2, 16)], ((2, 5),), {}, "shape '[2, 5]' is invalid for input of size 32"),
    ("reshape", [(2, 16)], ((-1, 5),), {}, "shape '[-1, 5]' is invalid for input of size 32"),
    ("reshape", [(2, 16)], ((-1, -1),), {}, "only one dimension can be inferred"),
    ("softmax", [FLAT], (5,), {},
     "Dimension out of range (expected to be in range of [-2, 1], but got 5)"),
]


def text_of(value):
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"b:{int(value)}"
    if isinstance(value, int):
        return f"i:{value}"
    if isinstance(value, float):
        return f"f:{value!r}"
    if isinstance(value, str):
        return f"s:{value}"
    return "p:" + ",".join(map(str, value))


def value_of(text):
    kind, _, rest = text.partition(":")
    read = {"none": lambda _: None, "i": int, "f": float, "b": lambda t: t == "1", "s": str,
            "p": lambda t: tuple(map(int, t.split(",")))}
    return read[kind](rest)


class Program:
    def __init__(self, path):
        self.path = path
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def table(self):
        """{row: (class, function, its parameters, [(name, required, extension, default)])}"""
        rows = {}
        run = subprocess.run([self.path, "--list"], check=True, capture_output=True, text=True)
        for words in map(str.split, run.stdout.splitlines()):
            if words[0] == "row":
                rows[words[1]] = (words[2], words[3], words[4:], [])
                last = words[1]
            else:
                default = value_of(words[5])
                rows[last][3].append((words[1], words[2] == "1", words[3] == "1", default))
        return rows

    def ask(self, row, inputs, args, named, train, last, seed, payload):
        """("error", text) or (shape, numbers)"""
        lines = [f"row {row}", f"train {int(train)}", f"last {int(last)}", f"rng torch {seed}"]
        lines += [f"in {len(s)} {' '.join(map(str, s))}" for s in inputs]
        lines += [f"arg {text_of(a)}" for a in args]
        lines += [f"arg {k}={text_of(v)}" for k, v in named.items()]
        numbers = np.concatenate([np.asarray(p, np.float32).ravel() for p in payload])
        lines += [f"go {len(numbers)}", ""]
        self.process.stdin.write("\n".join(lines).encode() + numbers.tobytes())
        self.process.stdin.flush()
        answer = self.process.stdout.readline().decode()
        if not answer:
            sys.exit(f"{row}: the program ended")
        if answer.startswith("error "):
            return "error", answer[6:].rstrip("\n")
        words = list(map(int, answer.split()[1:]))
        return tuple(words[2:]), np.frombuffer(self.process.stdout.read(4 * words[0]), np.float32)


def build(table, row, args, named):
    if table[row][0] == "-":
        return lambda *x: FUNCTIONS[row](*x, *args, **named)
    make = WRITTEN_OUT[row] if row in WRITTEN_OUT else getattr(nn, table[row][0])
    return make(*args, **named)


def compare(where, ours, theirs, exact):
    theirs = theirs.detach().numpy().astype(np.float32).ravel()
    if exact and not np.array_equal(ours, theirs, equal_nan=True):
        sys.exit(f"{where}: not the same bits: {ours[:6]} and {theirs[:6]}")
    worst = np.abs(ours - theirs).max(initial=0) / max(1e-3, np.abs(theirs).max(initial=0))
    if not worst <= TOLERANCE:
        sys.exit(f"{where}: differs by {worst:.3g}: {ours[:6]} and {theirs[:6]}")
    return float(worst)


def vary(net, generator):
    """Weights and buffers that are no special case: scales around 1, variances above 0."""
    for tensor in list(net.parameters()) + [b for b in net.buffers() if b.dtype == torch.float32]:
        tensor.data.uniform_(0.5, 1.5, generator=generator)


def draw(shape, low, high, whole, generator):
    if whole:
        return torch.randint(whole, shape, generator=generator)
    return torch.empty(shape).uniform_(low, high, generator=generator).requires_grad_()


def run_torch(table, one, seed):
    """What the program is to be asked, and [(what, tensor, whether to the bit)] of its answer."""
    row, shapes, args, named, train, low, high, whole = one
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    net = build(table, row, args, named)
    module = isinstance(net, nn.Module)
    wanted, states = [], []
    if module:
        wanted = [("initial state", t.clone(), True) for t in net.state_dict().values()]
        net.train(train)
        vary(net, generator)
        states = [t.clone() for t in net.state_dict().values()]
    x = [draw(s, low, high, whole, generator) for s in shapes]
    torch.manual_seed(seed)
    y = net(*x)
    dy = torch.empty(y.shape).uniform_(-1, 1, generator=generator)
    y.backward(dy)
    exact = "dropout" in row
    wanted.append(("output", y, exact))
    for t in x:
        wanted.append(("input's gradient", torch.zeros(t.shape) if whole else t.grad, exact))
    if module:
        wanted += [(f"gradient of {n}", p.grad, False) for n, p in net.named_parameters()]
        wanted += [(n, b, False) for n, b in net.named_buffers()]
    return [t.detach().numpy() for t in x + states + [dy]], y.shape, wanted


def check_case(program, table, one, seed, last):
    row, shapes, args, named, train = one[:5]
    where = f"{row}{args or ''}{named or ''} on {shapes}" + (", channels last" if last else "")
    payload, shape, wanted = run_torch(table, one, seed)
    ours, numbers = program.ask(row, shapes, args, named, train, last, seed, payload)
    if ours == "error":
        sys.exit(f"{where}: {numbers}")
    if ours != tuple(shape):
        sys.exit(f"{where}: the shape is {ours}, not {tuple(shape)}")
    at, worst = 0, 0.0
    for what, tensor, exact in wanted:
        end = at + tensor.numel()
        worst = max(worst, compare(f"{where}: {what}", numbers[at:end], tensor, exact))
        at = end
    if at != len(numbers):
        sys.exit(f"{where}: {len(numbers) - at} numbers more than PyTorch has")
    return worst


def parameters_of(function):
    """[(name, default)] of what can be given by position; None for functions written in C++."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return [(p.name, p.default) for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]


def check_signatures(table):
    n = 0
    for row, (name, _, _, params) in table.items():
        if name == "-" or row in TAKES_ANYTHING or row in WITHOUT_PEER or row in WRITTEN_OUT:
            continue
        ours = [(p, inspect.Parameter.empty if required else default)
                for p, required, extension, default in params if not extension]
        theirs = parameters_of(getattr(nn, name).__init__)[1:]
        for (a, x), (b, y) in zip(ours, theirs):
            pair = isinstance(x, tuple) and not isinstance(y, tuple)
            if a != b or (x[0] if pair else x) != y:
                sys.exit(f"{name}: parameter {a}={x}, but PyTorch's is {b}={y}")
        if len(ours) != len(theirs):
            sys.exit(f"{name}: {[a for a, _ in ours]}, but PyTorch has {[a for a, _ in theirs]}")
        n += 1
    print(f"{n} signatures are PyTorch's")


def check_functions(table):
    n = 0
    for row, (_, name, order, params) in table.items():
        theirs = parameters_of(getattr(F, name, None))
        if theirs is None:
            continue
        ours = order or [p[0] for p in params]
        theirs = [t for t, _ in theirs[1:] if t not in ("_stacklevel", "dtype")]
        if theirs and ours[:len(theirs)] != theirs:
            sys.exit(f"{name}(): {ours}, but PyTorch has {theirs}")
        n += 1
    print(f"{n} functions take PyTorch's arguments")


def check_errors(program, table):
    for row, shapes, args, named, words in ERRORS:
        try:
            net = build(table, row, args, named)
            net(*[torch.zeros(s) for s in shapes])
            sys.exit(f"{row}{args}{named} on {shapes}: PyTorch has no objection")
        except (RuntimeError, ValueError, TypeError, IndexError, AssertionError) as e:
            theirs = str(e)
        numbers = [np.zeros(s, np.float32) for s in shapes]
        kind, ours = program.ask(row, shapes, args, named, True, False, 0, numbers)
        for side, text in (("PyTorch", theirs), ("thinnet", ours)):
            if words not in str(text):
                sys.exit(f"{row}{args}{named} on {shapes}: {side} says '{text}', without '{words}'")
    print(f"{len(ERRORS)} errors have PyTorch's words")


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    program = Program(sys.argv[1])
    table = program.table()
    missing = set(table) - {c[0] for c in CASES} - set(WITHOUT_PEER)
    if missing:
        sys.exit(f"no case for {', '.join(sorted(missing))}")
    check_signatures(table)
    check_functions(table)
    worst = n = 0
    for i, one in enumerate(CASES):
        for last in (False, True):
            worst = max(worst, check_case(program, table, one, 100 + i, last))
            n += 1
    print(f"{n} cases of {len(table)} rows, differences of at most {worst:.2g}")
    check_errors(program, table)


if __name__ == "__main__":
    main()
