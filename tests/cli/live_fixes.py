"""--fix on the fixtures of all rules, run in PyTorch: what it writes parses, runs in evaluation where a call is known, gives the same
output as before where there was one, and changes nothing but the places that the findings name. The same with --unsafe-fixes, whose
guesses are about training. Each rule that has a repair has to have been run so.

    live_fixes.py THINNET FOLDER

Skipped where PyTorch is missing.
"""
import ast
import difflib
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings

try:
    import torch
except ImportError:
    print("skipped: no PyTorch")
    sys.exit(77)

thinnet, folder = sys.argv[1:3]
sys.argv = ["model.py"]  # for fixtures that read their command line
warnings.simplefilter("ignore")
SHAPES = ([8], [16], [4, 16], [6, 8], [3, 8, 8], [3, 32, 32])


def run(*arguments):
    done = subprocess.run([thinnet, "check", "--config", "none", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), (arguments, done.stderr)
    return done.stdout


def evaluate(path, call, shape):
    """The model's output in evaluation with weights of one seed, and whether functional dropout made a difference to it."""
    space = {"__name__": "model"}
    with open(path, encoding="utf-8") as stream:
        exec(compile(stream.read(), path, "exec"), space)  # own fixtures only
    torch.manual_seed(1)
    model = eval(call, space).eval()
    x = torch.randn(4, *shape)
    with torch.no_grad():
        try:
            return model(x), model(x)
        except RuntimeError as error:
            if "Long, Int" not in str(error):
                raise
            x = torch.randint(0, 4, (4, *shape))  # words, for an embedding
            return model(x), model(x)


def without_functional_dropout(function, *arguments):
    functional = torch.nn.functional
    names = ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", "scaled_dot_product_attention")
    kept, of_torch = {name: getattr(functional, name) for name in names}, torch.dropout
    attention = kept["scaled_dot_product_attention"]
    for name in names:
        setattr(functional, name, lambda x, *_, **__: x)
    functional.scaled_dot_product_attention = lambda q, k, v, mask=None, dropout_p=0.0, *rest, **more: attention(q, k, v, mask, 0.0, *rest, **more)
    torch.dropout = functional.dropout
    try:
        return function(*arguments)
    finally:
        torch.dropout = of_torch
        for name, one in kept.items():
            setattr(functional, name, one)


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:  # whatever a faulty model raises
        return error


def first_features(path, call):
    """Numbers that the first layer takes, as the checker found them: its summary's input."""
    done = subprocess.run([thinnet, "summary", f"{path}:{call}", "--json"], capture_output=True, text=True, check=False)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    inputs = [event["input"] for event in events if event["event"] == "model"]
    return inputs[0][1:] if inputs and all(isinstance(size, int) for size in inputs[0][1:]) else None


def changed_lines(before, after):
    """Lines of `before` that are changed or gone, or before which something is new."""
    steps = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False).get_opcodes()
    return [line + 1 for kind, start, end, _, _ in steps if kind != "equal" for line in range(start, max(end, start + 1))]


def look_at(path, scratch, unsafe):
    """0: no repair; 1: repaired, and no call known; 2: ran; 3: with the output of before. And the codes of what was repaired."""
    with open(path, encoding="utf-8", newline="") as stream:
        text = stream.read()
    options = re.findall(r"^# input: (\S+)$", text, re.M)
    calls = re.findall(r"^# model: (.+)$", text, re.M)
    copy = os.path.join(scratch, os.path.basename(path))
    with open(copy, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
    model = copy + (":" + calls[0] if calls else "")
    arguments = ["--input", options[0]] if options else []
    findings = [json.loads(line) for line in run(model, "--json", *arguments).splitlines()]
    repairs = [one for one in findings if one["event"] == "finding" and one.get("fix", {}).get("safe") is not None]
    repairs = [one for one in repairs if unsafe or one["fix"]["safe"]]
    codes = {one["code"] for one in repairs}
    if not repairs or (unsafe and all(one["fix"]["safe"] for one in repairs)):
        return 0, codes
    run(model, "--fix", *(["--unsafe-fixes"] if unsafe else []), *arguments)
    with open(copy, encoding="utf-8", newline="") as stream:
        fixed = stream.read()
    ast.parse(fixed)
    lines = {line for one in repairs for edit in one["fix"]["edits"] for line in range(edit["line"], edit["end_line"] + 1)}
    assert set(changed_lines(text, fixed)) <= lines, (path, changed_lines(text, fixed), lines)
    classes = re.findall(r"^class (\w+)\((?:torch\.)?nn\.Module\)", text, re.M)
    call = calls[0] if calls else classes[0] + "()" if len(classes) == 1 else None
    shape = [int(size) for size in options[0].split("x")] if options else call and first_features(copy, call)
    if call and not shape:  # not followed from end to end: what does it take?
        shape = next((one for one in SHAPES if not isinstance(attempt(evaluate, copy, call, one), Exception)), None)
    if call and shape:
        before = attempt(without_functional_dropout, evaluate, path, call, shape)
        one, again = evaluate(copy, call, shape)
        assert torch.equal(one, again), f"{path}: evaluation is random after --fix"
        if not isinstance(before, Exception) and before[0].shape == one.shape:
            assert torch.equal(before[0], one), f"{path}: --fix has changed what evaluation gives"
            return 3, codes
        return 2, codes
    return 1, codes


counts, ran, repaired = [0, 0, 0, 0], set(), set()
with tempfile.TemporaryDirectory() as scratch:
    for path in sorted(glob.glob(os.path.join(folder, "*", "*.py"))):
        try:
            with open(path, encoding="utf-8") as stream:
                stream.read()
        except UnicodeDecodeError:
            continue
        for unsafe in (False, True):
            result, codes = look_at(path, scratch, unsafe)
            counts[result] += 1
            repaired |= codes
            ran |= codes if result >= 2 else set()
assert repaired == ran and len(ran) >= 15, f"never run after their repair: {sorted(repaired - ran)}"
assert counts[2] + counts[3] >= 100 and counts[3] >= 80, counts
print(f"{sum(counts[1:])} times repaired; {counts[2] + counts[3]} of them ran, {counts[3]} with the same output as before: "
      + " ".join(sorted(ran)))
