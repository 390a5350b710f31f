#include "cli/out_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/fault.h"

static cli_exit tell_failure(const char *path, int number)
{
    const char *help = number == ENOSPC   ? "free some space; no file was changed"
                       : number == ENOENT ? "does its folder exist?"
                                          : NULL;
    return cli_bad_input(help, "cannot write %s: %s", path, strerror(number));
}

static bool is_in_place(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode);
}

cli_exit cli_out_file_open(cli_out_file *out, const char *path)
{
    *out = (cli_out_file){.path = path};
    if (strcmp(path, "-") == 0) {
        out->stream = stdout;
        return CLI_FINE;
    }
    if (is_in_place(path)) {
        out->stream = fopen(path, "w");
        return out->stream ? CLI_FINE : tell_failure(path, errno);
    }
    if (asprintf(&out->temporary, "%s.XXXXXX", path) < 0) {
        out->temporary = NULL;
        return cli_no_memory();
    }
    int fd = mkstemp(out->temporary);
    out->stream = fd < 0 ? NULL : fdopen(fd, "w");
    if (out->stream) {
        mode_t mask = umask(0);
        umask(mask);
        return fchmod(fd, 0666 & ~mask) == 0 ? CLI_FINE : cli_out_file_close(out, tell_failure(path, errno));
    }
    int number = errno;
    if (fd >= 0) {
        close(fd);
        unlink(out->temporary);
    }
    free(out->temporary);
    out->temporary = NULL;
    return tell_failure(path, number);
}

/* Everything on the disk, or the number of the failure. */
static int finish_stream(cli_out_file *file)
{
    errno = 0;
    bool failed = fflush(file->stream) != 0 || ferror(file->stream) || (file->temporary && fsync(fileno(file->stream)) != 0);
    int number = failed ? (errno ? errno : EIO) : 0;
    if (fclose(file->stream) != 0 && !number) {
        number = errno;
    }
    return number;
}

cli_exit cli_out_file_close(cli_out_file *file, cli_exit code)
{
    if (!file->stream || file->stream == stdout) {
        return code; /* main tells when stdout fails */
    }
    int number = finish_stream(file);
    bool wanted = code == CLI_FINE && number == 0;
    if (wanted && file->temporary && rename(file->temporary, file->path) != 0) {
        number = errno;
        wanted = false;
    }
    if (!wanted && file->temporary) {
        unlink(file->temporary);
    }
    free(file->temporary);
    const char *path = file->path;
    *file = (cli_out_file){0};
    return code == CLI_FINE && number ? tell_failure(path, number) : code;
}

cli_exit cli_check_place(const char *path)
{
    struct stat info;
    if (!path) {
        return CLI_FINE;
    }
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        return cli_bad_input("name a file in it", "%s is a folder", path);
    }
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    if (!folder) {
        return cli_no_memory();
    }
    bool good = access(folder, W_OK | X_OK) == 0;
    int number = errno;
    free(folder);
    return good ? CLI_FINE : tell_failure(path, number);
}

cli_exit cli_make_folder(const char *path, const char *help)
{
    char *copy = strdup(path);
    if (!copy) {
        return cli_no_memory();
    }
    for (char *slash = copy + 1; *slash; slash++) {
        if (*slash == '/') {
            *slash = '\0';
            mkdir(copy, 0777);
            *slash = '/';
        }
    }
    bool made = mkdir(copy, 0777) == 0 || errno == EEXIST;
    int number = errno;
    struct stat info;
    if (made && stat(copy, &info) == 0 && !S_ISDIR(info.st_mode)) {
        made = false;
        number = ENOTDIR;
    }
    free(copy);
    return made ? CLI_FINE : cli_bad_input(help, "cannot make the folder %s: %s", path, strerror(number));
}
