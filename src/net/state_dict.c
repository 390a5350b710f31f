/* Weights to and from safetensors, under PyTorch's state_dict names. */
#include "net/state_dict.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "format/safetensors.h"

static size_t state_bytes(const tn__state *state)
{
    return (size_t)tn__shape_count(&state->shape) * tn__dtype_size(state->spec->dtype);
}

static const char *dtype_name(const tn__state *state)
{
    return state->spec->dtype == TN_I64 ? "I64" : "F32";
}

/* --- all at once --- */

size_t tn__states_bytes(const tn_net *net)
{
    size_t sum = 0;
    for (size_t i = 0; i < net->n_states; i++) sum += state_bytes(&net->states[i]);
    return sum;
}

tn_status tn__states_buffer(const tn_net *net, void **out, tn_error *err)
{
    size_t bytes = tn__states_bytes(net);
    *out = tn__alloc_aligned(bytes ? bytes : 1, 1);
    return *out ? TN_OK : tn__no_memory(err, bytes);
}

void tn__states_copy_out(const tn_net *net, void *buffer)
{
    char *to = buffer;
    for (size_t i = 0; i < net->n_states; to += state_bytes(&net->states[i]), i++)
        memcpy(to, net->states[i].data, state_bytes(&net->states[i]));
}

void tn__states_copy_in(tn_net *net, const void *buffer)
{
    const char *from = buffer;
    for (size_t i = 0; i < net->n_states; from += state_bytes(&net->states[i]), i++)
        memcpy(net->states[i].data, from, state_bytes(&net->states[i]));
}

/* --- saving --- */

tn_status tn_net_save(const tn_net *net, const char *path, const tn_metadata *metadata, int n_metadata, tn_error *err)
{
    size_t n = 0;
    tn__st_entry *entries = tn__alloc(net->n_states + 1, sizeof *entries);
    tn__st_note *notes = tn__alloc((size_t)n_metadata + 1, sizeof *notes);
    tn_status status;
    if (!entries || !notes) TN_TRY(tn__no_memory(err, net->n_states * sizeof *entries));
    for (size_t i = 0; i < net->n_states; i++) {
        const tn__state *s = &net->states[i];
        if (s->key) entries[n++] = (tn__st_entry){s->key, dtype_name(s), s->shape, s->data};
    }
    for (int i = 0; i < n_metadata; i++) notes[i] = (tn__st_note){metadata[i].key, metadata[i].value};
    TN_TRY(tn__safetensors_save(path, entries, n, notes, (size_t)n_metadata, err));
done:
    tn__free(entries);
    tn__free(notes);
    return status;
}

/* --- loading: everything is compared before anything is written --- */

static void report_missing(const tn_net *net, const tn__safetensors *file, tn__buf *list)
{
    for (size_t i = 0; i < net->n_states; i++)
        if (net->states[i].key && !tn__safetensors_find(file, net->states[i].key))
            tn__buf_printf(list, "\n  missing in the file: %s", net->states[i].key);
}

static const tn__state *find_state(const tn_net *net, const char *key)
{
    for (size_t i = 0; i < net->n_states; i++)
        if (net->states[i].key && strcmp(net->states[i].key, key) == 0) return &net->states[i];
    return NULL;
}

static void report_misfits(const tn_net *net, const tn__safetensors *file, tn__buf *list)
{
    char theirs[96], ours[96];
    for (size_t i = 0; i < file->n_tensors; i++) {
        const tn__st_tensor *t = &file->tensors[i];
        const tn__state *s = find_state(net, t->name);
        if (!s) {
            tn__buf_printf(list, "\n  not in the model: %s", t->name);
        } else if (!tn__shape_equal(&t->shape, &s->shape)) {
            tn__buf_printf(list, "\n  size mismatch for %s: %s in the file, %s in the model", t->name,
                           tn__shape_print(&t->shape, theirs, sizeof theirs), tn__shape_print(&s->shape, ours, sizeof ours));
        } else if (strcmp(t->dtype, dtype_name(s)) != 0) {
            tn__buf_printf(list, "\n  dtype mismatch for %s: %s in the file, %s in the model", t->name, t->dtype, dtype_name(s));
        }
    }
}

static tn_status compare(const tn_net *net, const tn__safetensors *file, const char *path, tn_error *err)
{
    tn__buf list = TN_BUF_INIT;
    report_missing(net, file, &list);
    report_misfits(net, file, &list);
    tn_status status = tn__buf_ok(&list) ? TN_OK : tn__no_memory(err, list.length);
    if (status == TN_OK && list.length > 0) {
        status = tn__fail(err, TN_MISMATCH, "the weights in %s do not fit the model:%s", path, tn__buf_text(&list));
        tn__at_file(err, path);
        tn__help(err, "load them into the model and with the arguments that they were trained with");
    }
    tn__buf_release(&list);
    return status;
}

tn_status tn_net_load(tn_net *net, const char *path, bool lenient, tn_error *err)
{
    tn__safetensors file;
    tn_status status = tn__safetensors_open(&file, path, lenient, err);
    if (status != TN_OK) return status;
    status = compare(net, &file, path, err);
    for (size_t i = 0; status == TN_OK && i < net->n_states; i++) {
        tn__state *s = &net->states[i];
        if (s->key) memcpy(s->data, tn__safetensors_find(&file, s->key)->data, state_bytes(s));
    }
    if (status == TN_OK) net->ready = true;
    tn__safetensors_close(&file);
    return status;
}

tn_status tn_weights_metadata(const char *path, const char *key, char *out, size_t size, bool lenient, tn_error *err)
{
    tn__safetensors file;
    tn_status status = tn__safetensors_open(&file, path, lenient, err);
    if (status != TN_OK) return status;
    const char *text = tn__safetensors_text(&file, key);
    if (text && strlen(text) >= size)
        status = tn__fail(err, TN_BAD_FORMAT, "%s: the metadata '%s' has %zu bytes, more than %zu", path, key, strlen(text),
                          size - 1);
    else
        strcpy(out, text ? text : "");
    tn__safetensors_close(&file);
    return status;
}
