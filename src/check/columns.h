/* How wide a text is on a terminal. */
#ifndef TN_CHECK_COLUMNS_H
#define TN_CHECK_COLUMNS_H

#include <stddef.h>

#define TN_TAB_COLUMNS 4

/* The character at s[0 .. n): its bytes; *code gets its number, or -1 where it is no UTF-8. */
size_t tn__next_character(const char *s, size_t n, long *code);
/* Columns of the first `bytes` bytes. */
int tn__columns(const char *text, size_t bytes);
/* How many of the first `bytes` bytes fit into so many columns, by whole characters. */
size_t tn__bytes_within(const char *text, size_t bytes, int columns);

#endif
