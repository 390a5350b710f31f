#include "python/compile_faults.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "python/compile_parts.h"

#define MOST_FAULTS 5 /* a file with more is a template, or no Python at all */

static void visit(compile_reading *r, compile_scope *s, const tn__syntax *node);

/* --- places and words --- */
void tn__compile_say(compile_reading *r, tn__place place, const char *format, ...)
{
    char text[160];
    va_list arguments;
    if (r->n == MOST_FAULTS || place.line >= r->fault_line) {
        return;
    }
    r->n++;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tn__diagnose(r->diagnostics, TN_DIAG_SYNTAX, place, "SyntaxError: %s", text);
}

tn__place tn__compile_place(const tn__syntax *node)
{
    bool is_one_line = node->line == node->end_line;
    return (tn__place){node->line, node->column, node->line, is_one_line ? node->end_column : node->column + 1};
}

bool tn__compile_same(const tn__syntax *a, const tn__syntax *b)
{
    size_t length = a->end - a->start;
    return length == b->end - b->start && memcmp(tn__syntax_text(a), tn__syntax_text(b), length) == 0;
}

bool tn__compile_is(const tn__syntax *node, const char *text)
{
    size_t length = strlen(text);
    return node->end - node->start == length && memcmp(tn__syntax_text(node), text, length) == 0;
}

bool tn__compile_begins(const tn__syntax *node, const char *word)
{
    size_t length = strlen(word);
    return node->end - node->start > length && memcmp(tn__syntax_text(node), word, length) == 0;
}

const tn__syntax *tn__compile_parameter(const tn__syntax *parameter)
{
    while (parameter && parameter->kind != SYN_IDENTIFIER) {
        parameter = parameter->kind == SYN_TYPED_PARAMETER || parameter->kind == SYN_TYPED_DEFAULT_PARAMETER ||
                            parameter->kind == SYN_DEFAULT_PARAMETER || parameter->kind == SYN_LIST_SPLAT_PATTERN ||
                            parameter->kind == SYN_DICTIONARY_SPLAT_PATTERN
                        ? parameter->first
                        : NULL;
    }
    return parameter;
}

/* --- imports --- */
/* Where the docstring and the imports from __future__ end that a file may begin with. */
static uint32_t find_futures_end(const tn__syntax *root)
{
    const tn__syntax *one = root->first;
    bool is_text = one && one->kind == SYN_EXPRESSION_STATEMENT && one->first && !one->first->next &&
                   (one->first->kind == SYN_STRING || one->first->kind == SYN_CONCATENATED_STRING);
    one = is_text ? one->next : one;
    while (one && one->kind == SYN_FUTURE_IMPORT_STATEMENT) {
        one = one->next;
    }
    return one ? one->start : root->end;
}

static bool is_future(const tn__syntax *name)
{
    static const char *const known[] = {"annotations",    "print_function", "division",   "absolute_import", "unicode_literals",
                                        "with_statement", "nested_scopes",  "generators", "generator_stop",  "barry_as_FLUFL"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (tn__compile_is(name, known[i])) {
            return true;
        }
    }
    return false;
}

static void check_future(compile_reading *r, const tn__syntax *node)
{
    if (node->start >= r->futures_end) {
        tn__compile_say(r, tn__compile_place(node), "from __future__ imports must occur at the beginning of the file");
        return;
    }
    for (const tn__syntax *one = node->first; one; one = one->next) {
        const tn__syntax *name = one->kind == SYN_ALIASED_IMPORT && one->first ? one->first : one;
        if (!is_future(name)) {
            tn__compile_say(r, tn__compile_place(node), "future feature %.*s is not defined", COMPILE_NAME(name));
            return;
        }
    }
}

/* --- what needs a scope --- */
/* The function around comprehensions; NULL: a file or a class is. *comprehension is the one next to it; NULL: none, or a
 * generator, in which anything may wait, comes first. */
static const compile_scope *waiting_function(const compile_scope *s, const tn__syntax **comprehension, bool *in_generator)
{
    *comprehension = NULL;
    for (; s->kind == OF_VALUES; s = s->outer) {
        *comprehension = s->node;
    }
    *in_generator = s->kind == OF_GENERATOR;
    return s->kind == OF_FUNCTION ? s : NULL;
}

/* `what` waits: an await, an async with, an async for. */
static void check_await(compile_reading *r, const compile_scope *s, const tn__syntax *node, const char *what)
{
    const tn__syntax *comprehension;
    bool in_generator;
    const compile_scope *function = waiting_function(s, &comprehension, &in_generator);
    bool is_statement = strcmp(what, "await") != 0;
    if (in_generator || (function && function->is_async)) {
        return;
    }
    if (comprehension) {
        tn__compile_say(r, tn__compile_place(comprehension), "asynchronous comprehension outside of an asynchronous function");
    } else {
        tn__compile_say(r, tn__compile_place(node), "'%s' outside %sfunction", what, function || is_statement ? "async " : "");
    }
}

static bool yields_from(const tn__syntax *node)
{
    size_t length = strlen("yield");
    const char *at = tn__syntax_text(node) + length, *end = node->text + node->end;
    while (at < end && *at == ' ') {
        at++;
    }
    return end - at > 4 && memcmp(at, "from", 4) == 0 && (at[4] == ' ' || at[4] == '(');
}

static void check_yield(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    if (s->kind == OF_VALUES || s->kind == OF_GENERATOR) {
        tn__compile_say(r, tn__compile_place(node), "'yield' inside a comprehension");
    } else if (s->kind != OF_FUNCTION) {
        tn__compile_say(r, tn__compile_place(node), "'yield' outside function");
    } else if (s->is_async && yields_from(node)) {
        tn__compile_say(r, tn__compile_place(node), "'yield from' inside async function");
    }
    s->yields = true;
}

static void check_return(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    if (s->kind != OF_FUNCTION) {
        tn__compile_say(r, tn__compile_place(node), "'return' outside function");
    } else if (node->first && !s->returned) {
        s->returned = node;
    }
}

static void check_excepts(compile_reading *r, const tn__syntax *node)
{
    for (const tn__syntax *one = node->first; one; one = one->next) {
        bool is_bare = one->kind == SYN_EXCEPT_CLAUSE && one->first && one->first->kind == SYN_BLOCK;
        if (is_bare && one->next && one->next->kind == SYN_EXCEPT_CLAUSE) {
            tn__compile_say(r, tn__compile_place(one), "default 'except:' must be last");
        }
    }
}

/* --- scopes --- */
static void visit_below(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    for (const tn__syntax *child = node->first; child; child = child->next) {
        visit(r, s, child);
    }
}

/* A function, a lambda or a class: of these only the body is in the new scope. */
static void visit_definition(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    compile_scope own = {.outer = s, .node = node, .kind = node->kind == SYN_CLASS_DEFINITION ? OF_CLASS : OF_FUNCTION};
    own.is_async = node->kind == SYN_FUNCTION_DEFINITION && tn__compile_begins(node, "async ");
    for (const tn__syntax *child = node->first; child; child = child->next) {
        if (child->field == FIELD_PARAMETERS) {
            tn__compile_parameters(r, child);
        }
        visit(r, child->field == FIELD_BODY ? &own : s, child);
    }
    if (own.is_async && own.yields && own.returned) {
        tn__compile_say(r, tn__compile_place(own.returned), "'return' with value in async generator");
    }
}

static const tn__syntax *first_clause(const tn__syntax *comprehension)
{
    const tn__syntax *one = comprehension->first;
    while (one && one->kind != SYN_FOR_IN_CLAUSE) {
        one = one->next;
    }
    return one;
}

/* All of it is in a scope of its own but what it first runs over. */
static void visit_comprehension(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    compile_scope own = {.outer = s, .node = node, .kind = node->kind == SYN_GENERATOR_EXPRESSION ? OF_GENERATOR : OF_VALUES};
    const tn__syntax *first = first_clause(node);
    for (const tn__syntax *child = node->first; child; child = child->next) {
        if (child->kind == SYN_FOR_IN_CLAUSE && tn__compile_begins(child, "async ")) {
            check_await(r, &own, node, "async for");
        }
        for (const tn__syntax *part = child == first ? child->first : NULL; part; part = part->next) {
            visit(r, part->field == FIELD_RIGHT ? s : &own, part);
        }
        if (child != first) {
            visit(r, &own, child);
        }
    }
}

static void visit_loop(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    bool outer = s->in_loop;
    for (const tn__syntax *child = node->first; child; child = child->next) {
        s->in_loop = child->field == FIELD_BODY || outer;
        visit(r, s, child);
    }
    s->in_loop = outer;
}

/* --- statements --- */
static void check_for(compile_reading *r, const compile_scope *s, const tn__syntax *node)
{
    const tn__syntax *targets = tn__syntax_child(node, FIELD_LEFT);
    if (targets) {
        tn__compile_targets(r, targets);
    }
    tn__compile_value(r, tn__syntax_child(node, FIELD_RIGHT));
    if (tn__compile_begins(node, "async ")) {
        check_await(r, s, node, "async for");
    }
}

static void check_alone(compile_reading *r, const tn__syntax *statement)
{
    if (statement->first && !statement->first->next) {
        tn__compile_value(r, statement->first);
    }
}

/* What the statements around decide, so that a tree must be whole. */
static void check_in_scope(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    switch (node->kind) {
    case SYN_BREAK_STATEMENT:
    case SYN_CONTINUE_STATEMENT:
        if (!s->in_loop) {
            bool breaks = node->kind == SYN_BREAK_STATEMENT;
            tn__compile_say(r, tn__compile_place(node), breaks ? "'break' outside loop" : "'continue' not properly in loop");
        }
        break;
    case SYN_RETURN_STATEMENT:
        check_return(r, s, node);
        check_alone(r, node);
        break;
    case SYN_EXPRESSION_STATEMENT: check_alone(r, node); break;
    case SYN_YIELD: check_yield(r, s, node); break;
    case SYN_AWAIT: check_await(r, s, node, "await"); break;
    case SYN_FOR_STATEMENT: check_for(r, s, node); break;
    case SYN_WITH_STATEMENT:
        if (tn__compile_begins(node, "async ")) {
            check_await(r, s, node, "async with");
        }
        break;
    case SYN_WILDCARD_IMPORT:
        if (s->kind != OF_FILE) {
            tn__compile_say(r, tn__compile_place(node), "import * only allowed at module level");
        }
        break;
    case SYN_TRY_STATEMENT: check_excepts(r, node); break;
    case SYN_FUTURE_IMPORT_STATEMENT: check_future(r, node); break;
    case SYN_NONLOCAL_STATEMENT:
    case SYN_GLOBAL_STATEMENT: tn__compile_declaration(r, s, node); break;
    case SYN_ASSIGNMENT:
    case SYN_AUGMENTED_ASSIGNMENT: tn__compile_assignment(r, node); break;
    case SYN_KEYWORD_ARGUMENT: tn__compile_value(r, tn__syntax_child(node, FIELD_VALUE)); break;
    case SYN_AS_PATTERN_TARGET: tn__compile_target(r, node->first, "assign to"); break;
    case SYN_DELETE_STATEMENT: tn__compile_target(r, node->first, "delete"); break;
    case SYN_STRING: tn__compile_string(r, node); break;
    case SYN_CONCATENATED_STRING: tn__compile_strings(r, node); break;
    default: break;
    }
}

static void visit(compile_reading *r, compile_scope *s, const tn__syntax *node)
{
    if (node->line >= r->fault_line) {
        return;
    }
    if (r->fault_line == INT_MAX) {
        check_in_scope(r, s, node);
    }
    switch (node->kind) {
    case SYN_FUNCTION_DEFINITION:
    case SYN_LAMBDA:
    case SYN_CLASS_DEFINITION: visit_definition(r, s, node); break;
    case SYN_LIST_COMPREHENSION:
    case SYN_SET_COMPREHENSION:
    case SYN_DICTIONARY_COMPREHENSION:
    case SYN_GENERATOR_EXPRESSION: visit_comprehension(r, s, node); break;
    case SYN_FOR_STATEMENT:
    case SYN_WHILE_STATEMENT: visit_loop(r, s, node); break;
    case SYN_ARGUMENT_LIST:
        tn__compile_arguments(r, node);
        visit_below(r, s, node);
        break;
    default: visit_below(r, s, node);
    }
}

int tn__compile_faults_say(tn__diagnostics *diagnostics, const tn__syntax *root, size_t length, int fault_line)
{
    compile_reading r = {.diagnostics = diagnostics, .fault_line = fault_line, .end = (uint32_t)length};
    compile_scope file = {.node = root, .kind = OF_FILE};
    r.futures_end = find_futures_end(root);
    visit_below(&r, &file, root);
    return r.n;
}
