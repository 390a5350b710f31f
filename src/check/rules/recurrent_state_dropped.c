/* A recurrent state that each step drops afresh: what it remembers dies within some 1/p steps. Dropout belongs on what goes up
 * (Zaremba et al. 2014, section 3.1), or has one mask for all steps (Gal and Ghahramani 2016, section 4). */
#include <string.h>

#include "check/code.h"

/* torch.nn's name of what self.X is made by; "" when it is not one such. */
static const char *made_by(const tn__code *code, const tn__spot *spot, const tn__syntax *call, char out[TN_DOTTED])
{
    const tn__spot *class_ = tn__code_class(spot);
    const tn__syntax *name = tn__code_self_attribute(code, tn__syntax_child(call, FIELD_FUNCTION));
    int n = 0;
    out[0] = '\0';
    const tn__syntax *made = class_ && name ? tn__code_assigned(code, class_->node, name, &n) : NULL;
    return made && n == 1 ? tn__code_nn_class(code, made, out) : out;
}

static bool drops(const tn__code *code, const tn__spot *spot, const tn__syntax *call)
{
    char name[TN_DOTTED];
    return strcmp(tn__code_nn_function(code, call, name), "dropout") == 0 ||
           strcmp(made_by(code, spot, call, name), "Dropout") == 0;
}

static bool is_step(const char *name)
{
    static const char *const layers[] = {"LSTMCell", "GRUCell", "RNNCell", "LSTM", "GRU", "RNN", "Linear"};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        if (strcmp(name, layers[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* --- one name, in one loop --- */

typedef struct state_search {
    const tn__syntax *state; /* an identifier */
    bool is_fed;             /* a layer of this class takes it, and what comes of that becomes it */
} state_search;

static bool look_for_state(void *context, const tn__code *code, const tn__spot *spot)
{
    state_search *search = context;
    search->is_fed = search->is_fed || tn__code_same(code, spot->node, search->state);
    return !search->is_fed;
}

static bool holds(const tn__code *code, const tn__syntax *node, const tn__syntax *state)
{
    state_search search = {.state = state};
    tn__spot spot = {node, NULL};
    if (node) {
        tn__code_walk(code, &spot, SYN_IDENTIFIER, look_for_state, &search);
    }
    return search.is_fed;
}

static bool look_for_step(void *context, const tn__code *code, const tn__spot *spot)
{
    state_search *search = context;
    char name[TN_DOTTED];
    const tn__syntax *arguments = tn__syntax_child(spot->node, FIELD_ARGUMENTS);
    const char *kind = made_by(code, spot, spot->node, name);
    const tn__syntax *first = arguments ? arguments->first : NULL;
    bool linear = strcmp(kind, "Linear") == 0; // its only argument; a cell's state is behind its input
    const tn__syntax *state = linear || !first ? first : first->next;
    search->is_fed = search->is_fed || (is_step(kind) && state && holds(code, state, search->state));
    return !search->is_fed;
}

typedef struct assignment_search {
    const tn__syntax *state;
    bool comes_of_step;
} assignment_search;

static bool look_for_feedback(void *context, const tn__code *code, const tn__spot *spot)
{
    assignment_search *search = context;
    state_search step = {.state = search->state};
    if (holds(code, tn__syntax_child(spot->node, FIELD_LEFT), search->state)) {
        tn__code_walk(code, spot, SYN_CALL, look_for_step, &step);
        search->comes_of_step = search->comes_of_step || step.is_fed;
    }
    return !search->comes_of_step;
}

/* Whether in this loop the name is a state: state = step(..., state). */
static bool is_state(const tn__code *code, const tn__spot *loop, const tn__syntax *name)
{
    assignment_search search = {.state = name};
    tn__code_walk(code, loop, SYN_ASSIGNMENT, look_for_feedback, &search);
    return search.comes_of_step;
}

/* --- dropouts --- */

static const tn__spot *loop_around(const tn__spot *spot)
{
    for (; spot && spot->node->kind != SYN_FUNCTION_DEFINITION; spot = spot->up) {
        if (spot->node->kind == SYN_FOR_STATEMENT || spot->node->kind == SYN_WHILE_STATEMENT) {
            return spot;
        }
    }
    return NULL;
}

static const tn__syntax *only_name(const tn__syntax *left)
{
    return left && left->kind == SYN_IDENTIFIER ? left : NULL;
}

static bool look(void *context, const tn__code *code, const tn__spot *spot)
{
    const tn__spot *loop = loop_around(spot), *up = spot->up;
    if (!loop || !drops(code, spot, spot->node)) {
        return true;
    }
    const tn__syntax *state = up->node->kind == SYN_ASSIGNMENT ? only_name(tn__syntax_child(up->node, FIELD_LEFT)) : NULL;
    const tn__syntax *dropped = tn__code_argument(code, spot->node, "input", 0);
    if (!state && dropped && dropped->kind == SYN_IDENTIFIER && up->node->kind != SYN_ASSIGNMENT) { // step(x, drop(state))
        const tn__spot *step = up->node->kind == SYN_ARGUMENT_LIST ? up->up : NULL;
        char name[TN_DOTTED];
        state = step && is_step(made_by(code, step, step->node, name)) ? dropped : NULL;
    }
    if (state && is_state(code, loop, state)) {
        tn_finding *one = tn__find(context, tn__syntax_place(spot->node), "each step drops the state %.*s afresh: it forgets",
                                   (int)(state->end - state->start), code->text + state->start);
        tn__finding_note(one, tn__syntax_place(loop->node), "the steps");
        tn__finding_help(one, "drop a copy that goes up (out = drop(state)), or draw one mask before the loop for all steps");
    }
    return true;
}

static void check(tn__rule_run *run, const tn__code *code)
{
    tn__code_walk(code, NULL, SYN_CALL, look, run);
}

const tn__rule_body tn__rule_recurrent_state_dropped = {.on_code = check};
