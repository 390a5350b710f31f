from bad_child_sets_another import LonelyBase


class Loud(LonelyBase):
    def __init__(self):
        super().__init__()
        self.loudness = 2

    def forward(self, x):
        return self.fc(x) * self.loudness
