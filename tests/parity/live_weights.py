"""Weights between thinnet and live PyTorch: each side loads what the other wrote, and both give the same logits.

    live_weights.py LOGITS_PROGRAM

PyTorch loads with load_state_dict(strict=True). Exit 77: PyTorch or safetensors is not installed.
"""
import importlib.util
import os
import struct
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import torch
    from safetensors.torch import load_file, save_file
except ImportError:
    print("skipped: this Python has no PyTorch or no safetensors")
    sys.exit(77)

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, "..", "..", "examples", "models")
CASES = [
    ("simple_fcn", "SimpleFCN", (10, 50, 2), (10,)),
    ("simple_cnn", "SimpleCNN", (), (3, 32, 32)),
    ("mnist_mlp", "MnistMLP", (64,), (1, 28, 28)),
    ("residual_mlp", "ResidualMLP", (64, 10), (64,)),
    ("../../tests/parity/models/gated", "Gated", (), (3, 32, 32)),
]


def load_class(file, name):
    spec = importlib.util.spec_from_file_location(file, os.path.join(MODELS, file + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def run(program, model, x, weights_in, seed, weights_out, folder):
    data, out = os.path.join(folder, "input"), os.path.join(folder, "logits")
    with open(data, "wb") as f:
        f.write(struct.pack(f"<{1 + x.dim()}q", len(x), x.dim() - 1, *x.shape[1:]))
        f.write(x.numpy().tobytes())
    subprocess.run([program, model, data, weights_in, str(seed), weights_out, out], check=True)
    return np.fromfile(out, np.float32).reshape(len(x), -1)


def check(program, file, name, args, shape, folder):
    model = os.path.join(MODELS, f"{file}.py:{name}({', '.join(map(repr, args))})")
    net = load_class(file, name)(*args).eval()
    x = torch.randn(7, *shape, generator=torch.Generator().manual_seed(3))
    ours, theirs = os.path.join(folder, "ours.safetensors"), os.path.join(folder, "theirs.safetensors")

    logits = run(program, model, x, "-", 5, ours, folder)
    net.load_state_dict(load_file(ours), strict=True)
    with torch.no_grad():
        worst = np.abs(net(x).numpy() - logits).max()

    torch.manual_seed(11)
    net = load_class(file, name)(*args).eval()
    save_file(net.state_dict(), theirs)
    logits = run(program, model, x, theirs, 0, "-", folder)
    with torch.no_grad():
        worst = max(worst, np.abs(net(x).numpy() - logits).max())
    if worst > 2e-6:
        sys.exit(f"{name}: logits differ by {worst:.3g}")
    print(f"{name}: loads both ways, logits differ by at most {worst:.2g}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        for file, name, args, shape in CASES:
            check(sys.argv[1], file, name, args, shape, folder)


if __name__ == "__main__":
    main()
