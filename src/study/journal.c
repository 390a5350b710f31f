#include "study/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "study/crc32c.h"
#include "study/trial_record.h"

#define FRAME 8 /* bytes before a payload */

static const char magic[TN__JOURNAL_HEAD + 1] = "thinnet journal1";

static void put_u32(uint8_t *out, uint32_t value)
{
    for (int i = 0; i < 4; i++) out[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get_u32(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* --- writing --- */

/* 0 or errno. A full disk may take a part of it; what is left is tried again to learn the reason. */
static int write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return errno;
        if (put == 0) return EIO;
        bytes += put;
        length -= (size_t)put;
    }
    return 0;
}

static tn_status write_failed(tn_error *err, const char *path, int error)
{
    tn_status status = tn__io_error(err, "write", path, error);
    if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        tn__help(err, "make room and start the study again: what it stored so far is whole");
    return status;
}

/* What a failed write left behind must go, or later records could not be read. After a failed sync nobody knows what the disk
 * holds (the system may have dropped the pages), so that nothing may follow. */
static tn_status append(tn__journal *journal, const char *bytes, size_t length, tn_error *err)
{
    int error = write_all(journal->fd, bytes, length);
    if (error) {
        if (ftruncate(journal->fd, journal->size) != 0) journal->broken = true;
        return write_failed(err, journal->path, error);
    }
    if (fdatasync(journal->fd) != 0) {
        journal->broken = true;
        return write_failed(err, journal->path, errno);
    }
    journal->size += (int64_t)length;
    return TN_OK;
}

tn_status tn__journal_open(tn__journal *out, const char *path, tn_error *err)
{
    tn__journal journal = TN_JOURNAL_INIT;
    journal.path = tn__strdup(path);
    if (!journal.path) return tn__no_memory(err, strlen(path) + 1);
    journal.fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (journal.fd < 0) {
        tn_status status = tn__io_error(err, "make", path, errno);
        tn__free(journal.path);
        return status;
    }
    tn_status status = append(&journal, magic, TN__JOURNAL_HEAD, err);
    if (status == TN_OK) {
        *out = journal;
        return TN_OK;
    }
    unlink(path);
    tn__journal_close(&journal);
    return status;
}

void tn__journal_close(tn__journal *journal)
{
    if (journal->fd >= 0) close(journal->fd);
    tn__free(journal->path);
    tn__buf_release(&journal->record);
    *journal = (tn__journal)TN_JOURNAL_INIT;
}

tn_status tn__journal_put(tn__journal *journal, const tn__trial *trial, tn_error *err)
{
    static const char frame[FRAME] = {0};
    tn__buf *record = &journal->record;
    if (journal->broken) return tn__fail(err, TN_IO, "%s takes no more trials: an earlier write to it failed", journal->path);
    tn__buf_clear(record);
    tn__buf_add(record, frame, FRAME);
    tn_status status = tn__trial_encode(record, trial, err);
    if (status != TN_OK) {
        tn__buf_release(record); /* its failure is sticky */
        return status;
    }
    uint32_t length = (uint32_t)(record->length - FRAME);
    put_u32((uint8_t *)record->data, length);
    put_u32((uint8_t *)record->data + 4, tn__crc32c(record->data + FRAME, length));
    return append(journal, record->data, record->length, err);
}

/* --- reading --- */

/* Up to `length` bytes at `offset`; fewer only at the end of the file. -1: errno. */
static ssize_t read_at(int fd, void *out, size_t length, int64_t offset)
{
    size_t have = 0;
    while (have < length) {
        ssize_t got = pread(fd, (char *)out + have, length - have, offset + (int64_t)have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -1;
        if (got == 0) break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

typedef struct journal_in {
    int fd;
    const char *path;
    int64_t size; /* of the file when it was opened: claims of length beyond it are not believed */
    uint8_t *payload;
    size_t capacity;
} journal_in;

static tn_status reader_open(journal_in *out, const char *path, tn_error *err)
{
    struct stat info;
    *out = (journal_in){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), .path = path};
    if (out->fd < 0) return tn__io_error(err, "open", path, errno);
    if (fstat(out->fd, &info) != 0) return tn__io_error(err, "examine", path, errno);
    if (!S_ISREG(info.st_mode)) return tn__fail(err, TN_BAD_FORMAT, "%s is no journal: not a regular file", path);
    out->size = info.st_size;
    return TN_OK;
}

static void reader_close(journal_in *reader)
{
    if (reader->fd >= 0) close(reader->fd);
    tn__free(reader->payload);
}

static tn_status make_room(journal_in *reader, uint32_t length, tn_error *err)
{
    if (length <= reader->capacity) return TN_OK;
    uint8_t *larger = tn__resize(reader->payload, length, 1);
    if (!larger) return tn__no_memory(err, length);
    reader->payload = larger;
    reader->capacity = length;
    return TN_OK;
}

/* The record at `offset`. *whole says whether there is one; trial is filled only then. */
static tn_status next_record(journal_in *reader, int64_t offset, bool *whole, tn__trial *trial, uint32_t *length, tn_error *err)
{
    uint8_t frame[FRAME];
    *whole = false;
    if (reader->size - offset < FRAME) return TN_OK;
    ssize_t got = read_at(reader->fd, frame, FRAME, offset);
    if (got < 0) return tn__io_error(err, "read", reader->path, errno);
    *length = get_u32(frame);
    if (got < FRAME || *length < TN__RECORD_MIN || *length > TN__RECORD_MAX || *length > reader->size - offset - FRAME)
        return TN_OK;
    tn_status status = make_room(reader, *length, err);
    if (status != TN_OK) return status;
    got = read_at(reader->fd, reader->payload, *length, offset + FRAME);
    if (got < 0) return tn__io_error(err, "read", reader->path, errno);
    if (got < (ssize_t)*length || tn__crc32c(reader->payload, *length) != get_u32(frame + 4)) return TN_OK;
    status = tn__trial_decode(trial, reader->payload, *length, err);
    *whole = status == TN_OK;
    return status == TN_BAD_FORMAT ? TN_OK : status;
}

/* A file shorter than its head was torn at birth: no journal yet, and no fault. */
static tn_status check_head(journal_in *reader, bool *begun, tn_error *err)
{
    char head[TN__JOURNAL_HEAD];
    ssize_t got = read_at(reader->fd, head, sizeof head, 0);
    if (got < 0) return tn__io_error(err, "read", reader->path, errno);
    *begun = got == TN__JOURNAL_HEAD;
    if (memcmp(head, magic, (size_t)got) == 0) return TN_OK;
    tn_status status = tn__fail(err, TN_BAD_FORMAT, "%s is no journal of trials that this thinnet can read", reader->path);
    tn__at_file(err, reader->path);
    return status;
}

static tn_status read_records(journal_in *reader, int64_t *offset, tn__journal_visit visit, void *user, tn_error *err)
{
    for (;;) {
        tn__trial trial;
        bool whole;
        uint32_t length = 0;
        tn_status status = next_record(reader, *offset, &whole, &trial, &length, err);
        if (status != TN_OK || !whole) return status;
        status = visit(user, &trial, (tn__journal_place){*offset, length}, err);
        tn__trial_release(&trial);
        if (status != TN_OK) return status;
        *offset += FRAME + (int64_t)length;
    }
}

tn_status tn__journal_read(const char *path, int64_t *offset, int64_t *torn, tn__journal_visit visit, void *user, tn_error *err)
{
    journal_in reader;
    bool begun = true;
    tn_status status;
    TN_TRY(reader_open(&reader, path, err));
    if (*offset < TN__JOURNAL_HEAD) {
        TN_TRY(check_head(&reader, &begun, err));
        if (begun) *offset = TN__JOURNAL_HEAD;
    }
    if (begun) TN_TRY(read_records(&reader, offset, visit, user, err));
    *torn = reader.size > *offset ? reader.size - *offset : 0;
done:
    reader_close(&reader);
    return status;
}

tn_status tn__journal_read_at(tn__trial *out, const char *path, tn__journal_place place, tn_error *err)
{
    journal_in reader;
    bool whole = false;
    uint32_t length = 0;
    tn_status status;
    TN_TRY(reader_open(&reader, path, err));
    TN_TRY(next_record(&reader, place.offset, &whole, out, &length, err));
    if (!whole) {
        status = tn__fail(err, TN_BAD_FORMAT, "%s changed: the trial at byte %lld is no longer whole", path,
                          (long long)place.offset);
        tn__at_file(err, path);
        tn__at_offset(err, place.offset);
    }
done:
    reader_close(&reader);
    return status;
}
