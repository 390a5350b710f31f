# A tuple to Python 3, which fails only where it runs.
import sys


def report(loss):
    print >>sys.stderr, "loss", loss
