# Which Encoder it is depends on what the program is called with.
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--data", default="wide")
options = parser.parse_args()

if options.data == "wide":
    from encoders.wide import *
else:
    from encoders.narrow import *

net = Encoder(4, 8, True)
