/* Journals of trials: the bytes as a file, and as one record's payload behind a checksum that is right. What is read must
 * encode to the same bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "study/crc32c.h"
#include "study/journal.h"
#include "study/trial_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static tn_status visit(void *user, const tn__trial *trial, tn__journal_place place, tn_error *err)
{
    tn__buf again = TN_BUF_INIT;
    (void)user;
    if (strlen(trial->id) != 32) __builtin_trap();
    tn_status status = tn__trial_encode(&again, trial, err);
    if (status == TN_OK && again.length != place.length) __builtin_trap();
    tn__buf_release(&again);
    return status;
}

static void read_file(const void *parts[], const size_t sizes[], int n)
{
    char path[40];
    int64_t offset = 0, torn = 0;
    tn_error err;
    int fd = memfd_create("journal", MFD_CLOEXEC);
    if (fd < 0) return;
    for (int i = 0; i < n; i++)
        if (write(fd, parts[i], sizes[i]) != (ssize_t)sizes[i]) __builtin_trap();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    tn_status status = tn__journal_read(path, &offset, &torn, visit, NULL, &err);
    if (status != TN_OK && status != TN_BAD_FORMAT) __builtin_trap();
    close(fd);
}

static void read_payload(const uint8_t *data, size_t size)
{
    tn__trial trial;
    if (tn__trial_decode(&trial, data, size, NULL) != TN_OK) return;
    tn__buf again = TN_BUF_INIT;
    if (tn__trial_encode(&again, &trial, NULL) != TN_OK || again.length != size || memcmp(again.data, data, size) != 0)
        __builtin_trap();
    tn__buf_release(&again);
    tn__trial_release(&trial);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t frame[2] = {(uint32_t)size, tn__crc32c(data, size)};
    read_file((const void *[]){data}, (const size_t[]){size}, 1);
    read_file((const void *[]){"thinnet journal1", frame, data}, (const size_t[]){16, 8, size}, 3);
    read_payload(data, size);
    return 0;
}
