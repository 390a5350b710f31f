/* What `global` and `nonlocal` declare. */
#include "python/compile_parts.h"

#define MOST_SEARCHED ((size_t)1 << 20) /* nodes of a file */

/* Whether the name stands below the node, outside of `except`. True also where too much was searched. */
static bool mentions(compile_reading *r, const tn__syntax *node, const tn__syntax *name, const tn__syntax *except)
{
    if (r->searched++ > MOST_SEARCHED || (node->kind == SYN_IDENTIFIER && tn__compile_same(node, name))) {
        return true;
    }
    for (const tn__syntax *child = node->first; child; child = child->next) {
        if (child != except && mentions(r, child, name, except)) {
            return true;
        }
    }
    return false;
}

static bool is_bound_around(compile_reading *r, const compile_scope *s, const tn__syntax *name)
{
    for (const compile_scope *outer = s->outer; outer; outer = outer->outer) {
        if (outer->kind == OF_FUNCTION && mentions(r, outer->node, name, s->node)) {
            return true;
        }
    }
    return tn__compile_is(name, "__class__");
}

/* Whether an enclosing function has all of the names, which is said otherwise. */
static bool are_bound(compile_reading *r, const compile_scope *s, const tn__syntax *statement)
{
    if (s->kind == OF_FILE) {
        tn__compile_say(r, tn__compile_place(statement), "nonlocal declaration not allowed at module level");
        return false;
    }
    for (const tn__syntax *name = statement->first; name; name = name->next) {
        if (!is_bound_around(r, s, name)) {
            tn__compile_say(r, tn__compile_place(statement), "no binding for nonlocal '%.*s' found", COMPILE_NAME(name));
            return false;
        }
    }
    return true;
}

typedef struct name_search {
    const tn__syntax *name;
    uint32_t end; /* only before this byte */
    bool used, assigned;
} name_search;

static void find_name(compile_reading *r, name_search *search, const tn__syntax *node, bool is_target);

static void find_below(compile_reading *r, name_search *search, const tn__syntax *node, bool is_target)
{
    for (const tn__syntax *child = node->first; child; child = child->next) {
        find_name(r, search, child, is_target);
    }
}

/* Of a function or a class only its name and what the scope around it computes for it. */
static void find_in_definition(compile_reading *r, name_search *search, const tn__syntax *node)
{
    const tn__syntax *name = tn__syntax_child(node, FIELD_NAME);
    const tn__syntax *bases = tn__syntax_child(node, FIELD_SUPERCLASSES), *parameters = tn__syntax_child(node, FIELD_PARAMETERS);
    search->assigned = search->assigned || (name && tn__compile_same(name, search->name));
    for (const tn__syntax *one = parameters ? parameters->first : NULL; one; one = one->next) {
        const tn__syntax *value = tn__syntax_child(one, FIELD_VALUE);
        if (value) {
            find_name(r, search, value, false);
        }
    }
    if (bases) {
        find_below(r, search, bases, false);
    }
}

/* How the scope whose statement this is has the name: parts with scopes of their own, imports and patterns are passed over. */
static void find_name(compile_reading *r, name_search *search, const tn__syntax *node, bool is_target)
{
    if (node->start >= search->end || r->searched++ > MOST_SEARCHED) {
        return;
    }
    bool of_target = is_target && (node->kind == SYN_PATTERN_LIST || node->kind == SYN_TUPLE_PATTERN ||
                                   node->kind == SYN_LIST_PATTERN || node->kind == SYN_LIST_SPLAT_PATTERN);
    switch (node->kind) {
    case SYN_IDENTIFIER:
        if (tn__compile_same(node, search->name)) {
            *(is_target ? &search->assigned : &search->used) = true;
        }
        return;
    case SYN_FUNCTION_DEFINITION:
    case SYN_LAMBDA:
    case SYN_CLASS_DEFINITION: find_in_definition(r, search, node); return;
    case SYN_ASSIGNMENT:
    case SYN_AUGMENTED_ASSIGNMENT:
    case SYN_NAMED_EXPRESSION:
    case SYN_FOR_STATEMENT:
        for (const tn__syntax *child = node->first; child; child = child->next) {
            if (child->field != FIELD_TYPE) {
                find_name(r, search, child, child->field == FIELD_LEFT || child->field == FIELD_NAME);
            }
        }
        return;
    case SYN_ATTRIBUTE:
    case SYN_KEYWORD_ARGUMENT: { /* the other child is a word */
        const tn__syntax *value = tn__syntax_child(node, node->kind == SYN_ATTRIBUTE ? FIELD_OBJECT : FIELD_VALUE);
        if (value) {
            find_name(r, search, value, false);
        }
        return;
    }
    case SYN_LIST_COMPREHENSION:
    case SYN_SET_COMPREHENSION:
    case SYN_DICTIONARY_COMPREHENSION:
    case SYN_GENERATOR_EXPRESSION:
    case SYN_MATCH_STATEMENT:
    case SYN_IMPORT_STATEMENT:
    case SYN_IMPORT_FROM_STATEMENT:
    case SYN_FUTURE_IMPORT_STATEMENT:
    case SYN_GLOBAL_STATEMENT:
    case SYN_NONLOCAL_STATEMENT:
    case SYN_OTHER: return;
    default: find_below(r, search, node, of_target || node->kind == SYN_AS_PATTERN_TARGET);
    }
}

static bool is_parameter(compile_reading *r, const compile_scope *s, const tn__syntax *name)
{
    const tn__syntax *parameters = s->kind == OF_FUNCTION ? tn__syntax_child(s->node, FIELD_PARAMETERS) : NULL;
    const tn__syntax *one = parameters ? parameters->first : NULL;
    for (; one && r->searched++ < MOST_SEARCHED; one = one->next) {
        const tn__syntax *other = tn__compile_parameter(one);
        if (other && tn__compile_same(other, name)) {
            return true;
        }
    }
    return false;
}

static void check_order(compile_reading *r, const compile_scope *s, const tn__syntax *node)
{
    const char *kind = node->kind == SYN_GLOBAL_STATEMENT ? "global" : "nonlocal";
    const tn__syntax *body = s->kind == OF_FILE ? s->node : tn__syntax_child(s->node, FIELD_BODY);
    for (const tn__syntax *name = node->first; name && body; name = name->next) {
        name_search search = {.name = name, .end = node->start};
        if (is_parameter(r, s, name)) {
            tn__compile_say(r, tn__compile_place(node), "name '%.*s' is parameter and %s", COMPILE_NAME(name), kind);
            return;
        }
        find_below(r, &search, body, false);
        if (search.used || search.assigned) {
            const char *how = search.used ? "used prior to" : "assigned to before";
            tn__compile_say(r, tn__compile_place(node), "name '%.*s' is %s %s declaration", COMPILE_NAME(name), how, kind);
            return;
        }
    }
}

void tn__compile_declaration(compile_reading *r, const compile_scope *s, const tn__syntax *statement)
{
    if (statement->kind == SYN_GLOBAL_STATEMENT || are_bound(r, s, statement)) {
        check_order(r, s, statement);
    }
}
