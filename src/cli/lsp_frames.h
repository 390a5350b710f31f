/* The framing of the language server protocol: messages in a stream of bytes.
 *
 *   Content-Length: 17\r\n
 *   Content-Type: ...\r\n        (other headers are passed over)
 *   \r\n
 *   {"jsonrpc":"2.0"}
 *
 * Every length that the stream names is checked before memory is taken for it. */
#ifndef TN_CLI_LSP_FRAMES_H
#define TN_CLI_LSP_FRAMES_H

#include <stdbool.h>
#include <stddef.h>

#define LSP_MAX_HEADERS 4096            /* bytes before a message's body */
#define LSP_MAX_BODY ((size_t)16 << 20) /* a file of 2 MB, the most that is checked, has room however it is escaped */

typedef struct lsp_frames {
    char *bytes; /* what has come and is not handed out; owned */
    size_t n, capacity;
    size_t taken; /* bytes of the message that was handed out last */
    bool broken;  /* no message can be found any more */
} lsp_frames;

typedef enum lsp_next { LSP_MESSAGE, LSP_MORE, LSP_BROKEN } lsp_next;

/* Adds bytes of the stream; false when memory is short. */
bool lsp_frames_add(lsp_frames *frames, const char *bytes, size_t n);
/* LSP_MESSAGE: *body[0 .. *length) is the next message, good until the next call of either function. LSP_MORE: it has not come
 * whole. LSP_BROKEN: the stream is none of messages, or one is longer than LSP_MAX_BODY; it stays so. */
lsp_next lsp_frames_next(lsp_frames *frames, const char **body, size_t *length);
void lsp_frames_release(lsp_frames *frames);

#endif
