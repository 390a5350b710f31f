/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
#ifndef TN_BASE_UTF8_H
#define TN_BASE_UTF8_H

#include <stddef.h>
#include "base/buf.h"

/* Bytes of the character at text[0 .. n), which may also end before with a NUL; 0 where there is none. */
size_t tn__utf8_length(const char *text, size_t n);
#define TN_UTF8_LONGEST 4 /* as n, where a NUL ends the text */

/* The character's number. length: what tn__utf8_length said, above 0. */
long tn__utf8_code(const char *text, size_t length);

/* Adds the character of that number, U+FFFD where there is none. */
void tn__utf8_put(tn__buf *out, unsigned long code);

/* vsnprintf that never cuts a character in two. */
void tn__utf8_vprint(char *out, size_t size, const char *format, va_list arguments);

/* Adds text as a JSON string, quotes and all; bytes that are no UTF-8 become U+FFFD. */
void tn__utf8_put_json(tn__buf *out, const char *text);

#endif
