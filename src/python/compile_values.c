/* What needs nothing around it: parameters, arguments, targets and strings. */
#include "python/compile_parts.h"

#include <string.h>

#define MOST_COMPARED 1000 /* of one call's keywords, or one function's parameters */

/* The next token behind the node, '\0' at the end: only blanks and comments stand between. */
static tn__place behind(const compile_reading *r, const tn__syntax *node, char *token)
{
    uint32_t at = node->end;
    int line = node->end_line, column = node->end_column;
    for (bool comment = false; at < r->end && (comment || memchr(" \t\r\n\\#", node->text[at], 6)); at++) {
        bool ends = node->text[at] == '\n';
        comment = node->text[at] == '#' || (comment && !ends);
        column = ends ? 1 : column + 1;
        line += ends;
    }
    *token = at < r->end ? node->text[at] : '\0';
    return (tn__place){line, column, line, column + 1};
}

/* `*a`, and `*a.b`, which the trees may have as `(*a).b`. */
static bool is_splat(const tn__syntax *node)
{
    while (node && (node->kind == SYN_ATTRIBUTE || node->kind == SYN_SUBSCRIPT || node->kind == SYN_CALL)) {
        node = node->first;
    }
    return node && node->kind == SYN_LIST_SPLAT;
}

/* The first child with a name that one before it has, too; NULL: none. */
static const tn__syntax *first_repeated(const tn__syntax *node, const tn__syntax *(*name_of)(const tn__syntax *))
{
    const tn__syntax *names[MOST_COMPARED];
    size_t n = 0;
    for (const tn__syntax *one = node->first; one && n < MOST_COMPARED; one = one->next) {
        names[n] = name_of(one);
        for (size_t i = 0; names[n] && i < n; i++) {
            if (tn__compile_same(names[i], names[n])) {
                return one;
            }
        }
        n += names[n] != NULL;
    }
    return NULL;
}

/* --- parameters --- */
typedef struct parameter_order {
    bool slash, star, double_star, defaults;
} parameter_order;

/* What is wrong with a parameter behind those that came before; NULL: nothing. */
static const char *order_fault(const parameter_order *before, const tn__syntax *one, const tn__syntax *inner)
{
    bool is_slash = one->kind == SYN_POSITIONAL_SEPARATOR, is_star = one->kind == SYN_KEYWORD_SEPARATOR;
    if (before->double_star) {
        return "arguments cannot follow var-keyword argument";
    }
    if (is_slash) {
        return before->slash ? "/ may appear only once" : before->star ? "/ must be ahead of *" : NULL;
    }
    if (is_star || inner->kind == SYN_LIST_SPLAT_PATTERN) {
        bool is_bare = is_star && (!one->next || one->next->kind == SYN_DICTIONARY_SPLAT_PATTERN);
        return before->star ? "* argument may appear only once" : is_bare ? "named arguments must follow bare *" : NULL;
    }
    bool has_none = one->kind == SYN_IDENTIFIER || (one->kind == SYN_TYPED_PARAMETER && inner->kind == SYN_IDENTIFIER);
    return has_none && before->defaults && !before->star ? "non-default argument follows default argument" : NULL;
}

void tn__compile_parameters(compile_reading *r, const tn__syntax *parameters)
{
    parameter_order before = {0};
    for (const tn__syntax *one = parameters->first; one; one = one->next) {
        const tn__syntax *inner = one->kind == SYN_TYPED_PARAMETER && one->first ? one->first : one;
        const char *fault = order_fault(&before, one, inner);
        if (!fault && one == parameters->first && one->kind == SYN_POSITIONAL_SEPARATOR) {
            fault = "at least one argument must precede /";
        }
        if (fault) {
            tn__compile_say(r, tn__compile_place(one), "%s", fault);
            return;
        }
        before.slash = before.slash || one->kind == SYN_POSITIONAL_SEPARATOR;
        before.star = before.star || one->kind == SYN_KEYWORD_SEPARATOR || inner->kind == SYN_LIST_SPLAT_PATTERN;
        before.double_star = before.double_star || inner->kind == SYN_DICTIONARY_SPLAT_PATTERN;
        before.defaults = before.defaults || one->kind == SYN_DEFAULT_PARAMETER || one->kind == SYN_TYPED_DEFAULT_PARAMETER;
    }
    const tn__syntax *again = tn__compile_parameter(first_repeated(parameters, tn__compile_parameter));
    if (again) {
        tn__compile_say(r, tn__compile_place(again), "duplicate argument '%.*s' in function definition", COMPILE_NAME(again));
    }
}

/* --- arguments --- */
static const tn__syntax *keyword(const tn__syntax *argument)
{
    return argument->kind == SYN_KEYWORD_ARGUMENT ? argument->first : NULL;
}

static bool is_named(const tn__syntax *argument)
{
    return argument->kind == SYN_KEYWORD_ARGUMENT || argument->kind == SYN_DICTIONARY_SPLAT;
}

/* Python reads on behind the positional argument, up to what follows a keyword once more, and tells the token behind that. */
static tn__place where_arguments_end(const compile_reading *r, const tn__syntax *arguments, const tn__syntax *positional)
{
    bool named = false;
    char token;
    for (const tn__syntax *one = positional; one; one = one->next) {
        if (named && !is_named(one) && !is_splat(one)) {
            return behind(r, one, &token);
        }
        named = named || is_named(one);
    }
    return (tn__place){arguments->end_line, arguments->end_column - 1, arguments->end_line, arguments->end_column};
}

void tn__compile_arguments(compile_reading *r, const tn__syntax *arguments)
{
    bool keywords = false, unpacks = false;
    for (const tn__syntax *one = arguments->first; one; one = one->next) {
        if (is_splat(one) && unpacks) {
            tn__compile_say(r, tn__compile_place(one), "iterable argument unpacking follows keyword argument unpacking");
            return;
        }
        if (!is_named(one) && !is_splat(one) && (keywords || unpacks)) {
            tn__place place = where_arguments_end(r, arguments, one);
            tn__compile_say(r, place, "positional argument follows keyword argument%s", unpacks ? " unpacking" : "");
            return;
        }
        keywords = keywords || one->kind == SYN_KEYWORD_ARGUMENT;
        unpacks = unpacks || one->kind == SYN_DICTIONARY_SPLAT;
    }
    const tn__syntax *again = keywords && r->fault_line == INT_MAX ? first_repeated(arguments, keyword) : NULL;
    if (again) {
        tn__compile_say(r, tn__compile_place(again), "keyword argument repeated: %.*s", COMPILE_NAME(again->first));
    }
}

/* --- targets --- */
/* What Python calls a value that nothing can be assigned to; NULL: it is a target, or one of several kinds. */
static const char *value_name(const tn__syntax *node)
{
    switch (node->kind) {
    case SYN_CALL: return "function call";
    case SYN_INTEGER:
    case SYN_FLOAT:
    case SYN_STRING:
    case SYN_CONCATENATED_STRING: return "literal";
    case SYN_NONE: return "None";
    case SYN_TRUE: return "True";
    case SYN_FALSE: return "False";
    case SYN_ELLIPSIS: return "ellipsis";
    case SYN_BINARY_OPERATOR:
    case SYN_UNARY_OPERATOR:
    case SYN_BOOLEAN_OPERATOR:
    case SYN_NOT_OPERATOR: return "expression";
    case SYN_COMPARISON_OPERATOR: return "comparison";
    case SYN_CONDITIONAL_EXPRESSION: return "conditional expression";
    case SYN_LAMBDA: return "lambda";
    case SYN_DICTIONARY: return "dict literal";
    case SYN_SET: return "set display";
    default: return NULL;
    }
}

/* The first part of a target that is none, with its name. */
static const tn__syntax *no_target(const tn__syntax *node, const char **name)
{
    *name = is_splat(node) ? NULL : value_name(node);
    bool holds = node->kind == SYN_TUPLE || node->kind == SYN_LIST || node->kind == SYN_PARENTHESIZED_EXPRESSION ||
                 node->kind == SYN_EXPRESSION_LIST;
    for (const tn__syntax *child = holds ? node->first : NULL; child; child = child->next) {
        const tn__syntax *found = no_target(child, name);
        if (found) {
            return found;
        }
    }
    return *name ? node : NULL;
}

void tn__compile_target(compile_reading *r, const tn__syntax *target, const char *verb)
{
    const char *name = NULL;
    const tn__syntax *found = target ? no_target(target, &name) : NULL;
    if (found) {
        tn__compile_say(r, tn__compile_place(found), "cannot %s %s", verb, name);
    }
}

/* `(a)` is a pattern too. */
static bool is_tuple(const compile_reading *r, const tn__syntax *node)
{
    char token = ',';
    if (node->kind == SYN_TUPLE_PATTERN && node->first && !node->first->next) {
        behind(r, node->first, &token);
    }
    return token == ',' && (node->kind == SYN_TUPLE_PATTERN || node->kind == SYN_PATTERN_LIST || node->kind == SYN_TUPLE ||
                            node->kind == SYN_EXPRESSION_LIST);
}

/* The targets of an assignment or a loop. */
static void check_stars(compile_reading *r, const tn__syntax *target, bool is_top)
{
    if (is_top && target->kind == SYN_LIST_SPLAT_PATTERN) {
        tn__compile_say(r, tn__compile_place(target), "starred assignment target must be in a list or tuple");
    }
    bool holds = target->kind == SYN_TUPLE_PATTERN || target->kind == SYN_PATTERN_LIST || target->kind == SYN_LIST_PATTERN;
    int n = 0;
    for (const tn__syntax *one = holds ? target->first : NULL; one; one = one->next) {
        n += one->kind == SYN_LIST_SPLAT_PATTERN;
        check_stars(r, one, false);
    }
    if (n > 1) {
        tn__compile_say(r, tn__compile_place(target), "multiple starred expressions in assignment");
    }
}

void tn__compile_targets(compile_reading *r, const tn__syntax *target)
{
    check_stars(r, target, true);
}

void tn__compile_value(compile_reading *r, const tn__syntax *value)
{
    char token = ' ';
    if (value && is_splat(value) && (behind(r, value, &token), token != ',')) {
        tn__compile_say(r, tn__compile_place(value), "can't use starred expression here");
    }
    if (value && value->kind == SYN_NAMED_EXPRESSION && value->first) {
        tn__compile_say(r, behind(r, value->first, &token), "invalid syntax");
    }
}

void tn__compile_assignment(compile_reading *r, const tn__syntax *node)
{
    const tn__syntax *left = tn__syntax_child(node, FIELD_LEFT);
    tn__compile_value(r, tn__syntax_child(node, FIELD_RIGHT));
    if (!left) {
        return;
    }
    const char *kind = is_tuple(r, left) ? "tuple" : left->kind == SYN_LIST_PATTERN ? "list" : NULL;
    if (node->kind == SYN_AUGMENTED_ASSIGNMENT && kind) {
        tn__compile_say(r, tn__compile_place(left), "'%s' is an illegal expression for augmented assignment", kind);
    } else if (node->kind == SYN_ASSIGNMENT && tn__syntax_child(node, FIELD_TYPE)) {
        bool reads_lambda = node->below & 1u << SYN_LAMBDA % 32; /* `a, lambda: b` looks like two names with a type */
        if (kind && !reads_lambda) {
            tn__compile_say(r, tn__compile_place(left), "only single target (not %s) can be annotated", kind);
        }
    } else {
        check_stars(r, left, true);
    }
}

/* --- strings --- */
/* The prefix of a string, as `b` or `Rb`, has that letter, which is given in lower case. */
static bool has_prefix(const tn__syntax *string, char letter)
{
    const char *at = tn__syntax_text(string);
    while (*at != '"' && *at != '\'' && (*at | 0x20) != letter) {
        at++;
    }
    return (*at | 0x20) == letter;
}

/* How many hexadecimal digits an escape needs, by the letter behind its backslash; 0: none. */
static size_t digits_of(char letter, bool is_bytes)
{
    return letter == 'x' ? 2 : is_bytes ? 0 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
}

/* The first escape of a content that is cut off; NULL: none. */
static const char *cut_escape(const tn__syntax *content, bool is_bytes)
{
    const char *at = tn__syntax_text(content), *end = content->text + content->end;
    while ((at = memchr(at, '\\', (size_t)(end - at))) && at + 1 < end) {
        size_t needed = digits_of(at[1], is_bytes), n = 0;
        while (n < needed && at + 2 + n < end && memchr("0123456789abcdefABCDEF", at[2 + n], 22)) {
            n++;
        }
        if (n < needed) {
            return at;
        }
        at += 2;
    }
    return NULL;
}

void tn__compile_string(compile_reading *r, const tn__syntax *string)
{
    bool is_bytes = has_prefix(string, 'b'), is_raw = has_prefix(string, 'r');
    for (const tn__syntax *one = string->first; one; one = one->next) {
        const char *escape = one->kind == SYN_STRING_CONTENT && !is_raw ? cut_escape(one, is_bytes) : NULL;
        for (uint32_t i = one->start; is_bytes && i < one->end; i++) {
            if ((unsigned char)one->text[i] >= 0x80) {
                tn__compile_say(r, tn__compile_place(string), "bytes can only contain ASCII literal characters");
                return;
            }
        }
        if (escape) {
            tn__compile_say(r, tn__compile_place(string),
                            "truncated \\%c escape: a backslash itself is written twice, or behind r\"", escape[1]);
            return;
        }
    }
}

void tn__compile_strings(compile_reading *r, const tn__syntax *node)
{
    bool bytes = false, text = false;
    for (const tn__syntax *one = node->first; one; one = one->next) {
        bool is_bytes = one->kind == SYN_STRING && has_prefix(one, 'b');
        bytes = bytes || is_bytes;
        text = text || !is_bytes;
    }
    if (bytes && text) {
        tn__compile_say(r, tn__compile_place(node), "cannot mix bytes and nonbytes literals");
    }
}
