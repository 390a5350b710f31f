#include "python/indentation.h"

#include <string.h>

#define MOST_LEVELS 100 /* MAXINDENT of CPython's tokenizer, with that of the file itself */
#define TAB 8

/* A reading of lines that knows which of them go on from the one before: in brackets, in a text, behind a backslash. */
typedef struct lines {
    const char *text;
    size_t length, at;
    int brackets;
    char quote; /* of the text of several lines that is open; 0: none */
} lines;

static bool is_triple(const lines *l, size_t at)
{
    return at + 2 < l->length && l->text[at + 1] == l->text[at] && l->text[at + 2] == l->text[at];
}

/* Behind the text that opens at `at`, or the end of the line where that comes first. */
static size_t skip_text(lines *l, size_t at, char quote, bool triple)
{
    while (at < l->length && (triple || l->text[at] != '\n')) {
        if (l->text[at] == '\\') {
            at += 2;
        } else if (l->text[at] == quote && (!triple || is_triple(l, at))) {
            return at + (triple ? 3 : 1);
        } else if (triple && l->text[at] == '\n') {
            l->quote = quote;
            return at;
        } else {
            at++;
        }
    }
    return at < l->length ? at : l->length;
}

/* Reads to the end of the line; whether the next one goes on from it. */
static bool read_line(lines *l)
{
    bool goes_on = false;
    char open = l->quote;
    l->quote = 0;
    size_t at = open ? skip_text(l, l->at, open, true) : l->at;
    while (at < l->length && l->text[at] != '\n') {
        char c = l->text[at];
        goes_on = c == '\\' || (goes_on && c == '\r');
        if (c == '#') {
            const char *end = memchr(l->text + at, '\n', l->length - at);
            at = end ? (size_t)(end - l->text) : l->length;
        } else if (c == '"' || c == '\'') {
            bool triple = is_triple(l, at);
            at = skip_text(l, at + (triple ? 3 : 1), c, triple);
        } else {
            l->brackets += strchr("([{", c) ? 1 : strchr(")]}", c) ? -1 : 0;
            at++;
        }
    }
    l->brackets = l->brackets < 0 ? 0 : l->brackets;
    l->at = at < l->length ? at + 1 : l->length;
    return goes_on || l->brackets > 0 || l->quote;
}

/* A form feed begins the line again. The column in which the line's first word stands, from 0; -1: it has none. *word: its byte.
 */
static int indentation(const lines *l, size_t *word)
{
    int column = 0;
    size_t at = l->at;
    for (; at < l->length && l->text[at] && strchr(" \t\f", l->text[at]); at++) {
        column = l->text[at] == '\f' ? 0 : l->text[at] == '\t' ? (column / TAB + 1) * TAB : column + 1;
    }
    *word = at;
    return at == l->length || strchr("\r\n#", l->text[at]) ? -1 : column;
}

/* A level takes a character at least: most files are through here. */
static bool may_be_deep(const char *text, size_t length)
{
    for (size_t line = 0; length - line > MOST_LEVELS;) {
        char c = text[line + MOST_LEVELS - 1];
        if ((c == ' ' || c == '\t') && (text[line] == ' ' || text[line] == '\t')) {
            return true;
        }
        const char *end = memchr(text + line, '\n', length - line);
        if (!end) {
            return false;
        }
        line = (size_t)(end - text) + 1;
    }
    return false;
}

/* From where l is to the next line of the file's own level. */
static size_t end_of_statement(lines *l, bool goes_on)
{
    size_t word;
    while (l->at < l->length && (goes_on || indentation(l, &word) != 0)) {
        goes_on = read_line(l);
    }
    return l->at;
}

static tn__place place_of(const char *text, size_t start, size_t word)
{
    int line = 1, column = (int)(word - start) + 1;
    for (size_t i = 0; i < start; i++) {
        line += text[i] == '\n';
    }
    return (tn__place){line, column, line, column + 1};
}

bool tn__indented_too_deeply(const char *text, size_t length, tn__place *place, size_t *from, size_t *to)
{
    int levels[MOST_LEVELS] = {0}, n = 1;
    bool goes_on = false;
    lines l = {.text = text, .length = length};
    if (!may_be_deep(text, length)) {
        return false;
    }
    *from = 0;
    while (l.at < length) {
        size_t word, start = l.at;
        int column = goes_on ? -1 : indentation(&l, &word);
        *from = column == 0 ? start : *from;
        while (column >= 0 && levels[n - 1] > column) {
            n--;
        }
        if (column > levels[n - 1] && n == MOST_LEVELS) {
            *place = place_of(text, start, word);
            *to = end_of_statement(&l, false);
            return true;
        }
        if (column > levels[n - 1]) {
            levels[n++] = column;
        }
        goes_on = read_line(&l);
    }
    return false;
}

/* The same column where a tab is as wide as a space. */
static int narrow_column(const char *text, size_t start, size_t word)
{
    int column = 0;
    for (size_t i = start; i < word; i++) {
        column = text[i] == '\f' ? 0 : column + 1;
    }
    return column;
}

/* As CPython's tokenizer does it: each line's two columns against those of the blocks around it. */
bool tn__mixes_tabs(const char *text, size_t length, tn__place *place)
{
    int levels[MOST_LEVELS] = {0}, narrow[MOST_LEVELS] = {0}, n = 1;
    bool goes_on = false;
    lines l = {.text = text, .length = length};
    while (l.at < length) {
        size_t word, start = l.at;
        int column = goes_on ? -1 : indentation(&l, &word), own = column >= 0 ? narrow_column(text, start, word) : 0;
        while (column >= 0 && n > 1 && levels[n - 1] > column) {
            n--;
        }
        bool deeper = column > levels[n - 1];
        if (column >= 0 && (deeper ? own <= narrow[n - 1] : column == levels[n - 1] && own != narrow[n - 1])) {
            *place = place_of(text, start, word);
            return true;
        }
        if (deeper && n == MOST_LEVELS) {
            return false;
        }
        if (deeper) {
            levels[n] = column;
            narrow[n++] = own;
        }
        goes_on = read_line(&l);
    }
    return false;
}
