"""What was moved below the first import."""
import os
from __future__ import print_function
# expect: TN001 error 3:1

weights = os.path.join("C:\Users\me", "net.pt")
# expect: TN001 error 6:24
name = b"n" "et"
# expect: TN001 error 8:8


def load():
    from torch.nn import *
    # expect: TN001 error 13:26
    try:
        return Linear(8, 4)
    except:
        # expect: TN001 error 17:5
        return None
    except NameError:
        raise
