import functools


def alias(name):
    def wrap(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):
            return f(*args, **kwargs)

        return inner

    return wrap


class Preprocessor:
    @alias("columns")
    def __init__(self, columns=None):
        self.columns = columns


made = Preprocessor(columns=["a"])
n = len(made.columns)
