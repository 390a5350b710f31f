/* Trials handed out by another means than the folder's leases: what a module that is loaded at run time provides. */
#ifndef TN_STUDY_HANDOUT_H
#define TN_STUDY_HANDOUT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"

#define TN__HANDOUT_VERSION 1
#define TN__HANDOUT_SYMBOL "thinnet_handout" /* a const tn__handout */

typedef enum tn__handout_answer {
    TN__HANDOUT_YOURS,
    TN__HANDOUT_TAKEN,
    TN__HANDOUT_NOBODY /* no one answers any more: use the folder's leases */
} tn__handout_answer;

/* A process has one. All but start and finish may be called from any thread. */
typedef struct tn__handout {
    int version;
    /* False with the reason in why[size]. Fine when it runs already. */
    bool (*start)(char *why, size_t size);
    tn__handout_answer (*claim)(const char *id); /* id: at most 63 bytes */
    void (*release)(const char *id);
    void (*finish)(void); /* after it, start fails */
} tn__handout;

/* Loads and starts the module at `path`. *out is borrowed for the life of the process. */
TN_NODISCARD tn_status tn__handout_load(const tn__handout **out, const char *path, tn_error *err);

#endif
