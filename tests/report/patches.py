"""patches.py PATCH_MODEL THINNET [show]: each change of each model in models/, as git, Python and PyTorch see it.

Every dropout that can be added, on a value or on one way to a user, every dropout removed, re-rated, changed in kind (also to those that come with a class of their own) and moved:
the diff must apply with `git apply`, the file import, its eval-mode output for the same weights stay the same to the bit, its
train-mode output differ where dropout stands, its dropouts and their rates be the asked ones, and `thinnet check` find no
error. Where PyTorch is missing (exit 77) nothing is tested. REFUSED says how many of a model's changes have no place.
"""
import collections
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    print("PyTorch is missing")
    sys.exit(77)

MODELS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models")
INPUTS = {"tabs_cnn.py": "3x8x8", "methods.py": "3x8x8", "gates_and_parts.py": "3x8x8"}
# What cannot be written: a dropout inside a block that runs twice, for one of its runs, and on the way to one of the parts that a line takes apart.
REFUSED = collections.defaultdict(int, {"blocks.py": 35, "gates_and_parts.py": 6, "loop_list.py": 2, "ordered.py": 2, "sequential.py": 4, "subclass.py": 2})


def run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def load(path):
    spec = importlib.util.spec_from_file_location("model_under_test", path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    torch.manual_seed(0)
    return module.Net()


def give_weights(net, states):
    """By order: members of a Sequential behind a new one have new numbers."""
    own = net.state_dict()
    assert len(own) == len(states) and all(a.shape == b.shape for a, b in zip(own.values(), states))
    net.load_state_dict(dict(zip(own, states)))


def dropouts(net, x):
    """(kind, p) of each dropout that a training pass meets, in order."""
    met = []
    names = ["dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout"]
    kept = {name: getattr(F, name) for name in names}

    def watched(name):
        def call(input, p=0.5, *args, **kwargs):
            met.append((name, round(float(p), 6)))
            return kept[name](input, p, *args, **kwargs)
        return call

    def own(module, inputs, output):
        if met and isinstance(module, torch.nn.Dropout) and type(module).__name__ == "BatchwiseDropout":
            met.pop()  # torch's own, of the mask
        met.append((type(module).__name__, round(float(module.p), 6)))

    for name in names:
        setattr(F, name, watched(name))
    for module in net.modules():
        if type(module).__name__ in OWN:
            module.register_forward_hook(own)
    try:
        net.train()
        net(x)
    finally:
        for name in names:
            setattr(F, name, kept[name])
    return met


OWN = ["BatchwiseDropout", "GaussianDropout"]  # with a class of the file's own


class Model:
    def __init__(self, name):
        self.name, self.path = name, os.path.join(MODELS, name)
        self.input = INPUTS.get(name, "8")
        rows = run(TOOL, f"{self.path}:Net", self.input)
        assert rows.returncode == 0, rows.stderr
        self.nodes = [line.split() for line in rows.stdout.splitlines()]
        self.x = torch.randn(5, *map(int, self.input.split("x")), generator=torch.Generator().manual_seed(1))
        net = load(self.path)
        self.dropouts = dropouts(net, self.x.clone())
        net = load(self.path)
        self.states = list(net.state_dict().values())
        net.eval()
        self.expected = net(self.x.clone())

    def users(self, value):
        return [(int(n[0]), k) for n in self.nodes for k in n[3:] if int(k) == value]

    def changes(self):
        """Each a list of CHANGE arguments, and what dropouts come and go."""
        values = [0] + [int(n[0]) for n in self.nodes[:-1]]
        drops = [int(n[0]) for n in self.nodes if n[2] == "1"]
        for value in values:
            if value in drops or any(user in drops for user, _ in self.users(value)):
                continue
            yield [f"add:{value}:0:Dropout:0.125"], [("dropout", 0.125)], []
            if len(self.users(value)) > 1:
                for user, _ in self.users(value):
                    yield [f"add:{value}:{user}:Dropout:0.125"], [("dropout", 0.125)], []
            yield [f"add:{value}:0:AlphaDropout:0.35"], [("alpha_dropout", 0.35)], []
            yield [f"add:{value}:0:{OWN[value % 2]}:0.35"], [(OWN[value % 2], 0.35)], []
        two = [v for v in values if v not in drops and not any(u in drops for u, _ in self.users(v))]
        for a, b in zip(two, two[1:]):
            yield [f"add:{a}:0:Dropout:0.1", f"add:{b}:0:Dropout:0.2"], [("dropout", 0.1), ("dropout", 0.2)], []
        for drop in drops:
            yield [f"remove:{drop}"], [], [drop]
            yield [f"set:{drop}:{'Dropout2d' if self.nodes[drop - 1][1] == 'dropout2d' else 'Dropout'}:0.15"], \
                [("dropout2d" if self.nodes[drop - 1][1] == "dropout2d" else "dropout", 0.15)], [drop]
            yield [f"set:{drop}:AlphaDropout:0.15"], [("alpha_dropout", 0.15)], [drop]
            yield [f"set:{drop}:{OWN[drop % 2]}:0.15"], [(OWN[drop % 2], 0.15)], [drop]
            for value in two:
                yield [f"remove:{drop}", f"add:{value}:0:Dropout:0.45"], [("dropout", 0.45)], [drop]
        for drop in drops:  # as good as a new rate
            yield [f"remove:{drop}", f"add:{self.nodes[drop - 1][3]}:0:Dropout:0.45"], [("dropout", 0.45)], [drop]
        for node in self.nodes:
            if node[1] == "linear":
                yield [f"set:{node[0]}:DropConnect:0.25"], [("dropout", 0.25)], []
        if len(drops) > 1:
            yield [f"remove:{drop}" for drop in drops], [], drops
            if len(two) > 1:  # two that move
                yield [f"remove:{drops[0]}", f"remove:{drops[1]}", f"add:{two[0]}:0:Dropout:0.45", f"add:{two[1]}:0:Dropout:0.35"], \
                    [("dropout", 0.45), ("dropout", 0.35)], drops[:2]
        if self.name == "blocks.py":  # both runs of the block's lines
            yield ["add:3:0:Dropout:0.2", "add:7:0:Dropout:0.2"], [("dropout", 0.2)] * 2, []
            yield ["add:4:0:Dropout:0.2", "add:8:0:Dropout:0.2"], [("dropout", 0.2)] * 2, []
        for a, b in zip(drops, drops[1:]):
            if self.nodes[a - 1][1] == self.nodes[b - 1][1] == "dropout":
                yield [f"set:{a}:Dropout:0.15", f"set:{b}:Dropout:0.15"], [("dropout", 0.15)] * 2, [a, b]

    def check(self, change, come, go, folder):
        diff = os.path.join(folder, "diff")
        result = run(TOOL, f"{self.path}:Net", self.input, *change, diff)
        if result.returncode == 3:
            return "refused: " + result.stderr.strip()
        if result.returncode:
            return "failed: " + result.stderr.strip()
        target = os.path.join(folder, self.name)
        shutil.copy(self.path, target)
        text = open(diff, newline="", encoding="latin-1").read()
        applied = run("git", "apply", "--whitespace=nowarn", diff, cwd=folder)
        if applied.returncode:
            return f"does not apply: {applied.stderr}\n{text}"
        if SHOW:
            print(f"--- {self.name} {' '.join(change)}\n{text}")
        try:
            net = load(target)
            give_weights(net, self.states)
            net.eval()
            same = torch.equal(net(self.x.clone()), self.expected)
            met = dropouts(load(target), self.x.clone())
        except Exception as error:
            return f"{type(error).__name__}: {error}\n{text}"
        if not same:
            return f"eval-mode output differs\n{text}"
        if "LF" == line_ends(self.path) != line_ends(target):
            return "line ends changed"
        order = [int(n[0]) for n in self.nodes if n[2] == "1"]
        wanted = collections.Counter(self.dropouts) + collections.Counter(come)
        wanted.subtract(self.dropouts[order.index(node)] for node in go)
        if +wanted != collections.Counter(met):
            return f"dropouts are {met}, not {dict(+wanted)}\n{text}"
        found = run(THINNET, "check", f"{target}:Net", "--input", self.input, "--format", "concise")
        if found.returncode not in (0, 1) or re.search(r"\berror\b", found.stdout):
            return f"thinnet check: {found.stdout}{found.stderr}"
        return None


def line_ends(path):
    data = open(path, "rb").read()
    return "CRLF" if data.count(b"\r\n") == data.count(b"\n") else "LF"


def own_classes_are_right(folder):
    """The written classes: noise of the stated mean and deviation, one mask a batch, nothing in evaluation, gradients as outputs."""
    path = os.path.join(folder, "own.py")
    shutil.copy(os.path.join(MODELS, "statements.py"), path)
    for kind in OWN:
        diff = os.path.join(folder, "diff")
        made = run(TOOL, f"{path}:Net", "8", f"add:0:0:{kind}:0.2", diff)
        assert made.returncode == 0, made.stderr
        assert run("git", "apply", diff, cwd=folder).returncode == 0
    spec = importlib.util.spec_from_file_location("own", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    torch.manual_seed(3)
    for kind in OWN:
        layer = getattr(module, kind)(0.2)
        x = torch.full((400, 500), 2.0, requires_grad=True)
        y = layer(x)
        y.sum().backward()
        assert torch.equal(x.grad * 2, y.detach()), kind
        noise = y.detach() / 2
        # Of 500 numbers at least: means within 5 standard errors, deviations likewise.
        assert abs(noise.mean() - 1) < 5 * 0.5 / (500 if kind == "BatchwiseDropout" else 200000) ** 0.5, kind
        if kind == "BatchwiseDropout":
            assert torch.equal(noise, noise[:1].expand_as(noise)) and set(noise.unique().tolist()) == {0.0, 1.25}
        else:
            assert abs(noise.std() - 0.5) < 5 * 0.5 / 400000 ** 0.5
        layer.eval()
        assert layer(x) is x or torch.equal(layer(x), x), kind
        assert getattr(module, kind)(0.0)(x).equal(x), kind


def main():
    with tempfile.TemporaryDirectory() as folder:
        own_classes_are_right(folder)
    faults, n, refusals = [], 0, collections.Counter()
    for name in sorted(os.listdir(MODELS)):
        if not name.endswith(".py") or (ONLY and ONLY not in name):
            continue
        model = Model(name)
        for change, come, go in model.changes():
            with tempfile.TemporaryDirectory() as folder:
                fault = model.check(change, come, go, folder)
            n += 1
            if fault and fault.startswith("refused"):
                refusals[name] += 1
                if SHOW:
                    print(name, " ".join(change), fault)
            elif fault:
                faults.append(f"{name} {' '.join(change)}: {fault}")
        if refusals[name] != REFUSED[name]:
            faults.append(f"{name}: {refusals[name]} changes are refused, not {REFUSED[name]}")
    print(f"{n} changes, {sum(refusals.values())} refused, {len(faults)} faults")
    print(*faults[:12], sep="\n")
    sys.exit(bool(faults))


TOOL, THINNET = map(os.path.abspath, sys.argv[1:3])
SHOW = "show" in sys.argv[3:]
ONLY = next((a for a in sys.argv[3:] if a != "show"), None)
main()
