"""live_events.py THINNET: TensorBoard's own reader on the event files of a study; 77 where there is no TensorBoard."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
except ImportError as why:
    print(f"skipped: TensorBoard's reader is not there ({why}); pip install tensorboard")
    sys.exit(77)


def thinnet(*arguments, **options):
    return subprocess.run([sys.argv[1], *arguments], check=True, capture_output=True, text=True, **options).stdout


def same(read, wanted):
    """Event files hold floats of 32 bits."""
    return abs(read - wanted) <= 1e-6 * max(1, abs(wanted))


def check_run(folder, trial):
    reader = EventAccumulator(str(folder))
    reader.Reload()
    curves = {tag: [(e.step, e.value) for e in reader.Scalars(tag)] for tag in reader.Tags()["scalars"]}
    for tag, key in (("loss/train", "train_loss"), ("loss/validation", "validation_loss"), ("accuracy/validation", "validation_accuracy")):
        points = [(point["epoch"], point[key]) for point in trial["curve"]]
        assert len(points) == len(curves[tag]), (folder, tag)
        for (step, value), (epoch, wanted) in zip(curves[tag], points):
            assert step == epoch and same(value, wanted), (folder, tag, step, value, wanted)
    for part in ("train", "validation"):
        [(step, value)] = curves[f"final_accuracy/{part}"]
        assert step == trial["epochs"] and same(value, trial[part]["accuracy"]), (folder, part)


def main():
    model = f"{Path(__file__).resolve().parents[2]}/examples/models/simple_fcn.py:SimpleFCN(64, 50, 10)"
    with tempfile.TemporaryDirectory() as scratch:
        settings = "--epochs 3 --seeds 2 --more-seeds 2 --rates 0.3".split()
        thinnet("study", model, "--out", f"{scratch}/study", "--log-dir", f"{scratch}/runs", *settings)
        trials = [json.loads(line) for line in thinnet("study", "export", "jsonl", f"{scratch}/study").splitlines()]
        thinnet("study", "export", "tensorboard", f"{scratch}/study", "--out", f"{scratch}/again")
        for place in ("runs", "again"):
            runs = {file.name.rsplit(".", 1)[1]: file.parent for file in Path(scratch, place).glob("*/*/events.out.tfevents.*")}
            assert sorted(runs) == sorted(trial["id"] for trial in trials), "not one run a trial"
            for trial in trials:
                check_run(runs[trial["id"]], trial)
        multiplexer = EventMultiplexer().AddRunsFromDirectory(f"{scratch}/runs")
        assert len(multiplexer.Runs()) == len(trials)
        print(f"{len(trials)} runs read by TensorBoard as they were stored")


main()
