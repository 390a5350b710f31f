"""Initial weights of nets that draw them in __init__, beside live PyTorch, bit for bit.

    live_init.py LOGITS_PROGRAM

Exit 77: PyTorch or safetensors is not installed.
"""
import importlib.util
import os
import struct
import subprocess
import sys
import tempfile

try:
    import torch
    from safetensors.torch import load_file
except ImportError:
    print("skipped: this Python has no PyTorch or no safetensors")
    sys.exit(77)

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models", "initialised.py")
CASES = [("Calls", (8,)), ("Applied", (8,)), ("Looped", (8,)), ("Convolutions", (1, 8, 8))]


def main():
    spec = importlib.util.spec_from_file_location("initialised", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with tempfile.TemporaryDirectory() as folder:
        data, weights = os.path.join(folder, "input"), os.path.join(folder, "weights")
        for name, shape in CASES:
            with open(data, "wb") as f:
                f.write(struct.pack(f"<{2 + len(shape)}q", 1, len(shape), *shape) + torch.zeros(shape).numpy().tobytes())
            for seed in (0, 5, 2**32 + 1):
                subprocess.run([sys.argv[1], f"{FILE}:{name}()", data, "-", str(seed), weights, os.devnull], check=True)
                ours = load_file(weights)
                torch.manual_seed(seed)
                theirs = getattr(module, name)().state_dict()
                for key, value in theirs.items():
                    if not torch.equal(value, ours[key]):
                        sys.exit(f"{name}, seed {seed}: {key} differs")
            print(f"{name}: {len(theirs)} tensors coincide, three seeds")


if __name__ == "__main__":
    main()
