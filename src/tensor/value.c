#include "thinnet/value.h"

#include <stdio.h>

tn_value tn_none(void)
{
    return (tn_value){.type = TN_VALUE_NONE};
}

tn_value tn_bool(bool b)
{
    return (tn_value){.type = TN_VALUE_BOOL, .ints = {b}};
}

tn_value tn_int(int64_t i)
{
    return (tn_value){.type = TN_VALUE_INT, .ints = {i}};
}

tn_value tn_float(double d)
{
    return (tn_value){.type = TN_VALUE_FLOAT, .number = d};
}

tn_value tn_ints(int n, const int64_t *ints)
{
    tn_value value = {.type = TN_VALUE_INTS};
    for (; value.n_ints < n && value.n_ints < TN_MAX_DIMS; value.n_ints++) value.ints[value.n_ints] = ints[value.n_ints];
    return value;
}

tn_value tn_text(const char *text)
{
    tn_value value = {.type = TN_VALUE_TEXT};
    snprintf(value.text, sizeof value.text, "%s", text);
    return value;
}
