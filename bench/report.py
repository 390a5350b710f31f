"""What a run of bench.py found, as files: bench.json, bench.svg (light and dark) and performance.md.

    report.py FOLDER    writes the other two again from FOLDER/bench.json
"""
import datetime
import html
import json
import os
import statistics
import subprocess
import sys


def machine():
    name, flags = "unknown CPU", []
    try:
        with open("/proc/cpuinfo") as f:
            for line in f:
                key, _, value = line.partition(":")
                if key.strip() == "model name":
                    name = value.strip()
                elif key.strip() == "flags":
                    flags = [flag for flag in value.split() if flag.startswith(("avx", "fma"))]
    except OSError:
        pass
    compiler = subprocess.run([os.environ.get("CC", "cc"), "--version"], capture_output=True, text=True).stdout
    return {"cpu": name, "flags": flags, "cpus": os.cpu_count(), "compiler": compiler.split("\n")[0],
            "date": datetime.date.today().isoformat(), "load": os.getloadavg()[0]}


def label(row):
    return f"{row['net']}, batch {row['batch']}, threads {row['threads']}"


def first_of(rows):
    """In how many rows nobody is quicker than thinnet, and who is in the others."""
    behind = {label(row): [peer for peer, ratio in row["ratios"].items() if ratio < 1] for row in rows}
    behind = {name: peers for name, peers in behind.items() if peers}
    lines = [f"thinnet is first in {len(rows) - len(behind)} of {len(rows)} rows."]
    lines += [f"- {name}: behind {', '.join(peers)}." for name, peers in behind.items()]
    return lines + [""]


def markdown(found):
    m = found["machine"]
    peers = [c for c in found["rows"][0]["us"] if c != "thinnet"] if found["rows"] else []
    lines = ["# Performance", "",
             "Made by `make bench`; do not edit. Timings differ between machines, so read the ratios: columns of a row ran in turn.", "",
             f"{m['cpu']}, {m['cpus']} CPUs, {m['compiler']}, {m['date']}; load average after the run {m['load']:.1f}"
             + (" (a quick run)" if found["quick"] else "")
             + (f"; the run took {found['minutes']:.0f} minutes." if "minutes" in found else "."), "",
             "CPU flags: " + " ".join(m["flags"]) + ".", "",
             "A column has the same shapes, batch, loss (mean cross entropy), plain SGD with lr .01 and dropout rates as thinnet's.",
             "*tuned* is PyTorch whose malloc keeps pages and whose MKL may use AVX-512 on any CPU; KANN, darknet and tiny-dnn are compiled",
             "for this CPU. An empty cell: the peer cannot express the net, or is slower with threads (tiny-dnn).", "",
             "## Training steps, microseconds (times thinnet's)", "",
             "| net | thinnet | " + " | ".join(peers) + " |", "|---|--:|" + "--:|" * len(peers)]
    lines[-2:-2] = first_of(found["rows"])
    for row in found["rows"]:
        cells = [f"{statistics.median(row['us']['thinnet']):,.1f}"]
        for peer in peers:
            times = row["us"][peer]
            cells.append(f"{statistics.median(times):,.1f} ({row['ratios'][peer]:.1f}x)" if times else "")
        lines.append(f"| {label(row)} | " + " | ".join(cells) + " |")
    lines += ["", "## Dropout on 262,144 floats through the C API, one thread, ns a float", "", "| p | thinnet | F.dropout |", "|---|--:|--:|"]
    for row in found["masks"]:
        theirs = f"{row['torch_dropout_ns']:.2f} ({row['torch_dropout_ns'] / row['dropout_ns']:.0f}x)" if "torch_dropout_ns" in row else ""
        lines.append(f"| {row['p']} | {row['dropout_ns']:.3f} | {theirs} |")
    lines += ["", "## Limits, prediction, start-up", "", "*Copies*: times memcpy of the same array, measured in turns.", "",
              "| what | thinnet | PyTorch |", "|---|--:|--:|"]
    for what, ours, theirs, unit, ratio in found.get("further", []):
        peer = f"{theirs:,.4g} {unit} ({ratio:.1f}x)" if theirs and unit in ("ms", "MB") else ""
        lines.append(f"| {what} | {ours:.3g} {unit} | {peer} |")
    return "\n".join(lines) + "\n"


def svg(found):
    """Bars: how many times thinnet's time each peer takes, on a logarithmic scale; left of the line thinnet is slower."""
    bars = [(label(row), peer, ratio) for row in found["rows"] for peer, ratio in row["ratios"].items()]
    height = 40 + 18 * len(bars)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 {height}" font-family="sans-serif" font-size="12">',
           "<style>text{fill:#222}rect{fill:#2a78d6}.slower{fill:#c4382f}line{stroke:#888}"
           "@media(prefers-color-scheme:dark){text{fill:#ddd}rect{fill:#6aa9f4}.slower{fill:#f0796f}}</style>",
           '<text x="10" y="18">time of a training step as a multiple of thinnet\'s (logarithmic)</text>']
    import math
    for i, (name, peer, ratio) in enumerate(bars):
        y, width = 32 + 18 * i, 75 * math.log2(ratio) / 2
        x, kind = (440, "faster") if width >= 0 else (440 + width, "slower")
        out.append(f'<text x="10" y="{y + 11}">{html.escape(name)}: {html.escape(peer)}</text>'
                   f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{abs(width):.1f}" height="13"/>'
                   f'<text x="{440 + max(width, 0) + 5:.1f}" y="{y + 11}">{ratio:.1f}</text>')
    out.append(f'<line x1="440" y1="28" x2="440" y2="{height - 6}"/></svg>')
    return "\n".join(out) + "\n"


def write(folder, found):
    for name, text in (("bench.json", json.dumps(found, indent=1)), ("performance.md", markdown(found)), ("bench.svg", svg(found))):
        with open(os.path.join(folder, name), "w") as f:
            f.write(text)


if __name__ == "__main__":
    with open(os.path.join(sys.argv[1], "bench.json")) as f:
        write(sys.argv[1], json.load(f))
