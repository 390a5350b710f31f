#include "cli/watch.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/fault.h"
#include "cli/python_files.h"
#include "cli/term.h"

#define DEEPEST 64
#define QUIET_MS 60 /* editors write a file in several steps */
#define EVENTS (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR)

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && strcmp(name + n - m, end) == 0;
}

static bool is_folder(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool watch_folder(int watch, const char *folder, int depth)
{
    bool good = inotify_add_watch(watch, folder, EVENTS) >= 0 || errno == ENOENT || errno == EACCES || errno == ENOTDIR;
    DIR *entries = good && depth < DEEPEST ? opendir(folder) : NULL;
    for (struct dirent *entry = entries ? readdir(entries) : NULL; entry && good; entry = readdir(entries)) {
        char path[4096];
        bool fits = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path;
        if (fits && is_folder(path) && !cli_is_passed_over(path, entry->d_name)) {
            good = watch_folder(watch, path, depth + 1);
        }
    }
    if (entries) {
        closedir(entries);
    }
    return good;
}

/* A file's folder, since editors replace files rather than write into them. "net.py:Net(3)" is the file before its call. */
static bool watch_argument(int watch, const char *argument)
{
    struct stat about;
    if (stat(argument, &about) == 0 && S_ISDIR(about.st_mode)) {
        return watch_folder(watch, argument, 0);
    }
    const char *call = strstr(argument, ".py:");
    size_t length = call ? (size_t)(call - argument) : strlen(argument);
    while (length > 0 && argument[length - 1] != '/') {
        length--;
    }
    char *folder = length > 0 ? strndup(argument, length) : strdup(".");
    bool good = folder && inotify_add_watch(watch, folder, EVENTS) >= 0;
    free(folder);
    return good;
}

int cli_watch_open(const cli_values *values)
{
    int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    for (int i = 0; i < values->n_arguments && watch >= 0; i++) {
        if (!watch_argument(watch, values->arguments[i])) {
            int number = errno;
            close(watch);
            cli_bad_input(number == ENOSPC ? "fs.inotify.max_user_watches is the limit; watch fewer folders" : NULL,
                          "cannot watch %s: %s", values->arguments[i], strerror(number));
            return -1;
        }
    }
    if (watch < 0) {
        cli_bad_input(NULL, "cannot watch files: %s", strerror(errno));
    }
    return watch;
}

/* Reads what has happened: whether some of it is about files that are checked. */
static bool read_events(int watch)
{
    _Alignas(struct inotify_event) char bytes[8192];
    bool wanted = false;
    for (ssize_t n; (n = read(watch, bytes, sizeof bytes)) > 0;) {
        for (ssize_t i = 0; i < n;) {
            const struct inotify_event *event = (const struct inotify_event *)(bytes + i);
            wanted = wanted || event->mask & (IN_ISDIR | IN_Q_OVERFLOW) ||
                     (event->len > 0 && !(event->mask & IN_CREATE) &&
                      (ends_with(event->name, ".py") || strcmp(event->name, "pyproject.toml") == 0));
            i += (ssize_t)(sizeof *event + event->len);
        }
    }
    return wanted;
}

bool cli_watch_wait(int watch)
{
    bool changed = false;
    while (!cli_stopped()) {
        struct pollfd one = {.fd = watch, .events = POLLIN};
        int n = poll(&one, 1, changed ? QUIET_MS : -1);
        if (n == 0) {
            return true;
        }
        changed = (n > 0 && read_events(watch)) || changed;
    }
    return false;
}

void cli_watch_close(int watch)
{
    close(watch);
}
