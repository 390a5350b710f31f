/* A stream of the language server protocol: its framing and its messages. The first byte says in what pieces it comes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "cli/lsp_frames.h"
#include "cli/lsp_server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is sent has to be JSON text. */
static void take(const json_t *message, void *user)
{
    char *text = json_dumps(message, JSON_COMPACT);
    (void)user;
    if (!text) abort();
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lsp_server server = {.send = take};
    lsp_frames frames = {0};
    size_t step = size > 0 ? (size_t)data[0] * 8 + 1 : 1;
    const char *body;
    size_t length;
    for (size_t i = 1; i < size; i += step) {
        if (!lsp_frames_add(&frames, (const char *)data + i, size - i < step ? size - i : step)) break;
        while (!server.ended && lsp_frames_next(&frames, &body, &length) == LSP_MESSAGE) {
            lsp_server_take(&server, body, length);
        }
        lsp_server_check(&server);
    }
    lsp_server_release(&server);
    lsp_frames_release(&frames);
    return 0;
}
