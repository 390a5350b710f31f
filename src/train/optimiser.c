/* The table of optimisers. */
#include "train/optimiser.h"

#include <string.h>

static const tn__optimiser *const optimisers[] = {
#define OPTIMISER(name) &tn__optimiser_##name,
#include "train/optimisers.def"
#undef OPTIMISER
};

static const char *const names[] = {
#define OPTIMISER(name) #name,
#include "train/optimisers.def"
#undef OPTIMISER
    NULL};

const char *const *tn_optimisers(void)
{
    return names;
}

const tn__optimiser *tn__optimiser_find(const char *name)
{
    for (size_t i = 0; i < sizeof optimisers / sizeof *optimisers; i++)
        if (strcmp(optimisers[i]->name, name) == 0) return optimisers[i];
    return NULL;
}
