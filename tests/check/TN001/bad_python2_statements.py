def check(hidden, cell):
    assert hidden, cell, "both are needed"
    # expect: TN001 error 2:24
    raise ValueError, "no state"
    # expect: TN001 error 4:21


mode = 0755
# expect: TN001 error 8:8
from os import path, sep,
# expect: TN001 error 10:26
