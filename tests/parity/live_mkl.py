"""The masks of older PyTorch on Intel CPUs (--rng torch-mkl) beside oneMKL's own viRngBernoulli.

    live_mkl.py DRAWS_PROGRAM

250 random cases: seed, skip-ahead, size, p. oneMKL comes from PyPI (package mkl); exit 77 where it is not installed.
"""
import ctypes
import glob
import os
import random
import struct
import subprocess
import sys

BRNG_MCG31 = 0x100000  # VSL_BRNG_MCG31, mkl_vsl_defines.h


def find_mkl():
    for pattern in ("lib/libmkl_rt.so*", "lib/python*/site-packages/../../libmkl_rt.so*"):
        for path in glob.glob(os.path.join(sys.prefix, pattern)):
            return ctypes.CDLL(path)
    try:
        return ctypes.CDLL("libmkl_rt.so.2")
    except OSError:
        print("skipped: oneMKL is not installed (pip install mkl)")
        sys.exit(77)


def bernoulli(mkl, seed, skip, n, p):
    stream, out = ctypes.c_void_p(), (ctypes.c_int * n)()
    assert mkl.vslNewStream(ctypes.byref(stream), BRNG_MCG31, ctypes.c_uint(seed)) == 0
    if skip:
        assert mkl.vslSkipAheadStream(stream, ctypes.c_longlong(skip)) == 0
    assert mkl.viRngBernoulli(0, stream, n, out, ctypes.c_double(p)) == 0
    mkl.vslDeleteStream(ctypes.byref(stream))
    return bytes(out)


def main():
    mkl, rng = find_mkl(), random.Random(31)
    lines, results = [], []
    for _ in range(250):
        seed = rng.choice([rng.randrange(2**32), 0, 1, 2**31 - 1, 2**31])
        skip, n = rng.choice([0, 0, rng.randrange(10**6)]), rng.choice([rng.randint(1, 40), rng.randint(1, 20000)])
        p = rng.choice([0.5, 0.1, 0.9, 0.25, rng.random()])
        lines.append(f"mkl {seed} {skip} {n} {p.hex()}")
        results.append(bernoulli(mkl, seed, skip, n, p))
    raw, offset = subprocess.run([sys.argv[1]], input=("\n".join(lines) + "\n").encode(), capture_output=True,
                                 check=True).stdout, 0
    for line, wanted in zip(lines, results):
        (count,) = struct.unpack_from("<q", raw, offset)
        got = raw[offset + 8:offset + 8 + count]
        if struct.pack(f"<{count}i", *got) != wanted:
            sys.exit(f"differs: {line}")
        offset += 8 + count
    print(f"{len(lines)} MCG31 masks coincide with oneMKL's")


if __name__ == "__main__":
    main()
