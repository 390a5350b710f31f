"""Columns of C and C++ libraries whose sources are on this machine; each environment variable names a folder of sources.

    THINNET_KANN, THINNET_DARKNET, THINNET_TINY_DNN
    THINNET_CBLAS    a prefix with include/cblas.h and lib/libopenblas.*: one more column, KANN over OpenBLAS

They are compiled into BUILD_FOLDER/bench for this CPU, never into their own folders. A net that a library cannot express has no figure.
"""
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# net: (sizes of the layers, rate of the input's dropout, rate of the others)
DENSE = {
    "SimpleFCN": ("64-50-10", 0.0, 0.5),
    "784-128-10": ("784-128-10", 0.0, 0.5),
    "784-3x1024-10": ("784-1024-1024-1024-10", 0.2, 0.5),
}
CNN = "examples CNN"
SIMPLE = "[convolutional]\nfilters={}\nsize=3\nstride=1\nactivation=relu\n"
CONNECTED = "[connected]\noutput={}\nactivation={}\n"
DROPOUT = "[dropout]\nprobability={}\n"


def folder_of(variable, file):
    """The folder that an environment variable names, or None; a folder without `file` ends the program."""
    folder = os.environ.get(variable)
    if folder and not os.path.exists(os.path.join(folder, file)):
        sys.exit(f"bench: {variable}={folder} has no {file}; it names a folder of sources (unset it to leave the column out)")
    return folder


def compiled(folder, name, command, sources):
    """The program, compiled unless it is newer than its sources and this file; None, with a word of why, if they do not compile."""
    program = os.path.join(folder, name)
    if not os.path.exists(program) or any(os.path.getmtime(s) > os.path.getmtime(program) for s in [*sources, __file__]):
        done = subprocess.run(command + ["-w", "-o", program, *[s for s in sources if not s.endswith(".h")], "-lm", "-pthread"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            print(f"bench: {name} does not compile here, so there is no column of it:\n" + done.stderr[-2000:], file=sys.stderr)
            return None
    return program


def dense_or_cnn(name):
    return ("examples-cnn", 0.0, 0.0) if name == CNN else DENSE.get(name)


def openmp(threads):
    return dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS="1")


def kann(folder, args, blas):
    root, prefix = folder_of("THINNET_KANN", "kann.c"), blas and folder_of("THINNET_CBLAS", "include/cblas.h")
    if not root or (blas and not prefix):
        return None
    more = ["-DHAVE_CBLAS", "-I" + prefix + "/include", "-L" + prefix + "/lib", "-Wl,-rpath," + prefix + "/lib", "-Wl,--no-as-needed",
            "-lopenblas"] if blas else []
    ours = [os.path.join(HERE, "peers", "kann_step.c"), os.path.join(HERE, "timing.h")]
    command = [os.environ.get("CC", "cc"), "-O3", "-march=native", "-DHAVE_PTHREAD", "-I" + root, *more]
    sources = ours + [os.path.join(root, "kann.c"), os.path.join(root, "kautodiff.c")]
    program = compiled(folder, "kann_openblas_step" if blas else "kann_step", command, sources)

    def column(name, model, sample, classes, batch, threads):
        net = dense_or_cnn(name)
        return ([program, *map(str, net), str(batch), str(threads), str(args.seconds)], openmp(1)) if net else None
    return column if program else None


def darknet_net(name, batch):
    """The net as darknet's configuration; None if it has none: dropout needs a layer before it, and drops units only."""
    if name in DENSE and DENSE[name][1] == 0:
        sizes = DENSE[name][0].split("-")
        size = f"inputs={sizes[0]}\n"
        layers = "".join(CONNECTED.format(n, "relu") + DROPOUT.format(DENSE[name][2]) for n in sizes[1:-1])
        layers += CONNECTED.format(sizes[-1], "linear")
    elif name == CNN:
        size = "height=28\nwidth=28\nchannels=1\n"
        layers = (SIMPLE.format(32) + SIMPLE.format(64) + "[maxpool]\nsize=2\nstride=2\n" + DROPOUT.format(0.25)
                  + CONNECTED.format(128, "relu") + DROPOUT.format(0.5) + CONNECTED.format(10, "linear"))
    else:
        return None
    return f"[net]\nbatch={batch}\nsubdivisions=1\nlearning_rate=0.01\nmomentum=0\ndecay=0\nmax_batches=1000000000\n" + size + layers + "[softmax]\n"


def darknet(folder, args):
    root = folder_of("THINNET_DARKNET", "include/darknet.h")
    if not root:
        return None
    command = [os.environ.get("CC", "cc"), "-Ofast", "-march=native", "-fopenmp", "-I" + root + "/include", "-I" + root + "/src"]
    sources = [os.path.join(HERE, "peers", "darknet_step.c"), os.path.join(HERE, "timing.h")]
    program = compiled(folder, "darknet_step", command, sources + sorted(
        source for source in glob.glob(os.path.join(root, "src", "*.c")) if not source.endswith("/compare.c")))  # of an older interface

    def column(name, model, sample, classes, batch, threads):
        text = darknet_net(name, batch)
        if not text:
            return None
        path = os.path.join(folder, f"darknet-{name.replace(' ', '-')}-{batch}.cfg")
        with open(path, "w") as f:
            f.write(text)
        return [program, path, str(args.seconds)], openmp(threads)
    return column if program else None


def tiny_dnn(folder, args):
    root = folder_of("THINNET_TINY_DNN", "tiny_dnn/tiny_dnn.h")
    if not root:
        return None
    command = [os.environ.get("CXX", "c++"), "-std=c++14", "-O3", "-march=native", "-DNDEBUG", "-DCNN_USE_AVX", "-DCNN_SINGLE_THREAD", "-I" + root]
    program = compiled(folder, "tiny_dnn_step", command,
                       [os.path.join(HERE, "peers", "tiny_dnn_step.cpp"), os.path.join(HERE, "timing.h")])

    def column(name, model, sample, classes, batch, threads):
        net = dense_or_cnn(name) if threads == 1 else None  # with threads of its own it is many times slower
        return ([program, *map(str, net), str(batch), str(args.seconds)], None) if net else None
    return column if program else None


def columns(folder, args):
    """name -> function as bench.py's columns_of has them, for each library that is here and compiles."""
    found = {"KANN": kann(folder, args, False), "KANN, OpenBLAS": kann(folder, args, True), "darknet": darknet(folder, args),
             "tiny-dnn": tiny_dnn(folder, args)}
    return {name: column for name, column in found.items() if column}
