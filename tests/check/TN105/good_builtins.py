from torch import nn

here = __package__ or __spec__ or __loader__ or __file__ or __doc__
anything = [TimeoutError, LookupError, MemoryError, EOFError, BrokenPipeError, PermissionError, RecursionError]
decoding = (UnicodeError, UnicodeDecodeError, UnicodeWarning, SystemExit, GeneratorExit, StopAsyncIteration, oct)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.where = __package__
        self.some = Ellipsis
        self.why = (TimeoutError, ImportWarning, ResourceWarning)

    def forward(self, x):
        return self.fc(x)
