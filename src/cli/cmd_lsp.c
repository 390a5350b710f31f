#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/fault.h"
#include "cli/lsp_frames.h"
#include "cli/lsp_server.h"

static void send_message(const json_t *message, void *user)
{
    (void)user;
    char *text = json_dumps(message, JSON_COMPACT);
    if (text) {
        printf("Content-Length: %zu\r\n\r\n%s", strlen(text), text);
        fflush(stdout);
        free(text);
    }
}

/* Takes all messages that have come. False when the stream is no stream of messages. */
static bool take_messages(lsp_server *server, lsp_frames *frames)
{
    const char *body;
    size_t length;
    lsp_next next = LSP_MORE;
    while (!server->ended && (next = lsp_frames_next(frames, &body, &length)) == LSP_MESSAGE) {
        lsp_server_take(server, body, length);
    }
    return next != LSP_BROKEN;
}

static bool more_waits(void)
{
    struct pollfd one = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&one, 1, 0) > 0 && one.revents & POLLIN;
}

static cli_exit serve(lsp_server *server, lsp_frames *frames)
{
    char bytes[65536];
    while (!server->ended) {
        ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            break;
        }
        if (!lsp_frames_add(frames, bytes, (size_t)n)) {
            return cli_no_memory();
        }
        if (!take_messages(server, frames)) {
            return cli_bad_input("an editor has to start it", "standard input is not the language server protocol");
        }
        if (!server->ended && !more_waits()) {
            lsp_server_check(server);
        }
    }
    return server->shut_down ? CLI_FINE : CLI_FINDINGS; // as the protocol wants it of `exit`
}

static cli_exit run(const cli_values *values)
{
    lsp_server server = {.send = send_message};
    lsp_frames frames = {0};
    (void)values;
    cli_exit code = serve(&server, &frames);
    lsp_server_release(&server);
    lsp_frames_release(&frames);
    return code;
}

static const cli_option options[] = {
    {"stdio", .kind = CLI_FLAG, CLI_AT(stdio), .text = "as always; some editors say so"},
    {0},
};
static const cli_group group = {"Options", options};

const cli_command cli_command_lsp = {
    .name = "lsp",
    .summary = "the checker in an editor: a language server on standard input and output",
    .usage = "[options]",
    .description = "Diagnostics while you write, shape and rate of the layer under the cursor, repairs as quick fixes.\n"
                   "docs/guide/editors.md says how editors start it.",
    .groups = {&group, &cli_common_group},
    .run = run,
};
