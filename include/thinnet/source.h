/* Reading a net from PyTorch source.
 *
 * A model is "FILE.py:CALL", a call of a class or a function of that file, as in "net.py:SimpleFCN(784, 50, 10)" or
 * "gpt.py:GPT(Config(dropout=0.1))": arguments may use what the file defines and imports. "FILE.py:Class" and "FILE.py" (one
 * nn.Module in it) use defaults; "FILE.py:variable" is the nn.Sequential that the file's own level leaves in that variable. The
 * file is never executed: its syntax tree is evaluated by a small interpreter of the Python subset that models use. */
#ifndef THINNET_SOURCE_H
#define THINNET_SOURCE_H

#include "thinnet/net.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tn_read_options {
    int input_rank; /* dimensions of one sample; 0: derived from the first layer, where that is possible */
    int64_t input[TN_MAX_DIMS];
    bool may_flatten; /* a net that takes flat samples may be given images: if the given shape does not fit but its
                         flat form does, the net is read with the flat form */
    const char *text; /* the source itself instead of the file's content; NULL: read the file */
    size_t text_length;
    struct tn_source_cache *cache; /* of imported files, shared by several readings; NULL: none; borrowed */
} tn_read_options;

/* Imported files, parsed once for all readings that are given the cache, from any threads. A file that changes while the cache
 * lives stays what it was. */
typedef struct tn_source_cache tn_source_cache;
/* max_bytes: what the parsed files may take together; beyond that each reading parses its own. *out is owned:
 * tn_source_cache_free, when no reading that was given it goes on and no report of one lives. */
TN_API TN_NODISCARD tn_status tn_source_cache_new(tn_source_cache **out, size_t max_bytes, tn_error *err);
TN_API void tn_source_cache_free(tn_source_cache *cache); /* NULL is fine */

/* *out is owned: tn_net_free. Weights are not initialised. An error carries file, line and column. */
TN_API TN_NODISCARD tn_status tn_net_read(tn_net **out, const char *model, const tn_read_options *options, tn_error *err);

#ifdef __cplusplus
}
#endif
#endif
