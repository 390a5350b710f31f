# The script's own object refuses: whether it is fitted is the program's business.
from torch import nn


class Weights:
    def __init__(self):
        self.weights = None

    def fit(self, rows):
        if isinstance(rows, list):
            self.weights = [1.0 for row in rows]

    def predict(self, rows):
        assert self.weights is not None, "fit first"
        return rows


found = Weights()
found.fit(open("rows").read())
found.predict([1])
