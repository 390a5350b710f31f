/* Which names torch has, and which one a misspelt name was meant to be. */
#include "source/torch.h"

#include <string.h>
#include "source/name_marks.h"

#define OPERATION(name, spaces, handler, signature)
#define NN_FUNCTION(name)
#define NN_CLASS(name) #name,
static const char *const classes[] = {
#include "source/torch_names.def"
    NULL};
#undef NN_CLASS
#define NN_CLASS(name) TN_NAME_MARK(#name),
static const uint8_t class_marks[] = {
#include "source/torch_names.def"
};
#undef NN_CLASS
#undef NN_FUNCTION

#define NN_CLASS(name)
#define NN_FUNCTION(name) #name,
static const char *const functions[] = {
#include "source/torch_names.def"
    NULL};
#undef NN_FUNCTION
#define NN_FUNCTION(name) TN_NAME_MARK(#name),
static const uint8_t function_marks[] = {
#include "source/torch_names.def"
};
#undef NN_CLASS
#undef NN_FUNCTION
#undef OPERATION

static bool is_in(const char *const *names, const uint8_t *marks, size_t n, const char *name)
{
    uint8_t mark = tn__name_mark(name, strlen(name));
    size_t at = tn__next_of_mark(marks, n, 0, mark);
    while (at < n && strcmp(names[at], name)) {
        at = tn__next_of_mark(marks, n, at + 1, mark);
    }
    return at < n;
}

bool tn__torch_is_nn_class(const char *name)
{
    return is_in(classes, class_marks, sizeof(class_marks), name);
}

bool tn__torch_is_nn_function(const char *name)
{
    return is_in(functions, function_marks, sizeof(function_marks), name);
}

#define MAX_NAME 64

static int least(int a, int b, int c)
{
    return a < b ? (a < c ? a : c) : b < c ? b : c;
}

int tn__name_distance(const char *a, const char *b)
{
    int n = (int)strnlen(a, MAX_NAME), m = (int)strnlen(b, MAX_NAME);
    int rows[3][MAX_NAME + 1];
    int *before = rows[0], *above = rows[1], *row = rows[2];
    for (int j = 0; j <= m; j++) {
        above[j] = j;
        before[j] = j;
    }
    for (int i = 1; i <= n; i++) {
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && before[j - 2] + 1 < row[j]) {
                row[j] = before[j - 2] + 1;
            }
        }
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[m];
}

static const char *nearest(const char *const *names, const char *name)
{
    const char *best = NULL;
    int best_distance = 1 + (int)strlen(name) / 3;
    for (; *names; names++) {
        int distance = tn__name_distance(*names, name);
        if (distance < best_distance || (distance == best_distance && !best)) {
            best = *names;
            best_distance = distance;
        }
    }
    return best;
}

const char *tn__torch_nearest_class(const char *name)
{
    return nearest(classes, name);
}

const char *tn__torch_nearest_function(const char *name)
{
    return nearest(functions, name);
}
