/* self.dropout(...) where no class assigns it: AttributeError at the first forward. Names that the reader could follow are
 * TN105's; this is for classes that it could not run. */
#include <stddef.h>
#include <string.h>

#include "check/code.h"

typedef struct binding_search {
    const tn__syntax *name;
    bool found;
} binding_search;

/* Whether the identifier may be what binds self.NAME: any use as an attribute but a call, a method, or a name of a class's body.
 */
static bool look_at_name(void *context, const tn__code *code, const tn__spot *spot)
{
    binding_search *search = context;
    if (!tn__code_same(code, spot->node, search->name)) {
        return true;
    }
    bool is_attribute = spot->up->node->kind == SYN_ATTRIBUTE && spot->node->field == FIELD_ATTRIBUTE;
    bool is_called = is_attribute && spot->up->node->field == FIELD_FUNCTION;
    bool names_function = spot->up->node->kind == SYN_FUNCTION_DEFINITION && spot->node->field == FIELD_NAME;
    search->found = is_attribute ? !is_called : names_function || !tn__code_function(spot);
    return !search->found;
}

/* Names that are made at run time, or set from outside. */
static bool binds_at_run_time(const tn__code *code)
{
    static const char *const words[] = {"setattr",  "__getattr__", "add_module", "register_module",
                                        "__dict__", "vars(",       "getattr("};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (tn__code_mentions(code, code->root, words[i])) {
            return true;
        }
    }
    return false;
}

/* Whether a string is the name; a comment that quotes it binds nothing. */
static bool look_at_string(void *context, const tn__code *code, const tn__spot *spot)
{
    binding_search *search = context;
    size_t length = search->name->end - search->name->start, n = spot->node->end - spot->node->start;
    const char *end = code->text + spot->node->end - 1;
    search->found = n >= length + 2 && (*end == '"' || *end == '\'') && end[-(ptrdiff_t)length - 1] == *end &&
                    memcmp(end - length, code->text + search->name->start, length) == 0;
    return !search->found;
}

static bool in_string(const tn__code *code, const tn__syntax *name)
{
    binding_search search = {.name = name};
    tn__code_walk(code, NULL, SYN_STRING, look_at_string, &search);
    return search.found;
}

/* Whether another rule has spoken of this place. */
static bool is_said(const tn_report *report, tn__place place)
{
    for (size_t i = 0; i < report->n; i++) {
        const tn_span *span = &report->findings[i].primary.span;
        if (span->line == place.line && span->column == place.column && strcmp(report->findings[i].code, "TN105") == 0) {
            return true;
        }
    }
    return false;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    tn__rule_run *run = context;
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION), *name = tn__code_self_attribute(code, callee);
    const tn__spot *class_ = tn__code_class(spot);
    bool closed = false, asks = name && class_ && tn__code_mentions(code, name, "drop");
    if (!asks || !tn__code_is_module(code, class_->node, &closed) || !closed) {
        return true;
    }
    binding_search search = {.name = name};
    tn__code_walk(code, NULL, SYN_IDENTIFIER, look_at_name, &search); /* first, since most are found there */
    if (!search.found && !binds_at_run_time(code) && !in_string(code, name) && !is_said(run->report, tn__syntax_place(callee))) {
        int length = (int)(name->end - name->start);
        tn_finding *one = tn__find(run, tn__syntax_place(callee), "AttributeError: self.%.*s is called and never assigned",
                                   length, code->text + name->start);
        tn__finding_help(one, "make it in __init__: self.%.*s = nn.Dropout(p)", length, code->text + name->start);
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_dropout_undeclared = {.on_code = check};
