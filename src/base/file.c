#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define MAX_ATTEMPTS 10000
#define SUFFIX 40 /* bytes of ".PROCESS.ATTEMPT" */

/* --- reading --- */

static tn_status map_regular(tn__file_view *out, int fd, size_t size, const char *path, tn_error *err)
{
    *out = (tn__file_view){0};
    if (size == 0) return TN_OK;
    void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) return tn__io_error(err, "map", path, errno);
    *out = (tn__file_view){.data = data, .size = size, .mapped = true};
    return TN_OK;
}

static tn_status too_large(const char *path, uint64_t max_bytes, tn_error *err)
{
    tn_status status = tn__fail(err, TN_BAD_FORMAT, "%s holds more than the %llu bytes that it may", path,
                                (unsigned long long)max_bytes);
    tn__at_file(err, path);
    return status;
}

/* A pipe or special file has no size to ask for. */
static tn_status read_stream(tn__file_view *out, int fd, uint64_t max_bytes, const char *path, tn_error *err)
{
    char *data = NULL;
    size_t size = 0, capacity = 0;
    tn_status status = TN_OK;
    for (;;) {
        if (size == capacity) {
            size_t wanted = capacity ? capacity * 2 : 65536;
            char *larger = tn__resize(data, wanted, 1);
            if (!larger) {
                status = tn__no_memory(err, wanted);
                break;
            }
            data = larger;
            capacity = wanted;
        }
        ssize_t got = read(fd, data + size, capacity - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) status = tn__io_error(err, "read", path, errno);
        if (got <= 0) break;
        size += (size_t)got;
        if (size > max_bytes) {
            status = too_large(path, max_bytes, err);
            break;
        }
    }
    if (status != TN_OK || size == 0) {
        tn__free(data);
        *out = (tn__file_view){0};
        return status;
    }
    *out = (tn__file_view){.data = (uint8_t *)data, .size = size};
    return TN_OK;
}

tn_status tn__file_open(tn__file_view *out, const char *path, uint64_t max_bytes, tn_error *err)
{
    struct stat info;
    tn_status status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return tn__io_error(err, "open", path, errno);
    if (fstat(fd, &info) != 0)
        status = tn__io_error(err, "examine", path, errno);
    else if (S_ISDIR(info.st_mode))
        status = tn__io_error(err, "read", path, EISDIR);
    else if (!S_ISREG(info.st_mode))
        status = read_stream(out, fd, max_bytes, path, err);
    else if ((uint64_t)info.st_size > max_bytes)
        status = too_large(path, max_bytes, err);
    else
        status = map_regular(out, fd, (size_t)info.st_size, path, err);
    close(fd);
    return status;
}

void tn__file_close(tn__file_view *view)
{
    if (view->mapped)
        munmap((void *)view->data, view->size);
    else
        tn__free((void *)view->data);
    *view = (tn__file_view){0};
}

bool tn__file_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool tn__file_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* --- replacing --- */

/* The folder part of path, "." when there is none; owned. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return tn__strdup(".");
    return slash == path ? tn__strdup("/") : tn__strndup(path, (size_t)(slash - path));
}

static int sync_folder(const char *path)
{
    char *folder = folder_of(path);
    if (!folder) return ENOMEM;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = 0;
    /* Some file systems cannot sync a folder and say EINVAL; the rename itself stands. */
    if (fd < 0)
        error = errno;
    else if (fsync(fd) != 0 && errno != EINVAL)
        error = errno;
    if (fd >= 0) close(fd);
    tn__free(folder);
    return error;
}

/* A device or pipe cannot be replaced: it is written in place, and a rename over it would destroy it. */
static bool is_in_place(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

static tn_status open_in_place(tn__file_replace *out, const char *path, tn_error *err)
{
    out->path = tn__strdup(path);
    if (!out->path) return tn__no_memory(err, strlen(path) + 1);
    out->fd = open(path, O_WRONLY | O_CLOEXEC);
    if (out->fd >= 0) return TN_OK;
    tn_status status = tn__io_error(err, "write", path, errno);
    tn__file_replace_abandon(out);
    return status;
}

/* A new file PATH.PROCESS.ATTEMPT. Its mode comes from open alone, since asking for the umask means to change it for a moment,
 * under the feet of other threads. A replaced file keeps its mode. */
static int create_temporary(const char *path, char *temp_path, size_t size)
{
    struct stat info;
    bool replaces = stat(path, &info) == 0;
    int fd = -1;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        snprintf(temp_path, size, "%s.%ld.%d", path, (long)getpid(), attempt);
        fd = open(temp_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, replaces ? info.st_mode & 0777 : 0666);
        if (fd >= 0 || errno != EEXIST) break; /* another thread's, or left by a killed process */
    }
    if (fd >= 0 && replaces) (void)!fchmod(fd, info.st_mode & 0777);
    return fd;
}

tn_status tn__file_replace_open(tn__file_replace *out, const char *path, tn_error *err)
{
    *out = (tn__file_replace)TN_FILE_REPLACE_INIT;
    if (is_in_place(path)) return open_in_place(out, path, err);
    size_t length = strlen(path) + SUFFIX;
    out->path = tn__strdup(path);
    out->temp_path = tn__alloc(length, 1);
    if (!out->path || !out->temp_path) {
        tn__free(out->temp_path); /* there is no such file to remove */
        out->temp_path = NULL;
        tn__file_replace_abandon(out);
        return tn__no_memory(err, length);
    }
    out->fd = create_temporary(path, out->temp_path, length);
    if (out->fd >= 0) return TN_OK;
    tn_status status = tn__io_error(err, "write", path, errno);
    tn__free(out->temp_path);
    out->temp_path = NULL;
    tn__file_replace_abandon(out);
    return status;
}

tn_status tn__file_replace_write(tn__file_replace *file, const void *bytes, size_t length, tn_error *err)
{
    const char *next = bytes;
    while (length > 0) {
        ssize_t put = write(file->fd, next, length);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return tn__io_error(err, "write", file->path, errno);
        next += put;
        length -= (size_t)put;
    }
    return TN_OK;
}

tn_status tn__file_replace_commit(tn__file_replace *file, tn_error *err)
{
    int error = 0;
    bool in_place = !file->temp_path;
    if (!in_place && fsync(file->fd) != 0) error = errno;
    if (close(file->fd) != 0 && !error) error = errno;
    file->fd = -1;
    if (!error && !in_place && rename(file->temp_path, file->path) != 0) error = errno;
    if (error) {
        tn_status status = tn__io_error(err, "save", file->path, error);
        tn__file_replace_abandon(file);
        return status;
    }
    tn__free(file->temp_path);
    file->temp_path = NULL;
    error = in_place ? 0 : sync_folder(file->path);
    tn_status status = error ? tn__io_error(err, "sync the folder of", file->path, error) : TN_OK;
    tn__file_replace_abandon(file);
    return status;
}

void tn__file_replace_abandon(tn__file_replace *file)
{
    if (file->fd >= 0) close(file->fd);
    if (file->temp_path) unlink(file->temp_path);
    tn__free(file->temp_path);
    tn__free(file->path);
    *file = (tn__file_replace)TN_FILE_REPLACE_INIT;
}

tn_status tn__file_save(const char *path, const void *bytes, size_t length, tn_error *err)
{
    tn__file_replace file;
    tn_status status = tn__file_replace_open(&file, path, err);
    if (status != TN_OK) return status;
    status = tn__file_replace_write(&file, bytes, length, err);
    if (status == TN_OK) return tn__file_replace_commit(&file, err);
    tn__file_replace_abandon(&file);
    return status;
}

tn_status tn__folder_make(const char *path, tn_error *err)
{
    struct stat info;
    char *copy = tn__strdup(path);
    if (!copy) return tn__no_memory(err, strlen(path));
    for (char *slash = copy; *slash; slash++)
        if (*slash == '/' && slash > copy) {
            *slash = 0;
            mkdir(copy, 0777); /* a failure shows at the last folder */
            *slash = '/';
        }
    bool made = mkdir(copy, 0777) == 0;
    int number = errno;
    tn__free(copy);
    if (made) return TN_OK;
    if (number != EEXIST) return tn__io_error(err, "make the folder", path, number);
    if (stat(path, &info) != 0) return tn__io_error(err, "examine", path, errno);
    return S_ISDIR(info.st_mode) ? TN_OK : tn__io_error(err, "use", path, ENOTDIR);
}
