/* Finding a name in a static table by looking at few of its rows: those with the name's mark, a byte of its length, first and
 * middle character, by an array of marks beside the table. */
#ifndef TN_SOURCE_NAME_MARKS_H
#define TN_SOURCE_NAME_MARKS_H

#include <stdint.h>
#include <string.h>

#define TN_MARK_OF(text, length) ((uint8_t)((length) + 5u * (uint8_t)(text)[0] + 11u * (uint8_t)(text)[(length) / 2]))
/* A constant, of a literal. */
#define TN_NAME_MARK(literal) TN_MARK_OF(literal, sizeof(literal) - 1)

/* text[length] may be read. */
static inline uint8_t tn__name_mark(const char *text, size_t length)
{
    return TN_MARK_OF(text, length);
}

/* The first row from `from` on whose name may be the one of that mark; n: there is none. */
static inline size_t tn__next_of_mark(const uint8_t *marks, size_t n, size_t from, uint8_t mark)
{
    const uint8_t *at = from < n ? memchr(marks + from, mark, n - from) : NULL;
    return at ? (size_t)(at - marks) : n;
}

#endif
