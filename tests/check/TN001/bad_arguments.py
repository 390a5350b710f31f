from layers import build
from torch import nn
first = nn.Dropout(p=0.5, True)
# expect: TN001 error 3:31
second = nn.Conv2d(3, 8, kernel_size=3,
                   padding=1,
                   8,
                   bias=False
                   )
# expect: TN001 error 9:20
third = build(8, bias=False, 4, kernel=3, 2)
# expect: TN001 error 11:44
fourth = build(8, features=4, bias=True,
               bias=False)
# expect: TN001 error 14:16
fifth = nn.Linear(**{"bias": False}, 8)
# expect: TN001 error 16:39
