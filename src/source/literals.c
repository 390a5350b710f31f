/* Numbers and strings as Python writes them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/utf8.h"
#include "source/pyevaluator.h"

/* Copies the digits without underscores into text[size]; false when they don't fit. */
static bool copy_digits(const tn__syntax *node, char *text, size_t size)
{
    size_t n = 0;
    for (uint32_t i = node->start; i < node->end; i++) {
        if (node->text[i] == '_') {
            continue;
        }
        if (n + 1 >= size) {
            return false;
        }
        text[n++] = node->text[i];
    }
    text[n] = '\0';
    return n > 0;
}

static tn__py integer(tn__evaluator *ev, const char *text, const tn__syntax *node)
{
    int base = 10;
    const char *digits = text;
    if (text[0] == '0' && text[1] && strchr("xXoObB", text[1])) {
        base = strchr("xX", text[1]) ? 16 : strchr("oO", text[1]) ? 8 : 2;
        digits += 2;
    }
    char *end;
    errno = 0;
    long long number = strtoll(digits, &end, base);
    if (errno == ERANGE) {
        return tn__unknown(ev, node, "this integer is larger than 64 bits");
    }
    if (end == digits || *end) {
        return tn__unknown(ev, node, "thinnet does not understand the number %s", text);
    }
    return tn__py_of_int(number);
}

tn__py tn__eval_number(tn__evaluator *ev, const tn__syntax *node)
{
    char text[120];
    if (!copy_digits(node, text, sizeof(text))) {
        return tn__unknown(ev, node, "this number is too long");
    }
    char last = text[strlen(text) - 1];
    bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (!hexadecimal && (last == 'j' || last == 'J')) {
        return tn__unknown(ev, node, "thinnet does not have complex numbers");
    }
    if (node->kind == SYN_INTEGER) {
        return integer(ev, text, node);
    }
    char *end;
    double number = strtod(text, &end);
    return *end ? tn__unknown(ev, node, "thinnet does not understand the number %s", text) : tn__py_of_float(number);
}

/* --- strings --- */
/* Reads up to `digits` hexadecimal digits at *at; moves *at behind them. */
static unsigned long read_code(const char **at, const char *end, int digits, int base)
{
    unsigned long code = 0;
    for (int i = 0; i < digits && *at < end; i++, (*at)++) {
        char c = **at;
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : 99;
        if (digit >= base) {
            break;
        }
        code = code * (unsigned long)base + (unsigned long)digit;
    }
    return code;
}

static void unescape(tn__buf *out, const char *at, const char *end)
{
    static const char letters[] = "n\nt\tr\ra\ab\bf\fv\v\\\\'\'\"\"";
    while (at < end) {
        if (*at != '\\' || at + 1 >= end) {
            tn__buf_putc(out, *at++);
            continue;
        }
        char c = at[1];
        at += 2;
        const char *known = c ? strchr("ntrabfv\\'\"", c) : NULL;
        if (known) {
            tn__buf_putc(out, letters[2 * (known - "ntrabfv\\'\"") + 1]);
        } else if (c == 'x' || c == 'u' || c == 'U') {
            tn__utf8_put(out, read_code(&at, end, c == 'x' ? 2 : c == 'u' ? 4 : 8, 16));
        } else if (c >= '0' && c <= '7') {
            at--;
            tn__utf8_put(out, read_code(&at, end, 3, 8));
        } else if (c != '\n') {
            tn__buf_putc(out, '\\');
            tn__buf_putc(out, c);
        }
    }
}

static void add_part(tn__evaluator *ev, tn__scope *scope, const tn__syntax *part, bool raw, tn__buf *out, bool *known)
{
    if (part->kind == SYN_STRING_CONTENT) {
        const char *start = part->text + part->start, *end = part->text + part->end;
        if (raw) {
            tn__buf_add(out, start, (size_t)(end - start));
        } else {
            unescape(out, start, end);
        }
    } else if (part->kind == SYN_INTERPOLATION) {
        char text[300];
        const tn__syntax *expression = tn__syntax_child(part, FIELD_EXPRESSION);
        tn__py value = expression ? tn__eval(ev, scope, expression) : PY_VALUE_NONE;
        *known = *known && value.type != PY_UNKNOWN && value.type != PY_TENSOR;
        tn__py_print(value, false, text, sizeof(text));
        tn__buf_puts(out, text);
    }
}

static void add_string(tn__evaluator *ev, tn__scope *scope, const tn__syntax *node, tn__buf *out, bool *known)
{
    bool raw = false;
    for (const tn__syntax *part = node->first; part; part = part->next) {
        if (part->kind == SYN_STRING_START) {
            for (uint32_t i = part->start; i < part->end; i++) {
                raw = raw || node->text[i] == 'r' || node->text[i] == 'R';
            }
        }
        add_part(ev, scope, part, raw, out, known);
    }
}

tn__py tn__eval_string(tn__evaluator *ev, tn__scope *scope, const tn__syntax *node)
{
    tn__buf text = TN_BUF_INIT;
    bool known = true;
    if (node->kind == SYN_CONCATENATED_STRING) {
        for (const tn__syntax *part = node->first; part; part = part->next) {
            add_string(ev, scope, part, &text, &known);
        }
    } else {
        add_string(ev, scope, node, &text, &known);
    }
    tn__py value;
    if (!tn__buf_ok(&text)) {
        ev->arena.no_memory = true;
        value = tn__out_of_memory(ev, node);
    } else if (!known) {
        value = tn__unknown(ev, node, "this text has parts that thinnet does not know");
    } else {
        value = tn__str_value(ev, tn__buf_text(&text), text.length);
    }
    tn__buf_release(&text);
    return value;
}
