def settings(width=64, depth, rate=0.5):
    return width, depth, rate


# expect: TN001 error 1:24
def build(*, **options):
    return options


# expect: TN001 error 6:11
def layer(width, rate, *rest, width):
    return width, rate, rest


# expect: TN001 error 11:31
order = lambda a=1, b: (a, b)
# expect: TN001 error 16:21


def tail(**options, rate):
    return options, rate


# expect: TN001 error 20:21
