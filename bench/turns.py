"""Several programs timed in turns: each starts once, gets ready, and then times one block whenever it is asked.

    parent   starts a program with THINNET_BENCH_TURNS set    ->  the program answers "ready"
             an empty line                                    ->  a line of figures, as often as wanted
             the end of its input                             ->  it ends

So every column of a row gets its block in each turn, a slow minute of the machine falls on all of them, and nobody imports a framework
twice. timing.h has the same for programs in C. Without the variable a program times one block and ends.
"""
import os
import subprocess
import sys
import tempfile


def serve(block):
    """For a program in Python: prints block(), a line of figures, once or as often as asked."""
    if "THINNET_BENCH_TURNS" not in os.environ:
        print(block())
        return
    print("ready", flush=True)
    for _ in sys.stdin:
        print(block(), flush=True)


def percentiles(times):
    """A line of the median, the 10th and the 90th percentile, as the programs in C print."""
    times.sort()
    n = len(times)
    return f"{times[n // 2]:.3f} {times[n // 10]:.3f} {times[n - 1 - n // 10]:.3f}"


class Program:
    """One program that waits for its turns."""

    def __init__(self, command, env=None):
        self.command, self.errors = command, tempfile.TemporaryFile("w+")
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                      env=dict(env or os.environ, THINNET_BENCH_TURNS="1"))
        if self.answer() != "ready":
            self.give_up()

    def answer(self):
        return self.child.stdout.readline().strip()

    def turn(self):
        self.child.stdin.write("\n")
        self.child.stdin.flush()
        line = self.answer()
        if not line:
            self.give_up()
        return [float(value) for value in line.split()]

    def give_up(self):
        self.child.kill()
        self.errors.seek(0)
        sys.exit(f"bench: {' '.join(self.command)} failed:\n{self.errors.read()[-4000:]}")

    def end(self):
        self.child.stdin.close()
        self.child.wait()
        self.child.stdout.close()
        self.errors.close()


def in_turns(commands, repeats):
    """commands: name -> (command, environment or None). Returns name -> figures of each turn."""
    programs = {name: Program(*command) for name, command in commands.items()}
    figures = {name: [] for name in commands}
    for _ in range(repeats):
        for name, program in programs.items():
            figures[name].append(program.turn())
    for program in programs.values():
        program.end()
    return figures
