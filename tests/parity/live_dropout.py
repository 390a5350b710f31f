"""Dropout modules of thinnet (--rng torch) beside live PyTorch, forward and backward, bit for bit.

    live_dropout.py DRAWS_PROGRAM

240 random cases: every class and functional form, in place or not, p from 0 to 1, infinities and NaN among the inputs. Exit 77:
PyTorch is not installed.
"""
import random
import struct
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

FORMS = {
    "Dropout": (nn.Dropout, F.dropout, lambda r: (r.randint(1, 9), r.randint(1, 300))),
    "Dropout1d": (nn.Dropout1d, F.dropout1d, lambda r: (r.randint(1, 5), r.randint(1, 40), r.randint(1, 9))),
    "Dropout2d": (nn.Dropout2d, F.dropout2d, lambda r: (r.randint(1, 5), r.randint(1, 40), r.randint(1, 5), r.randint(1, 5))),
    "Dropout3d": (nn.Dropout3d, F.dropout3d, lambda r: (r.randint(1, 4), r.randint(1, 20), 2, r.randint(1, 3), 3)),
    "AlphaDropout": (nn.AlphaDropout, F.alpha_dropout, lambda r: (r.randint(1, 9), r.randint(1, 300))),
    "FeatureAlphaDropout": (nn.FeatureAlphaDropout, F.feature_alpha_dropout,
                            lambda r: (r.randint(1, 5), r.randint(1, 40), r.randint(1, 9))),
}
RATES = [0.5, 0.1, 0.2, 0.25, 0.9, 1 / 3, 0.001, 0.0, 1.0]


def run_torch(name, p, x, dy, rng):
    make, function, _ = FORMS[name]
    leaf = x.clone().requires_grad_()
    inplace = rng.random() < 0.3
    source = leaf * 1 if inplace else leaf  # a leaf cannot be changed in place
    y = make(p, inplace=inplace)(source) if rng.random() < 0.5 else function(source, p, True, inplace)
    y.backward(dy)
    return y.detach().numpy().tobytes() + leaf.grad.numpy().tobytes()


def same_bits(got, wanted):
    """Equal to the bit, but for the payload and sign of NaN, which IEEE 754 leaves open."""
    a, b = np.frombuffer(got, np.float32), np.frombuffer(wanted, np.float32)
    nan = np.isnan(a) & np.isnan(b)
    return a.shape == b.shape and bool(np.all((a.view(np.uint32) == b.view(np.uint32)) | nan))


def main():
    warnings.simplefilter("ignore")
    rng = random.Random(97)
    stream, results = b"", []
    for case in range(240):
        name = list(FORMS)[case % len(FORMS)]
        shape, p, seed = FORMS[name][2](rng), rng.choice(RATES + [rng.random()]), rng.randrange(2**40)
        torch.set_num_threads(rng.choice([1, 2]))
        torch.manual_seed(case)
        x, dy = torch.randn(shape), torch.randn(shape)
        if case % 5 == 0:
            x.view(-1)[0] = float("inf")
            x.view(-1)[-1] = float("nan")
        torch.manual_seed(seed)
        wanted = run_torch(name, p, x, dy, rng)
        spatial = int(np.prod(shape[2:])) if len(shape) > 2 else 1
        stream += f"seed {seed}\ndropout {name} {p.hex()} {shape[0]} {shape[1]} {spatial}\n".encode()
        stream += x.numpy().tobytes() + dy.numpy().tobytes()
        results.append((f"{name}({p}) of {shape}, seed {seed}", wanted))
    raw, offset = subprocess.run([sys.argv[1]], input=stream, capture_output=True, check=True).stdout, 0
    for what, wanted in results:
        (count,) = struct.unpack_from("<q", raw, offset)
        if not same_bits(raw[offset + 8:offset + 8 + count], wanted):
            sys.exit(f"differs: {what}")
        offset += 8 + count
    print(f"{len(results)} dropouts coincide forward and backward")


if __name__ == "__main__":
    main()
