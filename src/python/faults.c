#include "python/faults.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "python/plain_python.h"

#define MOST_FAULTS 5 /* a file with more is a template, or no Python at all */
#define MOST_READS 40 /* of a text; not all that our reader declines is a fault */
#define MOST_READ_BYTES ((size_t)32 << 20)

/* --- lines --- */
static size_t line_start(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] != '\n') {
        at--;
    }
    return at;
}

static size_t line_end(const char *text, size_t length, size_t at)
{
    const char *end = at < length ? memchr(text + at, '\n', length - at) : NULL;
    return end ? (size_t)(end - text) : length;
}

static size_t first_word(const char *text, size_t length, size_t line)
{
    while (line < length && (text[line] == ' ' || text[line] == '\t')) {
        line++;
    }
    return line;
}

static bool begins_line(const char *text, size_t at)
{
    return first_word(text, at, line_start(text, at)) == at;
}

static bool has_word(const char *text, size_t length, size_t at, const char *word)
{
    size_t n = strlen(word);
    return at + n <= length && memcmp(text + at, word, n) == 0 &&
           (at + n == length || !(isalnum((unsigned char)text[at + n]) || text[at + n] == '_'));
}

/* <<<<<<< HEAD, ======= and >>>>>>> other, as git leaves them. */
static bool is_conflict(const char *text, size_t length, size_t at)
{
    char c = at < length ? text[at] : '\0';
    size_t n = 0;
    while (at + n < length && text[at + n] == c) {
        n++;
    }
    bool is_rule = n > 8 || (c == '=' && line_end(text, length, at) > at + n + 1); /* it may underline a heading */
    return (at == 0 || text[at - 1] == '\n') && n >= 7 && !is_rule && (c == '<' || c == '=' || c == '>');
}

/* --- brackets --- */
#define MOST_OPEN 200
typedef struct brackets {
    size_t open[MOST_OPEN]; /* where each opened */
    int n, least;           /* least: the fewest that were open since it was set */
} brackets;

/* Behind the string that opens at `at`. */
static size_t skip_string(const char *text, size_t end, size_t at)
{
    char quote = text[at];
    bool triple = at + 2 < end && text[at + 1] == quote && text[at + 2] == quote;
    for (at += triple ? 3 : 1; at < end; at++) {
        if (text[at] == '\\') {
            at++;
        } else if (text[at] == '\n' && !triple) {
            return at;
        } else if (text[at] == quote && (!triple || (at + 2 < end && text[at + 1] == quote && text[at + 2] == quote))) {
            return at + (triple ? 3 : 1);
        }
    }
    return end;
}

static void follow_brackets(brackets *b, const char *text, size_t from, size_t to)
{
    for (size_t at = from; at < to;) {
        char c = text[at];
        if (c == '"' || c == '\'') {
            at = skip_string(text, to, at);
            continue;
        }
        if (c == '#') {
            at = line_end(text, to, at);
        } else if (c == '(' || c == '[' || c == '{') {
            b->open[b->n < MOST_OPEN ? b->n : MOST_OPEN - 1] = at;
            b->n++;
        } else if ((c == ')' || c == ']' || c == '}') && b->n > 0) {
            b->n--;
        }
        b->least = b->n < b->least ? b->n : b->least;
        at++;
    }
}

/* --- places --- */
/* The bracket that encloses the stop and opened in a line before it, if nothing closes it; `length`: none. */
static size_t never_closed(const plain_stop *stop, const char *text, size_t length)
{
    brackets b = {.n = 0};
    follow_brackets(&b, text, stop->statement.at, stop->at.at);
    int n = b.n;
    if (n == 0 || n > MOST_OPEN || line_end(text, length, b.open[n - 1]) >= stop->at.at) {
        return length;
    }
    size_t bracket = b.open[n - 1];
    b.least = n;
    follow_brackets(&b, text, stop->at.at, length);
    return b.least < n ? length : bracket;
}

/* The end of the line in which the last bracket that is open at the stop closes; of the stop's, if none does. */
static size_t end_of_brackets(const plain_stop *stop, const char *text, size_t length)
{
    brackets b = {.n = 0};
    size_t at = line_end(text, length, stop->at.at);
    follow_brackets(&b, text, stop->statement.at, at);
    while (b.n > 0 && at < length) {
        size_t next = line_end(text, length, at + 1);
        follow_brackets(&b, text, at, next);
        at = next;
    }
    return b.n > 0 ? line_end(text, length, stop->at.at) : at;
}

static tn__place place_at(const char *text, size_t at)
{
    int line = 1;
    size_t start = line_start(text, at);
    for (size_t i = 0; i < start; i++) {
        line += text[i] == '\n';
    }
    int column = (int)(at - start) + 1;
    return (tn__place){line, column, line, column + 1};
}

/* Inside brackets that close. */
static bool is_inside(const plain_stop *stop, const char *text, size_t length)
{
    brackets b = {.n = 0};
    follow_brackets(&b, text, stop->statement.at, stop->at.at);
    return b.n > 0 && never_closed(stop, text, length) == length;
}

/* Two values side by side, the second in a line of its own inside brackets that close. */
static bool lacks_comma(const plain_stop *stop, const char *text, size_t length)
{
    char c = stop->at.at < length ? text[stop->at.at] : '\0';
    bool is_value = isalnum((unsigned char)c) || c == '_' || c == '"' || c == '\'';
    return is_value && is_inside(stop, text, length) && begins_line(text, stop->at.at) && stop->before.line < stop->at.line &&
           stop->before.column > 1;
}

static void say(tn__diagnostics *diagnostics, const plain_stop *stop, const char *text, size_t length)
{
    const plain_mark *at = stop->at.at >= length && stop->before.line > 0 ? &stop->before
                                                                          : &stop->at; /* the file's end is no line */
    tn__place place = {at->line, at->column, at->line, at->column + 1};
    size_t bracket = never_closed(stop, text, length);
    if (is_conflict(text, length, stop->at.at)) {
        tn__diagnose(diagnostics, TN_DIAG_SYNTAX, place, "SyntaxError: this is a mark of a merge conflict");
    } else if (bracket < length) {
        tn__diagnose(diagnostics, TN_DIAG_SYNTAX, place_at(text, bracket), "SyntaxError: '%c' was never closed", text[bracket]);
    } else if (has_word(text, length, stop->at.at, "async") && is_inside(stop, text, length)) {
        tn__diagnose(diagnostics, TN_DIAG_SYNTAX, place,
                     "SyntaxError: async is a keyword since Python 3.7: PyTorch calls this argument non_blocking");
    } else if (lacks_comma(stop, text, length)) {
        place = (tn__place){stop->before.line, stop->before.column - 1, stop->before.line, stop->before.column};
        tn__diagnose(diagnostics, TN_DIAG_SYNTAX, place, "SyntaxError: invalid syntax; perhaps a comma is missing behind this");
    } else {
        tn__diagnose(diagnostics, TN_DIAG_SYNTAX, place, "%s", stop->fault);
    }
}

/* --- reading on --- */
static bool is_fault(const plain_stop *stop, const char *fault)
{
    return stop->fault && strcmp(stop->fault, fault) == 0;
}

static void blank(char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        text[i] = text[i] == '\n' ? '\n' : ' ';
    }
}

/* How far the line with the next word is indented, in bytes. */
static size_t next_indent(const char *text, size_t length, size_t at)
{
    for (at = line_end(text, length, at); at < length; at = line_end(text, length, at)) {
        size_t line = at + 1, word = first_word(text, length, line);
        if (word < length && text[word] != '\n' && text[word] != '\r' && text[word] != '#') {
            return word - line;
        }
        at = line;
    }
    return 0;
}

/* Writes the words over a line's rest, which is blank. */
static bool put(char *text, size_t length, size_t at, const char *words)
{
    size_t n = strlen(words);
    if (line_end(text, length, at) - at < n) {
        return false;
    }
    memcpy(text + at, words, n);
    return true;
}

/* `else` and its kin go on from a statement that was read already. */
static const char *clause_for(const char *text, size_t length, size_t at)
{
    return has_word(text, length, at, "else")      ? "else:"
           : has_word(text, length, at, "elif")    ? "elif 1:"
           : has_word(text, length, at, "except")  ? "except:"
           : has_word(text, length, at, "finally") ? "finally:"
                                                   : NULL;
}

/* Behind the lines from `at` on that are indented: how those of a block were meant, whose lines are not even, is not known. */
static size_t end_of_indented(const char *text, size_t length, size_t at)
{
    size_t end = line_end(text, length, at);
    while (end < length && end + 1 < length && strchr(" \t\r\n#", text[end + 1])) {
        end = line_end(text, length, end + 1);
    }
    return end;
}

/* Takes the statement with the stop away, so that what stands behind it can be read; what it may hold stays. False: it can't. */
static bool take_away(char *text, size_t length, const plain_stop *stop)
{
    size_t line = line_start(text, stop->at.at), word = first_word(text, length, line), from = stop->statement.at;
    const char *clause = clause_for(text, length, word);
    if (is_conflict(text, length, stop->at.at)) {
        blank(text, stop->at.at, line_end(text, length, stop->at.at));
        return true;
    }
    if (is_fault(stop, TN_PLAIN_UNEVEN)) {
        blank(text, line, end_of_indented(text, length, line));
        return true;
    }
    if (clause && stop->at.at > word) {
        blank(text, word, line_end(text, length, word));
        return put(text, length, word, clause);
    }
    bool is_behind = word == stop->at.at && line > from && !is_inside(stop, text, length); /* another statement's line */
    size_t to = is_behind ? line - 1 : end_of_brackets(stop, text, length);
    size_t own = first_word(text, length, line_start(text, from)) - line_start(text, from);
    if (from > to) {
        return false;
    }
    blank(text, from, to);
    return put(text, length, from, next_indent(text, length, to > from ? to - 1 : to) > own ? "if 1:" : "0");
}

/* A text of several lines that nothing closes: what it takes in was code or words, and nothing tells which. */
static bool is_open_text(const plain_stop *stop, const char *text, size_t length)
{
    size_t at = stop->at.at;
    while (at < length && strchr("rRbBuUfF", text[at])) {
        at++;
    }
    return is_fault(stop, TN_PLAIN_OPEN_STRING) && at + 2 < length && text[at + 1] == text[at] && text[at + 2] == text[at];
}

/* The same place again, or what may be the block that is missing there. */
static bool follows(const plain_stop *stop, const plain_stop *last)
{
    return stop->at.at == last->at.at || (is_fault(last, TN_PLAIN_NO_BLOCK) && is_fault(stop, TN_PLAIN_UNEVEN));
}

/* Says the faults of `text`, which it changes; the first line of which it does not know whether it has any. */
static int find_all(tn__diagnostics *found, char *text, size_t length)
{
    plain_stop stop, last = {.at = {.at = UINT32_MAX}};
    bool conflicts = false;
    int n = 0;
    for (int i = 0; i < MOST_READS && (size_t)i * length < MOST_READ_BYTES && tn__plain_find_stop(&stop, text, length); i++) {
        if (stop.at.at == last.at.at &&
            stop.statement.at == last.statement.at) { /* what was taken away is not what it stops at */
            return conflicts ? INT_MAX : stop.at.line + (stop.fault != NULL);
        }
        bool marks = is_conflict(text, length, stop.at.at);
        conflicts = conflicts || marks;
        bool is_own = stop.fault && !follows(&stop, &last) && (marks || !conflicts); /* the sides of a conflict do not fit */
        if (is_own && n++ < MOST_FAULTS) {
            say(found, &stop, text, length);
        }
        if (n == MOST_FAULTS || is_open_text(&stop, text, length)) {
            return INT_MAX;
        }
        if (!take_away(text, length, &stop)) {
            return conflicts ? INT_MAX : stop.at.line + 1;
        }
        last = stop;
    }
    return !conflicts && tn__plain_find_stop(&stop, text, length) ? stop.at.line : INT_MAX;
}

static bool is_replaced(const tn__diagnostic *one, int end)
{
    return one->kind == TN_DIAG_SYNTAX && one->place.line < end && !strstr(one->message, "too many levels");
}

/* tree-sitter takes some of what is none: a name behind a finished statement, `a.` and its attribute in the next line. */
static bool is_worth_it(const tn__diagnostics *diagnostics, const char *text, size_t length)
{
    plain_stop stop;
    return tn__diagnostics_have(diagnostics, TN_DIAG_SYNTAX) || (tn__plain_find_stop(&stop, text, length) && stop.fault);
}

void tn__faults_say(tn__diagnostics *diagnostics, size_t said, const char *text, size_t length)
{
    if (memchr(text, '\0', length) || !is_worth_it(diagnostics, text, length)) {
        return;
    }
    tn__diagnostics found = TN_DIAGNOSTICS_INIT;
    char *rest = tn__strndup(text, length);
    int end = rest ? find_all(&found, rest, length) : 0;
    size_t kept = said;
    for (size_t i = said; found.n > 0 && i < diagnostics->n; i++) {
        if (!is_replaced(&diagnostics->items[i], end)) {
            diagnostics->items[kept++] = diagnostics->items[i];
        }
    }
    diagnostics->n = found.n > 0 ? kept : diagnostics->n;
    for (size_t i = 0; i < found.n; i++) {
        tn__diagnose(diagnostics, found.items[i].kind, found.items[i].place, "%s", found.items[i].message);
    }
    diagnostics->no_memory = diagnostics->no_memory || found.no_memory || !rest;
    tn__diagnostics_release(&found);
    tn__free(rest);
}
