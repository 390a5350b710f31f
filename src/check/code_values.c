/* What is left of conditions and rates in evaluation, and what local names hold. */
#include <ctype.h>
#include <string.h>

#include "check/code.h"

/* --- conditions --- */

/* A flag that is true while training: self.training, or a parameter such as is_training. */
static bool is_training_flag(const tn__code *code, const tn__syntax *node)
{
    const tn__syntax *word = node->kind == SYN_ATTRIBUTE ? tn__syntax_child(node, FIELD_ATTRIBUTE) : node;
    static const char *const words[] = {"training", "is_training", "train", "is_train", "train_mode", "_training"};
    for (size_t i = 0; word && word->kind == SYN_IDENTIFIER && i < sizeof words / sizeof *words; i++) {
        if (tn__code_is(code, word, words[i])) {
            return true;
        }
    }
    return false;
}

static tn__truth opposite(tn__truth truth)
{
    return truth == TN_UNSURE ? truth : truth == TN_TRUE ? TN_FALSE : TN_TRUE;
}

static tn__truth of_both(const tn__code *code, const tn__syntax *node)
{
    const tn__syntax *op = tn__syntax_child(node, FIELD_OPERATOR);
    const tn__syntax *left = tn__syntax_child(node, FIELD_LEFT), *right = tn__syntax_child(node, FIELD_RIGHT);
    if (!op || !left || !right) {
        return TN_UNSURE;
    }
    tn__truth ends = code->text[op->start] == 'a' ? TN_FALSE : TN_TRUE;
    tn__truth a = tn__code_condition(code, left), b = tn__code_condition(code, right);
    return a == ends || b == ends ? ends : a == TN_UNSURE ? a : b;
}

tn__truth tn__code_condition(const tn__code *code, const tn__syntax *node)
{
    node = tn__code_bare(node);
    if (!node) {
        return TN_UNSURE;
    }
    switch (node->kind) {
    case SYN_TRUE: return TN_TRUE;
    case SYN_FALSE:
    case SYN_NONE: return TN_FALSE;
    case SYN_NOT_OPERATOR: return opposite(tn__code_condition(code, tn__syntax_child(node, FIELD_ARGUMENT)));
    case SYN_BOOLEAN_OPERATOR: return of_both(code, node);
    case SYN_IDENTIFIER:
    case SYN_ATTRIBUTE: return is_training_flag(code, node) ? TN_FALSE : TN_UNSURE;
    default: return TN_UNSURE;
    }
}

/* --- reached --- */

static bool leaves(const tn__syntax *block)
{
    for (const tn__syntax *one = block ? block->first : NULL; one; one = one->next) {
        if (one->kind == SYN_RETURN_STATEMENT || one->kind == SYN_RAISE_STATEMENT || one->kind == SYN_CONTINUE_STATEMENT) {
            return true;
        }
    }
    return false;
}

static bool speaks_of_training(const tn__code *code, const tn__syntax *node)
{
    return tn__code_mentions(code, node, "train");
}

/* What a branch's condition says of it: `inside` is the branch of `node` that holds the spot. */
static tn__truth of_branch(const tn__code *code, const tn__syntax *node, const tn__syntax *inside)
{
    const tn__syntax *condition = tn__syntax_child(node, FIELD_CONDITION);
    if (node->kind == SYN_CONDITIONAL_EXPRESSION) {
        condition = node->first ? node->first->next : NULL;
        return inside == condition     ? TN_TRUE
               : inside == node->first ? tn__code_condition(code, condition)
                                       : opposite(tn__code_condition(code, condition));
    }
    if (inside == condition) {
        return TN_TRUE;
    }
    return inside->field == FIELD_ALTERNATIVE ? opposite(tn__code_condition(code, condition))
                                              : tn__code_condition(code, condition);
}

/* An earlier `if not self.training: return` in the same block; one that cannot be decided leaves it unsure. */
static tn__truth passes_returns(const tn__code *code, const tn__syntax *block, const tn__syntax *until)
{
    for (const tn__syntax *one = block->first; one && one != until; one = one->next) {
        const tn__syntax *condition = one->kind == SYN_IF_STATEMENT ? tn__syntax_child(one, FIELD_CONDITION) : NULL;
        if (!condition || !leaves(tn__syntax_child(one, FIELD_CONSEQUENCE))) {
            continue;
        }
        tn__truth truth = tn__code_condition(code, condition);
        if (truth == TN_TRUE || (truth == TN_UNSURE && speaks_of_training(code, condition))) {
            return truth == TN_TRUE ? TN_FALSE : TN_UNSURE;
        }
    }
    return TN_TRUE;
}

tn__truth tn__code_reached(const tn__code *code, const tn__spot *spot)
{
    tn__truth all = TN_TRUE;
    for (const tn__spot *up = spot->up; up; spot = up, up = up->up) {
        uint8_t kind = up->node->kind;
        tn__truth truth = TN_TRUE;
        if (kind == SYN_IF_STATEMENT || kind == SYN_ELIF_CLAUSE || kind == SYN_CONDITIONAL_EXPRESSION) {
            truth = of_branch(code, up->node, spot->node);
            const tn__syntax *condition = kind == SYN_CONDITIONAL_EXPRESSION && up->node->first
                                              ? up->node->first->next
                                              : tn__syntax_child(up->node, FIELD_CONDITION);
            truth = truth == TN_UNSURE && !(condition && speaks_of_training(code, condition)) ? TN_TRUE : truth;
        } else if (kind == SYN_BLOCK) {
            truth = passes_returns(code, up->node, spot->node);
        } else if (kind == SYN_FUNCTION_DEFINITION) {
            break;
        }
        if (truth == TN_FALSE) {
            return TN_FALSE;
        }
        all = truth == TN_UNSURE ? TN_UNSURE : all;
    }
    return all;
}

/* --- what names hold --- */

#define MAX_ASSIGNMENTS 8 /* of one name that are followed; with more it is unsure */
#define MAX_NAMES 3       /* that hold each other */

typedef struct local_search {
    const tn__syntax *name;
    const tn__syntax *value; /* the last before the use */
    tn__truth drops;         /* joined over the assignments that evaluation reaches */
    int n, depth;
    bool want_drops;
} local_search;

static tn__truth drops(const tn__code *code, const tn__spot *rate, int depth);

static bool look_at_local(void *context, const tn__code *code, const tn__spot *spot)
{
    local_search *search = context;
    const tn__syntax *left = tn__syntax_child(spot->node, FIELD_LEFT), *right = tn__syntax_child(spot->node, FIELD_RIGHT);
    if (spot->node->end > search->name->start || !left ||
        !tn__code_same(code, left, search->name)) { // x = f(x) is no source of its own x
        return true;
    }
    search->value = spot->node->kind == SYN_ASSIGNMENT ? right : NULL;
    if (search->want_drops && tn__code_reached(code, spot) != TN_FALSE) {
        tn__spot value = {right, spot};
        bool follow = right && spot->node->kind == SYN_ASSIGNMENT && search->n < MAX_ASSIGNMENTS && search->depth < MAX_NAMES;
        tn__truth one = follow ? drops(code, &value, search->depth + 1) : TN_UNSURE;
        search->drops = search->n == 0 || search->drops == one ? one : TN_UNSURE;
        search->n++;
    }
    return true;
}

const tn__syntax *tn__code_local(const tn__code *code, const tn__spot *use)
{
    const tn__spot *function = tn__code_function(use);
    local_search search = {.name = use->node};
    if (use->node->kind != SYN_IDENTIFIER) {
        return NULL;
    }
    tn__code_walk(code, function, SYN_ASSIGNMENT, look_at_local, &search);
    return search.value;
}

/* --- rates --- */

static tn__truth drops_local(const tn__code *code, const tn__spot *rate, int depth)
{
    local_search search = {.name = rate->node, .want_drops = true, .depth = depth, .drops = TN_UNSURE};
    const tn__spot *function = tn__code_function(rate);
    if (!function) {
        return TN_UNSURE;
    }
    tn__code_walk(code, function, SYN_ASSIGNMENT, look_at_local, &search);
    tn__code_walk(code, function, SYN_AUGMENTED_ASSIGNMENT, look_at_local, &search);
    return search.n > 0 ? search.drops : TN_UNSURE; // a parameter: its caller knows
}

/* Whether another method than __init__ assigns self.NAME, as an overridden train() may. */
static bool is_moved(const tn__code *code, const tn__syntax *class_, const tn__syntax *name)
{
    int all, at_first = 0;
    const tn__syntax *init = tn__code_method(code, class_, "__init__");
    tn__code_assigned(code, class_, name, &all);
    if (init) {
        tn__code_assigned(code, init, name, &at_first);
    }
    return all != at_first;
}

static tn__truth drops_attribute(const tn__code *code, const tn__spot *rate)
{
    const tn__spot *class_ = tn__code_class(rate);
    const tn__syntax *node = rate->node, *name = NULL;
    double number;
    int n = 0;
    while (node && node->kind == SYN_ATTRIBUTE && !name) { // self.X, and the self.X of self.X.p
        name = tn__code_self_attribute(code, node);
        node = tn__syntax_child(node, FIELD_OBJECT);
    }
    const tn__syntax *value = class_ && name ? tn__code_assigned(code, class_->node, name, &n) : NULL;
    if (!value || n != 1 || is_moved(code, class_->node, name)) {
        return TN_UNSURE;
    }
    bool is_zero = (tn__code_number(code, value, &number) && number == 0) || value->kind == SYN_NONE;
    bool may_be_gated = speaks_of_training(code, value) || value->kind == SYN_LAMBDA;
    return is_zero ? TN_FALSE : may_be_gated ? TN_UNSURE : TN_TRUE;
}

static tn__truth drops_either(const tn__code *code, const tn__spot *choice, int depth)
{
    const tn__syntax *yes = choice->node->first, *condition = yes ? yes->next : NULL, *no = condition ? condition->next : NULL;
    if (!no) {
        return TN_UNSURE;
    }
    tn__truth truth = tn__code_condition(code, condition);
    tn__spot first = {yes, choice}, second = {no, choice};
    tn__truth a = truth == TN_FALSE ? TN_UNSURE : drops(code, &first, depth + 1),
              b = truth == TN_TRUE ? a : drops(code, &second, depth + 1);
    return truth == TN_TRUE ? a : truth == TN_FALSE ? b : a == b && !speaks_of_training(code, condition) ? a : TN_UNSURE;
}

static tn__truth drops(const tn__code *code, const tn__spot *rate, int depth)
{
    const tn__syntax *node = tn__code_bare(rate->node);
    double number;
    tn__spot at = {node, rate->node == node ? rate->up : rate};
    if (!node || depth > 8) {
        return TN_UNSURE;
    }
    if (tn__code_number(code, node, &number)) {
        return number > 0 ? TN_TRUE : TN_FALSE;
    }
    switch (node->kind) {
    case SYN_NONE:
    case SYN_FALSE: return TN_FALSE;
    case SYN_IDENTIFIER: return drops_local(code, &at, depth);
    case SYN_ATTRIBUTE: return drops_attribute(code, &at);
    case SYN_CONDITIONAL_EXPRESSION: return drops_either(code, &at, depth);
    default: return TN_UNSURE;
    }
}

tn__truth tn__code_drops(const tn__code *code, const tn__spot *rate)
{
    return drops(code, rate, 0);
}
