#include "net/plans.h"

void tn__plans_init(tn__plans *out, tn_net *net, const tn__plan_options *options)
{
    *out = (tn__plans){.net = net, .options = *options};
}

void tn__plans_release(tn__plans *plans)
{
    tn__plan_free(plans->usual);
    tn__plan_free(plans->other);
    plans->usual = plans->other = NULL;
}

tn_status tn__plans_get(tn__plans *plans, int64_t n, tn__plan **out, tn_error *err)
{
    tn__plan **place = n == plans->options.batch ? &plans->usual : &plans->other;
    if (!*place || (*place)->options.batch != n) {
        tn__plan_options options = plans->options;
        options.batch = n;
        tn__plan_free(*place);
        *place = NULL;
        tn_status status = tn__plan_new(place, plans->net, &options, err);
        if (status != TN_OK) return status;
    }
    *out = *place;
    return TN_OK;
}
