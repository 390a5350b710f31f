def run(tasks):
    try:
        for task in tasks:
            task()
    except* ValueError as group:
        raise RuntimeError("") from group
    except* (TypeError, OSError):
        pass
    return tasks
