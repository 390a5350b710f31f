/* Fuzz target of our own reader of Python: any text that it takes has no fault for tree-sitter, and the same tree, but for what
 * is beyond tree-sitter's grammar: that may be a fault for it. */
#include "../tests/unit/python/same_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include "python/grammar.h"
#include "python/plain_python.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compare(const tn__syntax_tree *plain, const tn__syntax_tree *grammar)
{
    if (grammar->is_flawed && plain->is_beyond_grammar) {
        return;
    }
    if (grammar->is_flawed) {
        fprintf(stderr, "a text with a fault was taken\n");
        abort();
    }
    const tn__syntax *one = first_difference(plain->root, grammar->root);
    if (one) {
        fprintf(stderr, "the trees differ in a %s at %d:%d\n", tn__syntax_name(one), one->line, one->column);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char nothing[1];
    const char *text = size ? (const char *)data : nothing;
    tn_error err;
    tn__diagnostics faults = TN_DIAGNOSTICS_INIT;
    tn__syntax_tree plain, grammar;
    if (!tn__plain_parse(&plain, text, size, false)) {
        return -1; /* of no interest */
    }
    if (tn__grammar_parse(&grammar, text, size, false, &faults, &err) == TN_OK) {
        compare(&plain, &grammar);
    }
    tn__syntax_release(&grammar);
    tn__syntax_release(&plain);
    tn__diagnostics_release(&faults);
    return 0;
}
