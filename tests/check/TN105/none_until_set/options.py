options = None


def choose(given):
    global options
    options = given
