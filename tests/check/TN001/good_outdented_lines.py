# Inside brackets a line may be indented less than its block.
def wide(first, second, third):
    global best
    best = (first if second else
  third)
    for (first,
 second) in third:
        pass
    try:
        del first, (second, [third]), best
    except ValueError as error:
        raise RuntimeError("") from error
    return f"""{first if second else
 f'{third}'} {(lambda a,
 b: a)}"""
