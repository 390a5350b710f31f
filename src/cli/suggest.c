#include "cli/suggest.h"

#include <string.h>

#define MAX_LENGTH 64

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: Levenshtein's distance with swaps, three rows at a time. */
int cli_distance(const char *a, const char *b)
{
    int n = (int)strnlen(a, MAX_LENGTH), m = (int)strnlen(b, MAX_LENGTH);
    int rows[3][MAX_LENGTH + 1];
    for (int j = 0; j <= m; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= n; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            row[j] = smaller(smaller(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = smaller(row[j], before[j - 2] + 1);
            }
        }
    }
    return rows[n % 3][m];
}

int cli_is_near(const char *typed, const char *name)
{
    int length = (int)strnlen(typed, MAX_LENGTH);
    return cli_distance(typed, name) <= (length < 4 ? 1 : length / 3) ||
           (length >= 3 && strncmp(name, typed, (size_t)length) == 0);
}
