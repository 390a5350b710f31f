/* Filling a tn_error. All accept err == NULL. */
#ifndef TN_BASE_ERROR_H
#define TN_BASE_ERROR_H

#include <stdarg.h>
#include "thinnet/status.h"

#define TN_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Resets *err, stores status and text, returns status, so that `return tn__fail(...)` reads well. */
tn_status tn__fail(tn_error *err, tn_status status, const char *format, ...) TN_PRINTF(3, 4);
/* Adds what to do about the failure just stored. */
void tn__help(tn_error *err, const char *format, ...) TN_PRINTF(2, 3);
/* Adds the input at fault; a place already stored is kept (the innermost place is the best one). */
void tn__at_file(tn_error *err, const char *file);
void tn__at_line(tn_error *err, int64_t line, int64_t column);
void tn__at_offset(tn_error *err, int64_t offset);
/* TN_NO_MEMORY with the size asked for. */
tn_status tn__no_memory(tn_error *err, uint64_t bytes);
/* TN_IO with errno's text: "cannot WHAT FILE: No such file or directory". TN_NO_MEMORY for ENOMEM. */
tn_status tn__io_error(tn_error *err, const char *what, const char *file, int errnum);

/* Leaves for the one clean-up label of a function that has `tn_status status` and `done:`. */
#define TN_TRY(call)                                                                                                             \
    do {                                                                                                                         \
        status = (call);                                                                                                         \
        if (status != TN_OK) goto done;                                                                                          \
    } while (0)

/* Programmer errors only; user errors are statuses. On in debug and test builds. */
#ifdef NDEBUG
#define tn_assert(condition) ((void)sizeof(condition))
#else
#include <assert.h>
#define tn_assert(condition) assert(condition)
#endif

#endif
