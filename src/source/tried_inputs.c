#include "source/tried_inputs.h"

#include <stdio.h>
#include <string.h>

static bool has_error(const tn__diagnostics *list)
{
    return tn__diagnostics_first(list, TN_DIAGNOSTIC_ERROR) != NULL;
}

/* Whether the model is one for flat samples: a layer refused the images themselves, and refused their flat form only for its
 * size. Then what it says of the flat form is the better message. */
static bool is_for_flat(const tn__diagnostics *found, const tn__diagnostics *flat, const tn_shape *images)
{
    const tn__diagnostic *fault = tn__diagnostics_first(found, TN_DIAGNOSTIC_ERROR);
    const tn__diagnostic *other = tn__diagnostics_first(flat, TN_DIAGNOSTIC_ERROR);
    char given[100], note[120];
    snprintf(note, sizeof(note), "called here with %s", tn__shape_print(images, given, sizeof(given)));
    return fault && fault->kind == TN_DIAG_SHAPE && fault->n_notes > 0 &&
           strcmp(fault->notes[fault->n_notes - 1].text, note) == 0 && other && other->kind == TN_DIAG_SHAPE &&
           strstr(other->message, " features, but is given ");
}

/* Runs the class again with another input; its net and diagnostics take the place of the first run's if they are better. */
static tn_status run_with(tn_net **net, tn__run_request *request, tn_shape input, tn__diagnostics *found,
                          bool (*better)(const tn__diagnostics *, const tn__diagnostics *, const tn_shape *), tn_error *err)
{
    tn_status status = TN_OK;
    tn_net *other_net = NULL;
    tn__diagnostics other = TN_DIAGNOSTICS_INIT;
    tn__run_request again = *request;
    again.input = input;
    TN_TRY(tn__run_class(&other_net, &again, &other, err));
    if ((!has_error(&other) && other_net) || better(found, &other, &request->input)) {
        tn_net_free(*net);
        *net = other_net;
        other_net = NULL;
        tn__diagnostics kept = *found;
        *found = other;
        other = kept;
        request->is_part = again.is_part;
    }
done:
    tn_net_free(other_net);
    tn__diagnostics_release(&other);
    return status;
}

/* A net that takes flat samples but is given images is tried again with the flat form. */
static tn_status run_flat(tn_net **net, tn__run_request *request, tn__diagnostics *found, tn_error *err)
{
    int64_t features = tn__shape_product(&request->input, 1, request->input.rank);
    return features < 0 ? TN_OK : run_with(net, request, tn__shape_batched(1, &features), found, is_for_flat, err);
}

/* A layer that takes sequences refused the matrix that was assumed: what is wrong, if anything is, shows on sequences. */
static bool is_for_sequence(const tn__diagnostics *found, const tn__diagnostics *other, const tn_shape *input)
{
    (void)input;
    for (size_t i = 0; i < found->n; i++) {
        if (found->items[i].kind == TN_DIAG_SHAPE && strstr(found->items[i].message, "Expected 2D (unbatched)")) {
            return true;
        }
    }
    return !has_error(other);
}

/* An input that was derived from the first layer, [N, features], may have been meant as [N, T, features]. */
static tn_status run_sequence(tn_net **net, tn__run_request *request, tn__diagnostics *found, tn_error *err)
{
    const int64_t sample[] = {TN_DIM_UNKNOWN, request->derived.dim[1]};
    return run_with(net, request, tn__shape_batched(2, sample), found, is_for_sequence, err);
}

tn_status tn__run_inputs(tn__diagnostics *out, tn__run_request *request, const tn_read_options *options, tn_net **net,
                         tn_error *err)
{
    tn_status status = TN_OK;
    tn__diagnostics found = TN_DIAGNOSTICS_INIT;
    TN_TRY(tn__run_class(net, request, &found, err));
    if (has_error(&found) && options && options->may_flatten && request->input.rank > 2) {
        TN_TRY(run_flat(net, request, &found, err));
    }
    if (has_error(&found) && request->input.rank == 0 && request->derived.rank == 2) {
        TN_TRY(run_sequence(net, request, &found, err));
    }
    if (!tn__diagnostics_append(out, &found)) {
        TN_TRY(tn__no_memory(err, sizeof(tn__diagnostic)));
    }
done:
    tn__diagnostics_release(&found);
    return status;
}
