#include "source/said_size.h"

#include <ctype.h>
#include <string.h>

#define MOST 4096

/* --- a comment --- */

static bool is_digit(char c)
{
    return isdigit((unsigned char)c);
}

/* The number of the digits at `at`, 0 where there is none that could be a size; *end is behind them. */
static int64_t number_at(const char *at, const char **end)
{
    int64_t value = 0;
    for (; is_digit(*at); at++) {
        value = value <= MOST ? value * 10 + (*at - '0') : value;
    }
    *end = at;
    return value <= MOST ? value : 0;
}

/* 32x32, 32 x 32, 3x32x32: the last two. */
static bool size_at(const char *at, int64_t *height, int64_t *width)
{
    int64_t size[4], n = 0;
    for (const char *end; n < 4; at = end + strspn(end, " x")) {
        size[n] = number_at(at, &end);
        if (size[n++] == 0) {
            return false;
        }
        bool more = end[strspn(end, " ")] == 'x' && is_digit(end[strspn(end, " x")]);
        if (!more) {
            break;
        }
    }
    if (n < 2 || n > 3) {
        return false;
    }
    *height = size[n - 2];
    *width = size[n - 1];
    return true;
}

static bool has_number(const char *text, const char *end, int64_t number)
{
    while (text < end) {
        const char *next = text + 1;
        if (is_digit(*text) && number_at(text, &next) == number) {
            return true;
        }
        text = next;
    }
    return false;
}

/* What the comment of a line says, in numbers that the code beside it does not have: those would be the sizes of what comes in
 * there. Returns where the comment begins, NULL where it says nothing. */
static const char *said_size(const char *text, int64_t *height, int64_t *width)
{
    const char *end = text + strcspn(text, "\n"), *comment = memchr(text, '#', (size_t)(end - text));
    size_t n = comment ? (size_t)(end - comment) : 0;
    if (!comment || !(memmem(comment, n, "input", 5) || memmem(comment, n, "image", 5))) {
        return NULL;
    }
    for (const char *at = comment; at < end; at++) {
        if (is_digit(*at) && !is_digit(at[-1]) && size_at(at, height, width)) {
            return has_number(text, comment, *height) || has_number(text, comment, *width) ? NULL : comment;
        }
    }
    return NULL;
}

/* --- the class once more --- */
static tn__diagnostic *shape_error_at(const tn__diagnostics *found, int line)
{
    for (size_t i = 0; i < found->n; i++) {
        if (found->items[i].kind == TN_DIAG_SHAPE && found->items[i].place.line == line) {
            return &found->items[i];
        }
    }
    return NULL;
}

/* What does not fit at the comment's own line is a fault; elsewhere the comment may speak of something else. */
static tn_status try_size(tn_net **net, tn__run_request *request, tn__place comment, int64_t height, int64_t width,
                          tn__diagnostics *found, tn_error *err)
{
    const int64_t sample[] = {request->derived.dim[1], height, width};
    tn_net *other_net = NULL;
    tn__diagnostics other = TN_DIAGNOSTICS_INIT;
    tn__run_request again = *request;
    again.input = tn__shape_batched(3, sample);
    tn_status status = tn__run_class(&other_net, &again, &other, err);
    tn__diagnostic *fault = status == TN_OK ? shape_error_at(&other, comment.line) : NULL;
    if (fault) {
        tn__diagnostic_note(fault, comment, "the input has %lldx%lld pixels, as is said here", (long long)height,
                            (long long)width);
        tn__diagnostics before = *found;
        *found = other;
        other = before;
        tn_net_free(*net);
        *net = other_net;
        other_net = NULL;
        request->is_part = again.is_part;
    }
    tn_net_free(other_net);
    tn__diagnostics_release(&other);
    return status;
}

tn_status tn__run_said(tn_net **net, tn__run_request *request, const char *text, int line, tn__diagnostics *found, tn_error *err)
{
    const tn_shape *derived = &request->derived;
    bool sizeless = derived->rank == 4 && derived->dim[1] > 0 && derived->dim[2] == TN_DIM_UNKNOWN;
    const char *at = sizeless ? text : NULL;
    for (int here = 1; at; here++) {
        int64_t height, width;
        if (here > line && isalpha((unsigned char)*at)) {
            return TN_OK; /* the file's own level again */
        }
        const char *comment = here > line ? said_size(at, &height, &width) : NULL;
        const char *end = strchr(at, '\n');
        if (comment) {
            int column = (int)(comment - at) + 1, length = (int)strcspn(comment, "\r\n");
            return try_size(net, request, (tn__place){here, column, here, column + length}, height, width, found, err);
        }
        at = end ? end + 1 : NULL;
    }
    return TN_OK;
}
