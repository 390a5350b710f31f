/* Any bytes as a pyproject.toml. */
#include <stddef.h>
#include <stdint.h>

#include "check/toml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads every byte that a leaf hands out. */
static tn_status look(const tn__toml_leaf *leaf, void *user, tn_error *err)
{
    size_t *sum = user;
    (void)err;
    for (int i = 0; i < leaf->n_keys; i++) {
        for (const char *c = leaf->keys[i]; *c; c++) *sum += (size_t)*c;
    }
    for (const char *c = leaf->text; c && *c; c++) *sum += (size_t)*c;
    return TN_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t sum = 0;
    tn_error err;
    if (tn__toml_each((const char *)data, size, look, &sum, &err) != TN_OK) sum++;
    return (int)(sum & 0);
}
