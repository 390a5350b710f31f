# The decorator hands the old name's value on under the new one.
import functools

from torch import nn


def renamed(name, new_name):
    def wrap(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            if name in kwargs:
                kwargs[new_name] = kwargs.pop(name)
            return function(*args, **kwargs)

        return call

    return wrap


class Net(nn.Module):
    @renamed(name="dropout", new_name="dropout_rate")
    def __init__(self, dropout=0.5, dropout_rate=0.5):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.drop = nn.Dropout(dropout_rate)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.drop(self.fc(x)))
