```python
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x)


'''
Output: [N, 4]
'''
```

# expect: TN001 error 1:1
# expect: TN001 error 17:1
