"""A cell of a notebook that was half of a function."""
import torch

for epoch in range(3):
    pass
else:
    break
# expect: TN001 error 7:5


class Batches:
    yield torch.zeros(2)
    # expect: TN001 error 12:5

    def each(self):
        if self is None:
            continue
            # expect: TN001 error 17:13
        await self
        # expect: TN001 error 19:9


return torch.zeros(3)
# expect: TN001 error 23:1
