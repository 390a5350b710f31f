from torch import nn

net, sizes = nn.Linear(8, 4), [1, 2, 3]
del net(sizes)
# expect: TN001 error 4:5
*sizes = 1, 2
# expect: TN001 error 6:1
*first, *rest = sizes
# expect: TN001 error 8:1
with open("a") as net.rates(), open("b") as sizes[0]:
    # expect: TN001 error 10:19
    pass
sizes, net += 1, 2
# expect: TN001 error 13:1
