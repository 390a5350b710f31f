/* A growing text or byte buffer. Failure is sticky: after an allocation fails every later call does
 * nothing and tn__buf_ok is false, so writers check once at the end. */
#ifndef TN_BASE_BUF_H
#define TN_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"

typedef struct tn__buf {
    char *data;    /* NUL-terminated once anything was added; NULL before */
    size_t length; /* without the NUL */
    size_t capacity;
    bool failed;
} tn__buf;

#define TN_BUF_INIT                                                                                                              \
    {                                                                                                                            \
        0                                                                                                                        \
    }

void tn__buf_release(tn__buf *buf);
void tn__buf_clear(tn__buf *buf); /* empties it and keeps the memory */
void tn__buf_add(tn__buf *buf, const void *bytes, size_t length);
void tn__buf_puts(tn__buf *buf, const char *text);
void tn__buf_putc(tn__buf *buf, char c);
void tn__buf_printf(tn__buf *buf, const char *format, ...) TN_PRINTF(2, 3);
bool tn__buf_ok(const tn__buf *buf);
/* The text, owned by the caller (tn__free); NULL if adding failed. Leaves buf empty. */
char *tn__buf_take(tn__buf *buf);
const char *tn__buf_text(const tn__buf *buf); /* borrowed, never NULL */

/* As vsnprintf, and quick for formats of texts alone ("%s.%s"), as most of the reader's are. */
int tn__vprint(char *out, size_t size, const char *format, va_list args);

#endif
