/* A dropout that a later assignment to the same name replaces, or that a method or an attribute of the class hides; any layer
 * that a method of nn.Module hides. */
#include <string.h>

#include "check/code.h"
#include "source/torch.h"

/* Module.__getattr__ is asked only for what the class itself lacks (torch/nn/modules/module.py 2.13). */
static const tn__syntax *assignment_in(const tn__syntax *statement)
{
    const tn__syntax *inner = statement->kind == SYN_EXPRESSION_STATEMENT ? statement->first : NULL;
    return inner && inner->kind == SYN_ASSIGNMENT ? inner : NULL;
}

static const tn__syntax *name_bound_by(const tn__syntax *statement)
{
    const tn__syntax *definition = statement->kind == SYN_DECORATED_DEFINITION ? tn__syntax_child(statement, FIELD_DEFINITION)
                                                                               : statement;
    const tn__syntax *assignment = assignment_in(statement);
    if (assignment) {
        return tn__syntax_child(assignment, FIELD_RIGHT) ? tn__syntax_child(assignment, FIELD_LEFT) : NULL;
    }
    return definition && definition->kind == SYN_FUNCTION_DEFINITION ? tn__syntax_child(definition, FIELD_NAME) : NULL;
}

static const tn__syntax *hidden_by(const tn__code *code, const tn__syntax *class_, const tn__syntax *name)
{
    const tn__syntax *body = tn__syntax_child(class_, FIELD_BODY);
    for (const tn__syntax *one = body ? body->first : NULL; one; one = one->next) {
        const tn__syntax *word = name_bound_by(one);
        if (word && tn__code_same(code, word, name)) {
            return word;
        }
    }
    return NULL;
}

typedef struct read_search {
    const tn__syntax *name;
} read_search;

static bool look_for_read(void *context, const tn__code *code, const tn__spot *spot)
{
    const read_search *search = context;
    bool target = spot->up && spot->up->node->kind == SYN_ASSIGNMENT && spot->node->field == FIELD_LEFT;
    return target || !tn__code_same(code, tn__code_self_attribute(code, spot->node), search->name);
}

/* The next statement of the block that assigns the name, if nothing reads it before. */
static const tn__syntax *replaced_by(const tn__code *code, const tn__syntax *statement, const tn__syntax *name)
{
    read_search search = {name};
    for (const tn__syntax *one = statement->next; one; one = one->next) {
        tn__spot spot = {one, NULL};
        if (!tn__code_walk(code, &spot, SYN_ATTRIBUTE, look_for_read, &search)) {
            return NULL;
        }
        const tn__syntax *assignment = assignment_in(one);
        const tn__syntax *target = assignment ? tn__syntax_child(assignment, FIELD_LEFT) : NULL;
        if (target && tn__code_same(code, tn__code_self_attribute(code, target), name)) {
            return target;
        }
    }
    return NULL;
}

static void say(tn__rule_run *run, const tn__code *code, const tn__syntax *at, const tn__syntax *name, const tn__syntax *own,
                const tn__syntax *other)
{
    tn_finding *one = tn__find(run, tn__syntax_place(at),
                               own ? "this dropout is hidden: self.%.*s is what the class itself has under that name"
                                   : "this dropout is lost: self.%.*s is assigned again",
                               (int)(name->end - name->start), code->text + name->start);
    tn__finding_note(one, tn__syntax_place(own ? own : other), "%s", own ? "Python finds this first" : "this replaces it");
    tn__finding_help(one, "give one of them another name");
}

/* self.half = nn.Linear(4, 4): self.half stays Module.half. */
static void look_at_methods(tn__rule_run *run, const tn__code *code, const tn__syntax *assignment, const tn__syntax *name)
{
    char class_[TN_DOTTED], method[TN_DOTTED];
    size_t length = name->end - name->start;
    const char *layer = tn__code_nn_class(code, tn__syntax_child(assignment, FIELD_RIGHT), class_);
    if (!*layer || length >= sizeof method) {
        return;
    }
    memcpy(method, code->text + name->start, length);
    method[length] = '\0';
    if (tn__is_module_method(method)) {
        tn_finding *one = tn__find(run, tn__syntax_place(assignment), "this %s is hidden: self.%s is a method of nn.Module",
                                   layer, method);
        tn__finding_label(one, "self.%s(...) calls Module.%s", method, method);
        tn__finding_help(one, "give it another name");
    }
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *name = tn__code_self_attribute(code, tn__syntax_child(spot->node, FIELD_LEFT));
    const tn__spot *class_ = tn__code_class(spot);
    if (!name || !class_ || !tn__code_is_module(code, class_->node, NULL)) {
        return true;
    }
    if (!tn__code_makes_dropout(code, tn__syntax_child(spot->node, FIELD_RIGHT))) {
        look_at_methods(context, code, spot->node, name);
        return true;
    }
    const tn__syntax *own = hidden_by(code, class_->node, name);
    const tn__syntax *other = spot->up->node->kind == SYN_EXPRESSION_STATEMENT ? replaced_by(code, spot->up->node, name) : NULL;
    if (own || other) {
        say(context, code, spot->node, name, own, other);
    } else {
        look_at_methods(context, code, spot->node, name);
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_ASSIGNMENT, look, run);
}

const tn__rule_body tn__rule_module_hidden = {.on_code = check};
