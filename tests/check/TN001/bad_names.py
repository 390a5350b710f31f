best = 0.0
nonlocal best
# expect: TN001 error 2:1


def train(rate):
    global rate
    # expect: TN001 error 7:5
    best = 1.0
    global best
    # expect: TN001 error 10:5

    def step():
        nonlocal count
        # expect: TN001 error 14:9
        count = 1
    return step, best


def score():
    print(best)
    global best
    # expect: TN001 error 22:5
