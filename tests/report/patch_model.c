/* patch_model MODEL INPUT                    lists the net: "INDEX KIND DROPOUT INPUTS..." a line
 * patch_model MODEL INPUT CHANGE... DIFF     writes the patch to DIFF; exit 3: refused
 * INPUT is 3x32x32; CHANGE is add:VALUE:USER:KIND:P, set:NODE:KIND:P or remove:NODE. For patches.py. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "net/graph.h"
#include "study/patch.h"

enum { MOST = 32 };

static int list(const char *model, const tn_read_options *options)
{
    tn_net *net;
    tn_error err;
    if (tn_net_read(&net, model, options, &err) != TN_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    for (size_t i = 1; i < net->n_nodes; i++) {
        const tn__node *node = &net->nodes[i];
        const tn__layer_kind *kind = net->modules[node->module].layer.kind;
        printf("%zu %s %d", i, kind->name, (kind->traits & TN_TRAIT_DROPOUT) != 0);
        for (int k = 0; k < node->n_in; k++) printf(" %d", node->in[k]);
        printf("\n");
    }
    tn_net_free(net);
    return 0;
}

static bool parse(char *text, tn__patch_change *out)
{
    char *part[5] = {0};
    int n = 0;
    for (char *at = strtok(text, ":"); at && n < 5; at = strtok(NULL, ":")) part[n++] = at;
    *out = (tn__patch_change){0};
    if (n == 2 && !strcmp(part[0], "remove")) {
        out->node = atoi(part[1]);
    } else if (n == 4 && !strcmp(part[0], "set")) {
        *out = (tn__patch_change){.node = atoi(part[1]), .kind = part[2], .p = atof(part[3])};
    } else if (n == 5 && !strcmp(part[0], "add")) {
        *out = (tn__patch_change){.value = atoi(part[1]), .user = atoi(part[2]), .kind = part[3], .p = atof(part[4])};
    } else {
        return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    tn_read_options options = {0};
    tn__patch_change changes[MOST];
    tn_error err = {0};
    char *diff = NULL;
    int n = 0;
    for (char *at = argc > 2 ? strtok(argv[2], "x") : NULL; at; at = strtok(NULL, "x"))
        options.input[options.input_rank++] = atoi(at);
    if (argc == 3) return list(argv[1], &options);
    for (int i = 3; i < argc - 1 && n < MOST; i++) {
        if (!parse(argv[i], &changes[n++])) return 2;
    }
    tn_status status = argc < 5 ? TN_BAD_ARGUMENT : tn__patch_write(&diff, NULL, NULL, argv[1], &options, changes, n, &err);
    if (status == TN_OK) status = tn__file_save(argv[argc - 1], diff, strlen(diff), &err);
    tn__free(diff);
    if (status != TN_OK) fprintf(stderr, "%s:%d: %s\n", err.file, (int)err.line, err.text);
    return status == TN_OK ? 0 : status == TN_UNSUPPORTED ? 3 : 2;
}
