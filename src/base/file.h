/* Files: mapped or read whole, and replaced atomically.
 *
 * A save is: write to a temporary file in the same folder, fsync, rename over the old one, fsync the
 * folder. A failure or kill at any moment leaves the old file whole. */
#ifndef TN_BASE_FILE_H
#define TN_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"

typedef struct tn__file_view {
    const uint8_t *data; /* NULL when size is 0 */
    size_t size;
    bool mapped; /* else heap memory */
} tn__file_view;

/* Maps a regular file (reads a pipe or special file into memory, at most `max_bytes`). */
TN_NODISCARD tn_status tn__file_open(tn__file_view *out, const char *path, uint64_t max_bytes, tn_error *err);
void tn__file_close(tn__file_view *view);

/* Atomic replacement: open, append any number of times, then commit or abandon. A device or pipe is written in place. */
typedef struct tn__file_replace {
    int fd;
    char *path, *temp_path;
} tn__file_replace;
#define TN_FILE_REPLACE_INIT                                                                                                     \
    {                                                                                                                            \
        -1, 0, 0                                                                                                                 \
    }

TN_NODISCARD tn_status tn__file_replace_open(tn__file_replace *out, const char *path, tn_error *err);
TN_NODISCARD tn_status tn__file_replace_write(tn__file_replace *file, const void *bytes, size_t length, tn_error *err);
TN_NODISCARD tn_status tn__file_replace_commit(tn__file_replace *file, tn_error *err);
void tn__file_replace_abandon(tn__file_replace *file); /* removes the temporary; safe after commit and on INIT */

/* All of the above for bytes already in memory. */
TN_NODISCARD tn_status tn__file_save(const char *path, const void *bytes, size_t length, tn_error *err);

/* Makes a folder and those that lead to it, unless they are there. */
TN_NODISCARD tn_status tn__folder_make(const char *path, tn_error *err);
bool tn__file_is_folder(const char *path);
bool tn__file_exists(const char *path);

#endif
