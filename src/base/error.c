#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

tn_status tn__fail(tn_error *err, tn_status status, const char *format, ...)
{
    if (!err) return status;
    *err = (tn_error){.status = status, .offset = -1};
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return status;
}

void tn__help(tn_error *err, const char *format, ...)
{
    if (!err) return;
    va_list args;
    va_start(args, format);
    vsnprintf(err->help, sizeof err->help, format, args);
    va_end(args);
}

void tn__at_file(tn_error *err, const char *file)
{
    if (err && file && !err->file[0]) snprintf(err->file, sizeof err->file, "%s", file);
}

void tn__at_line(tn_error *err, int64_t line, int64_t column)
{
    if (!err || err->line) return;
    err->line = line;
    err->column = column;
}

void tn__at_offset(tn_error *err, int64_t offset)
{
    if (err && err->offset < 0) err->offset = offset;
}

tn_status tn__no_memory(tn_error *err, uint64_t bytes)
{
    return tn__fail(err, TN_NO_MEMORY, "out of memory: %llu bytes were asked for", (unsigned long long)bytes);
}

tn_status tn__io_error(tn_error *err, const char *what, const char *file, int errnum)
{
    tn_status kind = errnum == ENOMEM ? TN_NO_MEMORY : TN_IO;
    tn_status status = tn__fail(err, kind, "cannot %s %s: %s", what, file, strerror(errnum));
    tn__at_file(err, file);
    return status;
}
