#include "source/model_text.h"

#include <ctype.h>
#include <string.h>
#include "base/mem.h"
#include "base/utf8.h"

static bool starts_identifier(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

tn_status tn__model_text_init(tn__model_text *out, const char *model, tn_error *err)
{
    *out = (tn__model_text){0};
    if (!model || !*model) {
        return tn__fail(err, TN_BAD_ARGUMENT, "no model is given: MODEL is FILE.py:CALL, as in net.py:SimpleFCN(784, 50, 10)");
    }
    /* The call's arguments may hold a colon in a string or dictionary: look in front of the first
     * "(" only. */
    size_t head = strcspn(model, "(");
    const char *colon = NULL;
    for (size_t i = 0; i < head; i++) {
        colon = model[i] == ':' && starts_identifier(model[i + 1]) ? model + i : colon;
    }
    size_t file_length = colon ? (size_t)(colon - model) : strlen(model);
    if (file_length == 0) {
        return tn__fail(err, TN_BAD_ARGUMENT, "'%.80s' names no file: MODEL is FILE.py:CALL, as in net.py:SimpleFCN(784, 50, 10)",
                        model);
    }
    out->file = tn__strndup(model, file_length);
    out->call = colon ? tn__strdup(colon + 1) : NULL;
    if (!out->file || (colon && !out->call)) {
        tn__model_text_release(out);
        return tn__no_memory(err, strlen(model));
    }
    return TN_OK;
}

void tn__model_text_release(tn__model_text *text)
{
    tn__free(text->file);
    tn__free(text->call);
    *text = (tn__model_text){0};
}

/* --- the call --- */
typedef tn__syntax syntax;

const char *tn__check_call(const tn__syntax_tree *call, const syntax **function)
{
    const syntax *statement = call->root ? call->root->first : NULL;
    const syntax *expression = statement && statement->kind == SYN_EXPRESSION_STATEMENT && !statement->next ? statement->first
                                                                                                            : NULL;
    *function = NULL;
    if (expression && expression->kind == SYN_IDENTIFIER && !expression->next) {
        *function = expression;
        return NULL;
    }
    if (!expression || expression->kind != SYN_CALL || expression->next) {
        return "it must be a class name with its arguments, as in SimpleFCN(784, 50, 10)";
    }
    *function = tn__syntax_child(expression, FIELD_FUNCTION);
    const syntax *list = tn__syntax_child(expression, FIELD_ARGUMENTS);
    if (!*function || (*function)->kind != SYN_IDENTIFIER || !list || list->kind != SYN_ARGUMENT_LIST) {
        return "it must be a class name with its arguments, as in SimpleFCN(784, 50, 10)";
    }
    return NULL;
}

/* --- encoding --- */
static bool contains(const char *line, size_t n, const char *word)
{
    size_t m = strlen(word);
    for (size_t i = 0; m <= n && i <= n - m; i++) {
        if (!strncasecmp(line + i, word, m)) {
            return true;
        }
    }
    return false;
}

/* Whether a comment of the first two lines names an encoding other than UTF-8, as "# -*- coding: latin-1 -*-": bytes that are no
 * UTF-8 are then taken for Latin-1. Code is ASCII in all encodings that Python has, and of names and texts nothing depends on
 * which letters they have. */
static bool declares_other(const char *bytes, size_t n)
{
    size_t start = 0;
    for (int line = 0; line < 2 && start < n; line++) {
        const char *text = bytes + start, *newline = memchr(text, '\n', n - start);
        size_t length = newline ? (size_t)(newline - text) : n - start;
        if (*text == '#' && (contains(text, length, "coding:") || contains(text, length, "coding="))) {
            return !contains(text, length, "utf") && !contains(text, length, "ascii");
        }
        start += length + 1;
    }
    return false;
}

/* By its byte order mark, or by a text of ASCII in which every second byte is 0. */
static bool is_utf16(const char *bytes, size_t n)
{
    bool marked = n >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0);
    bool bare = n >= 4 && ((bytes[0] && !bytes[1] && bytes[2] && !bytes[3]) || (!bytes[0] && bytes[1] && !bytes[2] && bytes[3]));
    return marked || bare;
}

static bool is_utf32(const char *bytes, size_t n)
{
    bool marked = n >= 4 && (memcmp(bytes, "\xff\xfe\0\0", 4) == 0 || memcmp(bytes, "\0\0\xfe\xff", 4) == 0);
    bool bare = n >= 4 &&
                ((bytes[0] && !bytes[1] && !bytes[2] && !bytes[3]) || (!bytes[0] && !bytes[1] && !bytes[2] && bytes[3]));
    return marked || bare;
}

const char *tn__encoding_fault(const char *bytes, size_t n)
{
    return is_utf32(bytes, n)       ? "this is UTF-32, which Python does not read: save it as UTF-8"
           : is_utf16(bytes, n)     ? "this is UTF-16, which Python does not read: save it as UTF-8"
           : memchr(bytes, '\0', n) ? "source code cannot contain null bytes"
                                    : "this is not UTF-8, and no comment in the first two lines names another encoding";
}

/* How many bytes are ASCII that stands for itself. */
static size_t plain_length(const unsigned char *s, size_t n)
{
    size_t length = 0;
    while (length < n && s[length] > 0 && s[length] < 0x80 && s[length] != '\r') {
        length++;
    }
    return length;
}

/* Where a text of that length goes on. */
static void find_end(const tn__buf *text, int *line, int *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < text->length; i++) {
        bool newline = text->data[i] == '\n';
        *line += newline;
        *column = newline ? 1 : *column + 1;
    }
}

tn_status tn__source_text(char **out, size_t *length, const char *bytes, size_t n, int *bad_line, int *bad_column, tn_error *err)
{
    tn__buf text = TN_BUF_INIT;
    bool latin1 = declares_other(bytes, n);
    *bad_line = *bad_column = 0;
    tn__buf_puts(&text, "");
    for (size_t step, i = n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0; i < n; i += step) {
        const unsigned char *s = (const unsigned char *)bytes + i;
        size_t plain = plain_length(s, n - i);
        step = plain ? plain : tn__utf8_length(bytes + i, n - i);
        if (*s == '\r') {
            tn__buf_putc(&text, '\n');
            step = n - i > 1 && s[1] == '\n' ? 2 : 1;
        } else if (step > 0 && *s != '\0') {
            tn__buf_add(&text, s, step);
        } else if (latin1 && *s != '\0') {
            char two[2] = {(char)(0xC0 | *s >> 6), (char)(0x80 | (*s & 63))};
            tn__buf_add(&text, two, 2);
            step = 1;
        } else {
            if (*bad_line == 0) {
                find_end(&text, bad_line, bad_column);
            }
            tn__buf_putc(&text, '?');
            step = 1;
        }
    }
    if (!tn__buf_ok(&text)) {
        tn__buf_release(&text);
        return tn__no_memory(err, n);
    }
    *length = text.length;
    *out = tn__buf_take(&text);
    return *out ? TN_OK : tn__no_memory(err, n);
}
