/* A dropout that __init__ makes, and nothing in the file ever takes from self again. */
#include <stdio.h>
#include <string.h>

#include "check/code.h"
#include "source/children.h"

/* --- whose self it may be --- */
#define MOST_BASES 20 /* above each other */

/* By names, through the classes of the file; each extends itself. */
static bool extends(const tn__code *code, const tn__syntax *class_, const tn__syntax *base, int depth)
{
    if (tn__code_same(code, tn__syntax_child(class_, FIELD_NAME), tn__syntax_child(base, FIELD_NAME))) {
        return true;
    }
    const tn__syntax *bases = tn__syntax_child(class_, FIELD_SUPERCLASSES);
    for (const tn__syntax *one = bases && depth < MOST_BASES ? bases->first : NULL; one; one = one->next) {
        const tn__syntax *own = one->kind == SYN_IDENTIFIER
                                    ? tn__code_find_class(code, code->text + one->start, one->end - one->start)
                                    : NULL;
        if (own && own != class_ && extends(code, own, base, depth + 1)) {
            return true;
        }
    }
    return false;
}

typedef struct pair {
    const tn__syntax *a, *b;
} pair;

static bool look_for_child(void *context, const tn__code *code, const tn__spot *spot)
{
    const pair *both = context;
    return !(extends(code, spot->node, both->a, 0) && extends(code, spot->node, both->b, 0));
}

/* Whether an object may be of both classes; what extends nothing that is torch's may be mixed into any. */
static bool share_objects(const tn__code *code, const tn__syntax *a, const tn__syntax *b)
{
    pair both = {a, b};
    return !tn__code_is_module(code, b, NULL) || !tn__code_walk(code, NULL, SYN_CLASS_DEFINITION, look_for_child, &both);
}

/* --- what takes it --- */
typedef struct use_search {
    const tn__syntax *name, *class_;
    bool used;
} use_search;

static bool look_at_attribute(void *context, const tn__code *code, const tn__spot *spot)
{
    use_search *search = context;
    bool target = spot->up && spot->up->node->kind == SYN_ASSIGNMENT && spot->node->field == FIELD_LEFT;
    if (target || !tn__code_same(code, tn__syntax_child(spot->node, FIELD_ATTRIBUTE), search->name)) {
        return true;
    }
    const tn__spot *user = tn__code_self_attribute(code, spot->node) ? tn__code_class(spot) : NULL;
    search->used = !user || share_objects(code, search->class_, user->node);
    return !search->used;
}

/* Loops over children or names that are made at run time may reach any attribute. */
static bool reaches_all(const tn__code *code, const tn__syntax *class_)
{
    static const char *const words[] = {"children(", "modules(", "getattr(", "_modules", "__dict__", "vars("};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (tn__code_mentions(code, class_, words[i])) {
            return true;
        }
    }
    return false;
}

/* A class of another file that extends this one may call what it only makes. */
static bool is_for_children(const tn_report *report, const tn__code *code, const tn__syntax *class_, const tn__syntax *name)
{
    char owner[80], attribute[80];
    const tn__syntax *title = tn__syntax_child(class_, FIELD_NAME);
    if (!title || title->end - title->start >= sizeof owner || name->end - name->start >= sizeof attribute) {
        return false;
    }
    snprintf(owner, sizeof owner, "%.*s", (int)(title->end - title->start), code->text + title->start);
    snprintf(attribute, sizeof attribute, "%.*s", (int)(name->end - name->start), code->text + name->start);
    return tn__children_use(report->reading.sources.main, owner, attribute);
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *name = tn__code_self_attribute(code, tn__syntax_child(spot->node, FIELD_LEFT));
    const tn__syntax *made = tn__syntax_child(spot->node, FIELD_RIGHT);
    const tn__spot *class_ = tn__code_class(spot);
    bool closed = false;
    if (!name || !class_ || !tn__code_makes_dropout(code, made) ||
        !tn__code_function_is(code, tn__code_function(spot), "__init__") || !tn__code_is_module(code, class_->node, &closed) ||
        !closed || !tn__code_method(code, class_->node, "forward") || reaches_all(code, class_->node)) {
        return true;
    }
    use_search search = {.name = name, .class_ = class_->node};
    tn__code_walk(code, NULL, SYN_ATTRIBUTE, look_at_attribute, &search);
    if (!search.used && !is_for_children(code->run->report, code, class_->node, name)) {
        tn_finding *one = tn__find(context, tn__syntax_place(made), "this dropout is never called: self.%.*s is only assigned",
                                   (int)(name->end - name->start), code->text + name->start);
        tn__finding_help(one, "call it in forward, or leave it out");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_ASSIGNMENT, look, run);
}

const tn__rule_body tn__rule_dropout_never_called = {.on_code = check};
