/* A parameter of __init__ that asks for dropout and is read nowhere: who passes it gets none. */
#include <string.h>

#include "check/code.h"

typedef struct name_search {
    const tn__syntax *name, *parameters;
    bool used;
} name_search;

static bool look_at_name(void *context, const tn__code *code, const tn__spot *spot)
{
    name_search *search = context;
    bool declared = spot->node->start >= search->parameters->start && spot->node->end <= search->parameters->end &&
                    (spot->up->node == search->parameters || spot->node->field == FIELD_NAME ||
                     spot->up->node->kind == SYN_TYPED_PARAMETER);
    bool label = (spot->up->node->kind == SYN_KEYWORD_ARGUMENT && spot->node->field == FIELD_NAME) ||
                 (spot->up->node->kind == SYN_ATTRIBUTE && spot->node->field == FIELD_ATTRIBUTE);
    search->used = !declared && !label && tn__code_same(code, spot->node, search->name);
    return !search->used;
}

static const tn__syntax *name_of(const tn__syntax *parameter)
{
    const tn__syntax *name = parameter->kind == SYN_IDENTIFIER        ? parameter
                             : parameter->kind == SYN_TYPED_PARAMETER ? parameter->first
                                                                      : tn__syntax_child(parameter, FIELD_NAME);
    return name && name->kind == SYN_IDENTIFIER ? name : NULL;
}

/* An __init__ that only raises or passes is an interface, one with a "todo" an exercise. */
static bool does_something(const tn__code *code, const tn__syntax *body)
{
    if (body && tn__code_mentions(code, body, "todo")) {
        return false;
    }
    for (const tn__syntax *one = body ? body->first : NULL; one; one = one->next) {
        if (one->kind != SYN_PASS_STATEMENT && one->kind != SYN_RAISE_STATEMENT) {
            return true;
        }
    }
    return false;
}

static bool looks_everywhere(const tn__code *code, const tn__syntax *body)
{
    return tn__code_mentions(code, body, "locals()") || tn__code_mentions(code, body, "vars()") ||
           tn__code_mentions(code, body, "frame");
}

/* @deprecated_arg(name="dropout_prob", new_name="dropout_prob_down"): a decorator that names it may hand it on as another. */
static bool decorator_names(const tn__code *code, const tn__spot *function, const tn__syntax *name)
{
    const tn__syntax *around = function->up ? function->up->node : NULL;
    size_t length = name->end - name->start;
    char word[80];
    if (!around || around->kind != SYN_DECORATED_DEFINITION || length + 1 > sizeof word) {
        return false;
    }
    memcpy(word, code->text + name->start, length);
    word[length] = '\0';
    for (const tn__syntax *one = around->first; one && one->kind == SYN_DECORATOR; one = one->next) {
        if (tn__code_mentions(code, one, word)) {
            return true;
        }
    }
    return false;
}

static void look_at_parameter(tn__rule_run *run, const tn__code *code, const tn__spot *function, const tn__syntax *parameter)
{
    name_search search = {.name = name_of(parameter), .parameters = tn__syntax_child(function->node, FIELD_PARAMETERS)};
    bool asks = search.name && tn__code_mentions(code, search.name, "drop");
    const tn__syntax *fallback = tn__syntax_child(parameter, FIELD_VALUE);
    asks = asks && !(fallback && fallback->kind == SYN_NONE); // a kind of layer, there to fit a common interface
    bool hidden = asks && code->text[search.name->start] == '_';
    if (!asks || hidden || decorator_names(code, function, search.name)) {
        return;
    }
    tn__code_walk(code, function, SYN_IDENTIFIER, look_at_name, &search);
    if (!search.used) {
        int length = (int)(search.name->end - search.name->start);
        tn_finding *one = tn__find(run, tn__syntax_place(search.name),
                                   "the parameter '%.*s' is never used: who passes it gets no dropout", length,
                                   code->text + search.name->start);
        tn__finding_help(one, "make the dropout with it, or take the parameter away");
    }
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__spot *class_ = tn__code_class(spot);
    const tn__syntax *parameters = tn__syntax_child(spot->node, FIELD_PARAMETERS),
                     *body = tn__syntax_child(spot->node, FIELD_BODY);
    if (class_ && tn__code_function_is(code, spot, "__init__") && tn__code_is_module(code, class_->node, NULL) &&
        does_something(code, body) && !looks_everywhere(code, body)) {
        for (const tn__syntax *one = parameters ? parameters->first : NULL; one; one = one->next) {
            look_at_parameter(context, code, spot, one);
        }
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_FUNCTION_DEFINITION, look, run);
}

const tn__rule_body tn__rule_dropout_parameter_unused = {.on_code = check};
