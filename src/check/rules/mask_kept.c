/* A mask that a module draws once, keeps on itself, and gives to every batch that follows: the same units are dropped for good,
 * and a batch of another size does not fit. */
#include <string.h>

#include "check/code.h"

typedef struct draw_search {
    bool for_mask; /* the name that keeps it speaks of a mask */
    bool found;
} draw_search;

/* Calls that draw zeros and ones, or numbers to compare with a rate. */
static bool look_for_draw(void *context, const tn__code *code, const tn__spot *spot)
{
    draw_search *search = context;
    char name[TN_DOTTED];
    tn__code_nn_function(code, spot->node, name);
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    const tn__syntax *method = callee && callee->kind == SYN_ATTRIBUTE ? tn__syntax_child(callee, FIELD_ATTRIBUTE) : NULL;
    bool uniform = strcmp(name, "rand") == 0 || strcmp(name, "rand_like") == 0;
    search->found = strcmp(name, "bernoulli") == 0 || strcmp(name, "dropout") == 0 || tn__code_is(code, method, "bernoulli_") ||
                    tn__code_is(code, method, "bernoulli") || (uniform && search->for_mask);
    return !search->found;
}

static bool draws(const tn__code *code, const tn__syntax *target, const tn__syntax *value)
{
    draw_search search = {.for_mask = tn__code_mentions(code, target, "mask") || tn__code_mentions(code, target, "drop")};
    tn__spot spot = {value, NULL};
    if (value) {
        tn__code_walk(code, &spot, SYN_CALL, look_for_draw, &search);
    }
    return search.found;
}

typedef struct reset_search {
    const tn__syntax *target, *drawn;
    bool is_reset;
} reset_search;

static bool look_for_reset(void *context, const tn__code *code, const tn__spot *spot)
{
    reset_search *search = context;
    bool other = spot->node != search->drawn && tn__code_same(code, tn__syntax_child(spot->node, FIELD_LEFT), search->target);
    search->is_reset = other && !tn__code_function_is(code, tn__code_function(spot), "__init__");
    return !search->is_reset;
}

static bool look_for_outside(void *context, const tn__code *code, const tn__spot *spot)
{
    reset_search *search = context;
    const tn__syntax *left = tn__syntax_child(spot->node, FIELD_LEFT);
    const tn__syntax *name = tn__syntax_child(search->target, FIELD_ATTRIBUTE);
    bool outside = left && left->kind == SYN_ATTRIBUTE && !tn__code_self_attribute(code, left) &&
                   tn__code_same(code, tn__syntax_child(left, FIELD_ATTRIBUTE), name);
    search->is_reset = search->is_reset || outside;
    return !search->is_reset;
}

/* `if self.mask is None:` or `if not hasattr(self, "mask"):` around, which says nothing of the batch. */
static bool is_once(const tn__code *code, const tn__spot *spot, const tn__syntax *target)
{
    const tn__syntax *name = tn__syntax_child(target, FIELD_ATTRIBUTE);
    for (const tn__spot *up = spot; up->up && up->node->kind != SYN_FUNCTION_DEFINITION; up = up->up) {
        const tn__syntax *condition = up->up->node->kind == SYN_IF_STATEMENT ? tn__syntax_child(up->up->node, FIELD_CONDITION)
                                                                             : NULL;
        char word[64] = "";
        size_t length = name->end - name->start;
        if (!condition || up->node->field != FIELD_CONSEQUENCE || length >= sizeof word) {
            continue;
        }
        for (size_t i = 0; i < length; i++) { // tn__code_mentions takes small letters
            char c = code->text[name->start + i];
            word[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
        bool asks = tn__code_mentions(code, condition, word) &&
                    (tn__code_mentions(code, condition, "none") || tn__code_mentions(code, condition, "hasattr"));
        if (asks && !tn__code_mentions(code, condition, "size") && !tn__code_mentions(code, condition, "shape")) {
            return true;
        }
    }
    return false;
}

typedef struct call_search {
    const tn__syntax *method, *target;
    int n_once, n_else;
} call_search;

static bool look_at_call(void *context, const tn__code *code, const tn__spot *spot)
{
    call_search *search = context;
    const tn__syntax *callee = tn__syntax_child(spot->node, FIELD_FUNCTION);
    const tn__syntax *name = callee && callee->kind == SYN_ATTRIBUTE ? tn__syntax_child(callee, FIELD_ATTRIBUTE) : NULL;
    if (tn__code_same(code, name, search->method)) {
        bool once = tn__code_self_attribute(code, callee) && is_once(code, spot, search->target);
        search->n_once += once;
        search->n_else += !once;
    }
    return true;
}

/* A method that draws, and is only called where there is no mask yet. */
static bool is_called_once(const tn__code *code, const tn__spot *spot, const tn__syntax *target)
{
    const tn__spot *function = tn__code_function(spot);
    call_search search = {.method = function ? tn__syntax_child(function->node, FIELD_NAME) : NULL, .target = target};
    if (search.method) {
        tn__code_walk(code, NULL, SYN_CALL, look_at_call, &search);
    }
    return search.n_once > 0 && search.n_else == 0;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__syntax *target = tn__syntax_child(spot->node, FIELD_LEFT), *value = tn__syntax_child(spot->node, FIELD_RIGHT);
    const tn__spot *class_ = tn__code_class(spot);
    bool keeps = class_ && tn__code_self_attribute(code, target) && draws(code, target, value) &&
                 (is_once(code, spot, target) || is_called_once(code, spot, target));
    if (!keeps || !tn__code_is_module(code, class_->node, NULL) ||
        tn__code_function_is(code, tn__code_function(spot), "__init__")) {
        return true;
    }
    reset_search search = {.target = target, .drawn = spot->node};
    tn__code_walk(code, class_, SYN_ASSIGNMENT, look_for_reset, &search);
    if (!search.is_reset) {
        tn__code_walk(code, NULL, SYN_ASSIGNMENT, look_for_outside, &search);
    }
    if (!search.is_reset) {
        int length = (int)(target->end - target->start);
        tn_finding *one = tn__find(context, tn__syntax_place(target),
                                   "%.*s is drawn once and kept: every batch has the same units dropped", length,
                                   code->text + target->start);
        tn__finding_help(one, "draw it in each forward; for one mask over all steps of a sequence, draw it before the steps");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_ASSIGNMENT, look, run);
}

const tn__rule_body tn__rule_mask_kept = {.on_code = check};
