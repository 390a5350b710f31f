/* Fuzz target of the patch writer: the first four bytes say what changes, the rest is a Python file. What comes out must read as
 * the asked net again, and asking for the same once more of it must be possible without a crash. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "study/patch_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void patch_once(const char *text, size_t length, const tn__patch_change *changes, int n, char **source, size_t *new_length)
{
    tn_error err;
    char *diff = NULL;
    tn_read_options options = {.input_rank = 1, .input = {8}, .may_flatten = true, .text = text, .text_length = length};
    if (tn__patch_write(&diff, source, new_length, "fuzz.py", &options, changes, n, &err) != TN_OK) return;
    if (*diff && strncmp(diff, "--- a/fuzz.py\n+++ b/fuzz.py\n@@ ", 31)) abort();
    if (!*diff && (*new_length != length || memcmp(*source, text, length))) abort();
    tn__free(diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = {"Dropout", "AlphaDropout", "Dropout2d", NULL};
    if (size < 4) return 0;
    tn__patch_change changes[] = {{.node = data[0] & 15, .kind = kinds[data[1] & 3], .p = 0.25},
                                  {.value = data[2] & 15, .user = data[3] & 15, .kind = "Dropout", .p = 0.125}};
    char *source = NULL, *again = NULL;
    size_t length = 0, again_length = 0;
    int n = 1 + (data[1] >> 7), first = (data[1] >> 6) & 1;
    patch_once((const char *)data + 4, size - 4, changes + (n == 1 ? first : 0), n, &source, &length);
    if (source) patch_once(source, length, changes + 1, 1, &again, &again_length);
    tn__free(source);
    tn__free(again);
    return 0;
}
