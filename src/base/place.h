/* A place in a source file, 1-based; line 0: none. Columns count bytes, and ends are exclusive. */
#ifndef TN_BASE_PLACE_H
#define TN_BASE_PLACE_H

#include <limits.h>
#include <stdbool.h>

typedef struct tn__place {
    int line, column, end_line, end_column;
} tn__place;

static inline bool tn__place_same(tn__place a, tn__place b)
{
    return a.line == b.line && a.column == b.column && a.end_line == b.end_line && a.end_column == b.end_column;
}

/* In another file than the one that is read. */
#define TN_PLACE_ELSEWHERE ((tn__place){0, INT_MIN, 0, 0})
static inline bool tn__place_is_elsewhere(tn__place place)
{
    return place.column == INT_MIN;
}

#endif
