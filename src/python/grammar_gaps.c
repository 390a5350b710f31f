#include "python/grammar_gaps.h"

#include <string.h>

/* `return *(a), b` and `x[*(a)]` */
static bool is_starred(const char *text, size_t length, uint32_t at)
{
    static const char *const words[] = {"return", "yield", "in", "="};
    size_t start = at, end = at;
    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    while (end < length && text[end] != '\n') {
        end++;
    }
    for (size_t i = start; i + 1 < end; i++) {
        if (i > start && text[i - 1] == '[' && text[i] == '*' && text[i + 1] == '(') {
            return true;
        }
        for (size_t k = 0; text[i] == '*' && text[i + 1] == '(' && k < sizeof words / sizeof *words; k++) {
            size_t n = strlen(words[k]) + 1;
            if (i - start >= n && text[i - 1] == ' ' && memcmp(text + i - n, words[k], n - 1) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool starts_with(const char *text, size_t length, size_t at, const char *word)
{
    size_t n = strlen(word);
    return length - at >= n && memcmp(text + at, word, n) == 0;
}

/* def f(sizes: List[int] or int): any expression is an annotation. */
static bool is_annotation(const char *text, size_t length, uint32_t at)
{
    static const char *const words[] = {"or ", "and ", "if "};
    size_t before = at;
    while (before > 0 && text[before - 1] == ' ') {
        before--;
    }
    bool ends_type = before > 0 && before < at && (text[before - 1] == ']' || text[before - 1] == ')');
    for (size_t k = 0; ends_type && k < sizeof words / sizeof *words; k++) {
        if (starts_with(text, length, at, words[k])) {
            return true;
        }
    }
    return false;
}

static size_t indentation(const char *text, size_t length, size_t line)
{
    size_t at = line;
    while (at < length && (text[at] == ' ' || text[at] == '\t')) {
        at++;
    }
    return at - line;
}

static size_t line_after(const char *text, size_t length, size_t at)
{
    const char *end = memchr(text + at, '\n', length - at);
    return end ? (size_t)(end - text) + 1 : length;
}

/* Whether the list of names that opens in this line goes on in lines that are indented less than it. */
static bool is_outdented_list(const char *text, size_t length, size_t line)
{
    size_t own = indentation(text, length, line), next = line_after(text, length, line);
    bool imports = starts_with(text, length, line + own, "from ") || starts_with(text, length, line + own, "import ");
    bool opens = imports && memchr(text + line, '(', next - line) && !memchr(text + line, ')', next - line);
    for (bool ends = false; opens && !ends && next < length;) {
        size_t depth = indentation(text, length, next), end = line_after(text, length, next);
        ends = memchr(text + next, ')', end - next) != NULL;
        if (depth < own && next + depth < length && text[next + depth] != '\n') {
            return true;
        }
        next = end;
    }
    return false;
}

static bool has_outdented_list(const char *text, size_t length)
{
    for (size_t line = 0; line < length; line = line_after(text, length, line)) {
        if (is_outdented_list(text, length, line)) {
            return true;
        }
    }
    return false;
}

const char *tn__grammar_gap(const char *text, size_t length, uint32_t at)
{
    return is_starred(text, length, at)       ? "an unpacked parenthesis"
           : is_annotation(text, length, at)  ? "an expression as annotation"
           : has_outdented_list(text, length) ? "a list of imported names that is indented less than its statement"
                                              : NULL;
}

/* Only spaces stand before it, and no line before goes on in its. */
static bool starts_line(const tn__syntax *node)
{
    uint32_t at = node->start;
    while (at > 0 && (node->text[at - 1] == ' ' || node->text[at - 1] == '\t')) {
        at--;
    }
    return at == 0 || (node->text[at - 1] == '\n' && (at < 2 || node->text[at - 2] != '\\'));
}

const tn__syntax *tn__indented_alone(const tn__syntax *block)
{
    const tn__syntax *alone = NULL;
    if (!block->first || !starts_line(block->first)) {
        return NULL; /* `if x: a; b`, or a form feed before it, which is no column */
    }
    bool opens = false; /* the statement before ends with a colon: this is its block, by tabs that the grammar counts otherwise */
    for (const tn__syntax *one = block->first; one; one = one->next) {
        if (one->kind == SYN_ERROR || opens) {
            return NULL;
        }
        opens = one->end > one->start && one->text[one->end - 1] == ':';
        alone = !alone && one->column != block->first->column && starts_line(one) ? one : alone;
    }
    return alone;
}

bool tn__prints_to_file(const tn__syntax *node)
{
    if (node->kind != SYN_PRINT_STATEMENT) {
        return false;
    }
    uint32_t at = node->start + (uint32_t)strlen("print");
    while (at < node->end && node->text[at] == ' ') {
        at++;
    }
    return node->end - at > 2 && memcmp(node->text + at, ">>", 2) == 0;
}

const char *tn__refused_by_python(const tn__syntax *node)
{
    const tn__syntax *name = node->kind == SYN_KEYWORD_ARGUMENT ? node->first : NULL;
    size_t n = name && name->kind == SYN_IDENTIFIER ? name->end - name->start : 0;
    if (n == 5 && (memcmp(tn__syntax_text(name), "async", 5) == 0 || memcmp(tn__syntax_text(name), "await", 5) == 0)) {
        return "SyntaxError: invalid syntax";
    }
    return tn__prints_to_file(node)            ? NULL
           : node->kind == SYN_PRINT_STATEMENT ? "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?"
           : node->kind == SYN_EXEC_STATEMENT  ? "SyntaxError: Missing parentheses in call to 'exec'. Did you mean exec(...)?"
                                               : NULL;
}
