/* Finding a name in a static table by looking at few of its rows: those whose names are as long, by an array of lengths beside
 * it. */
#ifndef TN_SOURCE_NAME_LENGTHS_H
#define TN_SOURCE_NAME_LENGTHS_H

#include <stdint.h>
#include <string.h>

/* The first row from `from` on whose name may have that length; n: there is none. */
static inline size_t tn__next_of_length(const uint8_t *lengths, size_t n, size_t from, size_t length)
{
    const uint8_t *at = from < n ? memchr(lengths + from, (int)(length & UINT8_MAX), n - from) : NULL;
    return at ? (size_t)(at - lengths) : n;
}

#endif
