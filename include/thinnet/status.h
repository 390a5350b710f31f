/* Status and error: how every fallible function of thinnet reports.
 *
 * A function that can fail returns a `tn_status`, takes its outputs first (called `out`, written only
 * on success) and a `tn_error *err` last. `err` belongs to the caller, may be NULL, and is filled
 * only on failure. No call allocates for it, prints, or ends the process. */
#ifndef THINNET_STATUS_H
#define THINNET_STATUS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TN_NODISCARD __attribute__((warn_unused_result))
#define TN_API __attribute__((visibility("default")))
#else
#define TN_NODISCARD
#define TN_API
#endif

/* X(NAME, text): distinct only where a caller acts differently. */
#define TN_STATUS_LIST(X)                                                                                                        \
    X(OK, "no error")                                                                                                            \
    X(NO_MEMORY, "out of memory")                                                                                                \
    X(BAD_ARGUMENT, "an argument is out of its range")                                                                           \
    X(IO, "the operating system refused a file operation")                                                                       \
    X(BAD_FORMAT, "a file is not what it should be")                                                                             \
    X(BAD_SOURCE, "the model's Python source is wrong")                                                                          \
    X(BAD_SHAPE, "shapes do not fit together")                                                                                   \
    X(MISMATCH, "two inputs do not belong together")                                                                             \
    X(NOT_FINITE, "a value became infinite or not a number")                                                                     \
    X(UNSUPPORTED, "thinnet cannot do this yet")                                                                                 \
    X(INTERRUPTED, "stopped on request")                                                                                         \
    X(INTERNAL, "an internal promise was broken: please report this")

typedef enum tn_status {
#define TN_STATUS_ENUM(name, text) TN_##name,
    TN_STATUS_LIST(TN_STATUS_ENUM)
#undef TN_STATUS_ENUM
} tn_status;

typedef struct tn_error {
    tn_status status;
    char text[2048];      /* what is wrong, one sentence or a list, no newline at the end */
    char help[512];       /* what to do about it, "" when there is nothing to say */
    char file[256];       /* the input at fault, "" when none */
    int64_t line, column; /* 1-based place in `file`, 0 when not known */
    int64_t offset;       /* byte offset in `file`, -1 when not known */
} tn_error;

/* The fixed text of a status; borrowed, lives for ever. Never NULL. */
TN_API const char *tn_status_text(tn_status status);

#ifdef __cplusplus
}
#endif
#endif
